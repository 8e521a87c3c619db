"""The goods of an approved return have come back, and what the shopper gets for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.inventory import returns
from marketplace.inventory.models import Condition, Lot
from marketplace.inventory.picked import Picked
from marketplace.orders import refunds
from marketplace.orders.decide_return import lock_request
from marketplace.orders.history import Kind, note
from marketplace.orders.models import Parcel, ParcelLine, ReturnLine, ReturnRequest
from marketplace.orders.payments.interface import Back
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem


@dataclass(frozen=True)
class Received:
    """goods: what came, by lot, each good (can be sold again) or damaged. refund: đồng, 0 for none."""

    goods: Sequence[Picked]
    refund: int


def receive(
    code: str, received: Received, *, actor_id: int | None, may_give_more: bool = False
) -> ReturnRequest:
    """Post the goods shopper → place of the parcel, and promise the refund.

    The request's lines say from now on what came: the rest may be asked for again.
    may_give_more: whether the actor decides on refunds, so that more may go back than what came
    and the delivery fee are worth. What has come before answers as the first time. Raises
    OrderRefused: not_approved, more_than_asked, more_than_worth, and what refunds.promise()
    raises; StockRefused as returns.take_back(). Locks: order, parcel, request, lots, shelves,
    payment.
    """
    with transaction.atomic():
        parcel, request = lock_request(code)
        if request.state == ReturnRequest.State.RECEIVED:
            return request
        if request.state != ReturnRequest.State.APPROVED:
            sentence = _("Only goods of an approved return are taken back.")
            raise OrderRefused(Problem("not_approved", sentence))
        came = _came(received.goods)
        _refuse_more_than_asked(request, came)
        document = returns.take_back(
            parcel.place,
            received.goods,
            actor_id=actor_id,
            client_key=f"return:{request.code}",
            reference=parcel.reference,
        )
        _keep_what_came(request, came)
        if not may_give_more:
            _refuse_more_than_worth(parcel, request, received.refund)
        request.state = ReturnRequest.State.RECEIVED
        request.received_at = clock.now()
        request.received_by_id = actor_id
        request.save(update_fields=["state", "received_at", "received_by_id"])
        units = Counter[str]()
        for one in received.goods:
            units[one.condition] += one.quantity
        data = {"return": request.code, "document": document.code}
        data |= {"good": units[Condition.GOOD], "damaged": units[Condition.DAMAGED]}
        where = {"parcel_id": parcel.pk, "actor_id": actor_id, "data": data}
        note(parcel.order_id, Kind.RETURN_RECEIVED, **where)
        if received.refund:
            _promise(parcel, request, received, actor_id)
        return request


def worth(request: ReturnRequest) -> int:
    """What the shopper paid for the request's goods, in đồng; the fee is not in it. One query.

    They are those asked back, once it is received those that came.
    """
    lines = request.lines.select_related("parcel_line")
    return sum(_share(line.parcel_line, line.quantity) for line in lines)


def _share(line: ParcelLine, units: int) -> int:
    """Of a gift set's part, which has no whole price a unit, the nearest đồng below."""
    return line.total * units // line.quantity


def _promise(
    parcel: Parcel, request: ReturnRequest, received: Received, actor_id: int | None
) -> None:
    back = Back(
        amount=received.refund,
        reason=request.code,
        client_key=f"return:{request.code}",
        pay_to=request.pay_to,
        request=request,
    )
    refunds.promise(parcel.code, back, actor_id=actor_id)


def _came(goods: Sequence[Picked]) -> Counter[int]:
    """Units by article."""
    lots = Lot.objects.in_bulk({one.lot_id for one in goods})
    came = Counter[int]()
    for one in goods:
        came[lots[one.lot_id].variant_id] += one.quantity
    return came


def _keep_what_came(request: ReturnRequest, came: Counter[int]) -> None:
    """Where a gift set and an ordinary line asked for the same article, the first gets it first."""
    left = Counter(came)
    some: list[ReturnLine] = []
    none: list[ReturnLine] = []
    for line in request.lines.select_related("parcel_line__listing").order_by("pk"):
        article = line.parcel_line.listing.variant_id
        line.quantity = min(line.quantity, left[article])
        left[article] -= line.quantity
        (some if line.quantity else none).append(line)
    ReturnLine.objects.bulk_update(some, ["quantity"])
    ReturnLine.objects.filter(pk__in=[line.pk for line in none]).delete()


def _refuse_more_than_worth(parcel: Parcel, request: ReturnRequest, refund: int) -> None:
    most = worth(request) + parcel.fee
    if refund <= most:
        return
    sentence = _(
        "%(most)s was paid for what came, delivery included: write at most that. More is promised "
        "by whoever handles the money, on the order's page."
    )
    data = {"most": most, "wanted": refund}
    problem = Problem("more_than_worth", sentence % {"most": text.dong(most)}, "amount", data)
    raise OrderRefused(problem)


def _refuse_more_than_asked(request: ReturnRequest, came: Counter[int]) -> None:
    asked = Counter[int]()
    for line in request.lines.select_related("parcel_line__listing"):
        asked[line.parcel_line.listing.variant_id] += line.quantity
    sentence = _("%(came)d units of one article came, %(asked)d were asked to come back.")
    problems = [
        Problem("more_than_asked", sentence % {"came": units, "asked": asked[article]}, "goods")
        for article, units in came.items()
        if units > asked[article]
    ]
    if problems:
        raise OrderRefused(problems)
