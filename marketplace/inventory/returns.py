"""Khách trả hàng: goods that were sold come back to a place. The money is not decided here."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.audit.record import record
from marketplace.inventory import ledger, picked
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Condition, Document, Entry, Lot, Virtual
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

    Good units of a recalled lot are blocked. `reference`: of the sale, "order/parcel"; no more of a lot comes back than went out on it.
    Without one (the receipt is lost) a note says why, and no more than was ever sold of the lot.
    The same client key answers with the first document. Raises StockRefused with every problem:
    nothing_picked, picked_twice, bad_quantity, bad_note, bad_condition, place_closed,
    unknown_sale, more_than_sold. Locks: the shelves, and those the goods were sold from.
    """
    with transaction.atomic():
        lots = picked.lots_of(goods)
        keys = {(place.pk, lot.variant_id) for lot in lots.values()}
        locked = lock_stock(keys | _sold_from(reference))
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


def _sold_from(reference: str) -> set[tuple[int, int]]:
    if not reference:
        return set()
    sold = Entry.objects.filter(
        document__reference=reference, document__kind=Document.Kind.SALE, place__isnull=False
    )
    return set(sold.values_list("place", "lot__variant"))


def _more_than_sold(goods: Sequence[Picked], lots: dict[int, Lot], reference: str) -> list[Problem]:
    if not goods:
        return []
    out = still_out(reference) if reference else sold_of(lots)
    if reference and not out:
        sentence = _("Nothing has gone out to a shopper under this order.")
        return [Problem("unknown_sale", sentence, "reference")]
    asked: Counter[LotOwner] = Counter()
    for one in goods:
        asked[one.lot_id, one.owner_id] += one.quantity
    found = []
    for (lot, owner), wanted in asked.items():
        left = max(out[lot, owner], 0)
        data = {"lot": lots[lot].code, "lot_id": lot, "owner": owner, "sold": left}
        data["wanted"] = wanted
        if wanted > left:
            sentence = _(
                "Of lot %(lot)s shoppers still have %(sold)d units, %(wanted)d are to come back."
            )
            if reference:
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
