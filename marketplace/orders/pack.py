"""Đóng gói: what goes into the parcel is what was ordered, scanned unit by unit or counted."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import scan
from marketplace.inventory.availability import is_sellable
from marketplace.inventory.models import Condition
from marketplace.inventory.recalled import recalled
from marketplace.inventory.scan import Scanned
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import Parcel, ParcelLine, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import enter, refuse_unless
from marketplace.refusal import Problem


def scan_in(
    parcel_code: str, text: str, *, seen: int, actor_id: int | None, units: int = 1
) -> Parcel:
    """So many units of what was scanned go in; when all of it is in, the parcel is packed.

    text: as inventory.scan.find() reads it. seen: how many units of the parcel were in it when
    the page was shown: a second press, or a second pair of hands, is told so. Raises OrderRefused:
    not_waiting, lapsed, changed_meanwhile, wrong_article, too_many, bad_lot; StockRefused as
    find() does. Locks: order, parcel.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        refuse_unless(parcel, Parcel.State.CONFIRMED)
        _refuse_collection(parcel)
        lines = list(parcel.lines.select_related("listing").order_by("pk"))
        if sum(line.packed for line in lines) != seen:
            raise OrderRefused(_changed())
        scanned = scan.find(text)
        of_article = _lines_of(lines, scanned.variant_id)
        scan.find(text, parcel.place)  # a lot that never stood here is another place's
        _refuse_bad_lot(scanned)
        _put_in(of_article, units)
        if all(line.packed == line.quantity for line in lines):
            _packed(parcel, lines, actor_id)
        return parcel


def pack_counted(parcel_code: str, counts: Mapping[int, int], *, actor_id: int | None) -> Parcel:
    """Packed without a scanner: somebody has counted each line. counts: units by ParcelLine key.

    Packing what is packed changes nothing. Raises OrderRefused with every line that differs:
    not_waiting, lapsed, miscounted (data: line, wanted, counted). Locks: order, parcel.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        if parcel.state == Parcel.State.PACKED:
            return parcel
        refuse_unless(parcel, Parcel.State.CONFIRMED)
        _refuse_collection(parcel)
        lines = list(parcel.lines.order_by("pk"))
        if problems := [_miscounted(line, counts) for line in lines if not _fits(line, counts)]:
            raise OrderRefused(problems)
        for line in lines:
            line.packed = line.quantity
        ParcelLine.objects.bulk_update(lines, ["packed"])
        _packed(parcel, lines, actor_id)
        return parcel


def start_again(parcel_code: str, *, actor_id: int | None) -> Parcel:
    """Take everything out that was scanned in, to scan it again. Raises and locks as scan_in()."""
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        refuse_unless(parcel, Parcel.State.CONFIRMED)
        taken_out = sum(parcel.lines.values_list("packed", flat=True))
        ParcelLine.objects.filter(parcel=parcel).update(packed=0)
        data = {"units": taken_out}
        record("orders.unpack", actor_id=actor_id, subject=f"parcel:{parcel.code}", data=data)
        return parcel


def _packed(parcel: Parcel, lines: list[ParcelLine], actor_id: int | None) -> None:
    enter(parcel, Parcel.State.PACKED, actor_id=actor_id)
    units = sum(line.quantity for line in lines)
    note(
        parcel.order_id,
        Kind.PACKED,
        parcel_id=parcel.pk,
        actor_id=actor_id,
        data={"units": units},
    )
    record("orders.pack", actor_id=actor_id, subject=f"parcel:{parcel.code}", data={"units": units})


def _lines_of(lines: list[ParcelLine], variant_id: int) -> list[ParcelLine]:
    """A gift set and an ordinary line may want the same article."""
    of_article = [line for line in lines if line.listing.variant_id == variant_id]
    if not of_article:
        sentence = _("This article is not part of the order. Put it back and scan another.")
        raise OrderRefused(Problem("wrong_article", sentence, "scan"))
    return of_article


def _put_in(of_article: list[ParcelLine], units: int) -> None:
    """The first line that lacks it gets it."""
    room = sum(line.quantity - line.packed for line in of_article)
    wanted = sum(line.quantity for line in of_article)
    if not 1 <= units <= room:
        data = {"name": of_article[0].name, "wanted": wanted, "packed": wanted - room}
        sentence = _(
            "%(name)s: %(wanted)d were ordered and %(packed)d are in the parcel already. Put the "
            "rest back."
        )
        raise OrderRefused(Problem("too_many", sentence % data, "scan", data))
    left = units
    for line in of_article:
        going = min(left, line.quantity - line.packed)
        line.packed += going
        left -= going
    ParcelLine.objects.bulk_update(of_article, ["packed"])


def _refuse_bad_lot(scanned: Scanned) -> None:
    lot = scanned.lot
    if lot is None:
        return
    data = {"lot": lot.code}
    if not is_sellable(lot, Condition.GOOD, clock.today()):
        sentence = _("Lot %(lot)s is past its date and must not go out. Take another lot.")
        raise OrderRefused(Problem("bad_lot", sentence % data, "scan", data))
    if lot.pk in recalled([lot.pk]):
        sentence = _("Lot %(lot)s is recalled and must not go out. Take another lot.")
        raise OrderRefused(Problem("bad_lot", sentence % data, "scan", data))


def _refuse_collection(parcel: Parcel) -> None:
    if parcel.order.how == ShopOrder.How.COLLECTION:
        sentence = _("The shopper comes for this order: say that it is ready to be collected.")
        raise OrderRefused(Problem("is_collected", sentence))


def _fits(line: ParcelLine, counts: Mapping[int, int]) -> bool:
    return counts.get(line.pk) == line.quantity


def _miscounted(line: ParcelLine, counts: Mapping[int, int]) -> Problem:
    counted = counts.get(line.pk, 0)
    data = {"line": line.pk, "name": line.name, "wanted": line.quantity, "counted": counted}
    sentence = _(
        "%(name)s: %(wanted)d were ordered, %(counted)d were counted. Count again, or split the "
        "parcel and send what is there."
    )
    return Problem("miscounted", sentence % data, f"line-{line.pk}", data)


def _changed() -> Problem:
    sentence = _(
        "Something was scanned into this parcel meanwhile. Look at what is in it now, then scan on."
    )
    return Problem("changed_meanwhile", sentence, "scan")
