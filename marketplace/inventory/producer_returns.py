"""Trả hàng nhà sản xuất: goods leave a place for their producer."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import held, ledger, picked
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Balance, DeliveryLine, Document, Lot, Virtual
from marketplace.inventory.picked import Picked
from marketplace.inventory.reasons import Reason
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.producers.models import Producer
from marketplace.refusal import Problem


def return_to_producer(
    place: Place,
    producer: Producer,
    goods: Sequence[Picked],
    *,
    note: str,
    actor_id: int | None,
    client_key: str,
) -> Document:
    """Post place → producer: consigned goods of this producer, or bought ones that it made.

    In any condition, past their date or not. The same client key answers with the first
    document. Raises StockRefused with every problem: nothing_picked, picked_twice, bad_quantity,
    bad_note, other_producer, not_enough, promised. Locks: the shelves.
    """
    with transaction.atomic():
        lots = picked.lots_of(goods)
        locked = lock_stock((place.pk, lot.variant_id) for lot in lots.values())
        before = ledger.already_posted(client_key)
        if before is not None:
            return before
        problems = picked.problems(goods, lots) + picked.no_note(note)
        problems += _of_others(place, producer, goods, lots)
        if not problems:
            problems = picked.missing(place, goods, lots)
        if problems:
            raise StockRefused(problems)
        lines = picked.lines(
            goods,
            lots,
            reason=Reason.RETURNED_TO_PRODUCER,
            origin=place.pk,
            target=Virtual.PRODUCER,
        )
        held.refuse_if_promised(locked, lines, clock.today())
        posting = ledger.Posting(
            Document.Kind.PRODUCER_RETURN, client_key, actor_id, producer.code, note=note.strip()
        )
        document = ledger.post(posting, lines, locked)
        record(
            "inventory.return_to_producer",
            actor_id=actor_id,
            subject=f"document:{document.code}",
            data={"place": place.code, "producer": producer.code, "units": picked.units(goods)},
        )
        return document


def _of_others(
    place: Place, producer: Producer, goods: Sequence[Picked], lots: dict[int, Lot]
) -> list[Problem]:
    """What is neither this producer's nor bought from it. An article has one producer."""
    variants = {lot.variant_id for lot in lots.values()}
    consigned = Balance.objects.filter(lot__variant__in=variants, owner=producer.party_id)
    delivered = DeliveryLine.objects.filter(variant__in=variants, delivery__producer=producer)
    made = set(consigned.values_list("lot__variant", flat=True)) | set(
        delivered.values_list("variant", flat=True)
    )
    owners = {producer.party_id, place.operator.party_id}
    found = []
    for one in goods:
        lot = lots[one.lot_id]
        if one.owner_id not in owners or lot.variant_id not in made:
            data = {"lot": lot.code, "lot_id": lot.pk, "producer": producer.name}
            sentence = _("Lot %(lot)s is not of %(producer)s: it can't go back there.")
            found.append(Problem("other_producer", sentence % data, "quantity", data))
    return found
