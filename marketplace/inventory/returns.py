"""Khách trả hàng: goods that were sold come back to a place. The money is not decided here."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.audit.record import record
from marketplace.inventory import ledger, picked
from marketplace.inventory.locks import lock_lots, lock_stock
from marketplace.inventory.models import Condition, Document, Entry, Lot, Shelf, Virtual
from marketplace.inventory.picked import Picked
from marketplace.inventory.reasons import Reason
from marketplace.inventory.recalled import blocked_on_arrival
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem

TAKEN_AS = (Condition.GOOD, Condition.DAMAGED)  # can be sold again, or not

LotOwner = tuple[int, int]  # key of a lot, key of the party that owned the units


def take_back(
    place: Place,
    goods: Sequence[Picked],
    *,
    actor_id: int | None,
    client_key: str,
    reference: str = "",
    note: str = "",
) -> Document:
    """Post shopper → place: each line good (can be sold again) or damaged, to its owner of then.

    Good units of a recalled lot are blocked. No more of a lot comes back than shoppers have of
    it; with `reference`, of the sale, "order/parcel", no more than went out on that sale either.
    Without one (the receipt is lost) a note says why.
    The same client key answers with the first document. Raises StockRefused with every problem:
    nothing_picked, picked_twice, bad_quantity, bad_note, bad_condition, place_closed,
    unknown_sale, more_than_sold. Locks: the lots, then the articles' shelves at all places,
    so that no two places take the last sold unit back.
    """
    with transaction.atomic():
        lots = picked.lots_of(goods)
        articles = {lot.variant_id for lot in lots.values()}
        everywhere = Shelf.objects.filter(variant__in=articles)
        keys = set(everywhere.values_list("place_id", "variant_id"))
        lock_lots(lots)
        locked = lock_stock(keys | {(place.pk, article) for article in articles})
        before = ledger.already_posted(client_key)
        if before is not None:
            return before
        problems = picked.problems(goods, lots) + picked.closed(place) + _bad_conditions(goods)
        if not reference or note.strip():
            problems += picked.no_note(note)
        problems += _more_than_sold(goods, lots, reference)
        if problems:
            raise StockRefused(problems)
        lines = picked.lines(
            goods, lots, reason=Reason.BROUGHT_BACK, origin=Virtual.SHOPPER, target=place.pk
        )
        kind = Document.Kind.SHOPPER_RETURN
        posting = ledger.Posting(kind, client_key, actor_id, reference, note=note.strip())
        document = ledger.post(posting, blocked_on_arrival(lines), locked)
        record(
            "inventory.take_back",
            actor_id=actor_id,
            subject=f"document:{document.code}",
            data={"place": place.code, "reference": reference, "units": picked.units(goods)},
        )
        return document


def still_out(reference: str) -> Counter[LotOwner]:
    """What a sale has with its shopper still: units by lot and owner. One query.

    Sold less brought back; reversals carry the reference of what they reverse and so count too.
    """
    return _with_shoppers(Entry.objects.filter(document__reference=reference))


def sold_of(lots: Iterable[int]) -> Counter[LotOwner]:
    """What shoppers have of these lots, by lot and owner. One query, over all their sales."""
    return _with_shoppers(Entry.objects.filter(place=None, lot__in=list(lots)))


def _with_shoppers(entries: object) -> Counter[LotOwner]:
    rows = (
        entries.filter(virtual=Virtual.SHOPPER)  # type: ignore[attr-defined]
        .values_list("lot", "owner")
        .annotate(units=Sum("quantity"))
    )
    return Counter({(lot, owner): units for lot, owner, units in rows})


def _more_than_sold(goods: Sequence[Picked], lots: dict[int, Lot], reference: str) -> list[Problem]:
    if not goods:
        return []
    of_sale = still_out(reference) if reference else None
    if of_sale is not None and not of_sale:
        sentence = _("Nothing has gone out to a shopper under this order.")
        return [Problem("unknown_sale", sentence, "reference")]
    out, asked = sold_of(lots), Counter[LotOwner]()
    for one in goods:
        asked[one.lot_id, one.owner_id] += one.quantity
    found = []
    for (lot, owner), wanted in asked.items():
        anywhere = out[lot, owner]
        left = anywhere if of_sale is None else min(anywhere, of_sale[lot, owner])
        left = max(left, 0)
        data = {"lot": lots[lot].code, "lot_id": lot, "owner": owner, "sold": left}
        data["wanted"] = wanted
        if wanted > left:
            sentence = _(
                "Of lot %(lot)s shoppers still have %(sold)d units, %(wanted)d are to come back."
            )
            if of_sale is not None and of_sale[lot, owner] <= anywhere:
                sentence = _(
                    "Of lot %(lot)s %(sold)d units are still out on this order, %(wanted)d are to "
                    "come back."
                )
            found.append(Problem("more_than_sold", sentence % data, "quantity", data))
    return found


def _bad_conditions(goods: Sequence[Picked]) -> list[Problem]:
    if all(one.condition in TAKEN_AS for one in goods):
        return []
    sentence = _("Say for each lot whether it can be sold again or is damaged.")
    return [Problem("bad_condition", sentence, "condition")]
