"""What an invoice says of a parcel: its lines with net, rate and tax; all in đồng.

One invoice a delivered parcel, when the goods change hands (NĐ 254/2026). Net and tax of
every line add up to its total, and the totals to what was to be paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Prefetch, QuerySet, Sum
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.orders.models import Parcel, ParcelLine
from marketplace.places.models import Operator
from marketplace.pricing.amounts import net_of

CENT = Decimal("0.01")


@dataclass(frozen=True)
class InvoiceLine:
    """unit_price: before tax, to two decimals; net + tax = total, exactly. vat_rate: percent."""

    number: int
    name: str
    unit_name: str
    quantity: int
    unit_price: Decimal
    net: int
    vat_rate: Decimal
    total: int

    @property
    def tax(self) -> int:
        return self.total - self.net


@dataclass(frozen=True)
class AtRate:
    """The sum of lines with one rate of VAT."""

    vat_rate: Decimal
    net: int
    total: int

    @property
    def tax(self) -> int:
        return self.total - self.net


def lines_of(parcel: Parcel) -> list[InvoiceLine]:
    """Its goods, each part of a gift set by itself, then the delivery where it costs something.

    No query where its lines were fetched with their gift sets.
    """
    found = [_line(number, line) for number, line in enumerate(parcel.lines.all(), start=1)]
    if parcel.fee:
        net = net_of(parcel.fee, parcel.fee_vat_rate)
        unit, number = _("trip"), len(found) + 1
        found.append(
            InvoiceLine(
                number,
                _("Delivery fee"),
                unit,
                1,
                Decimal(net),
                net,
                parcel.fee_vat_rate,
                parcel.fee,
            )
        )
    return found


def by_rate(lines: Iterable[InvoiceLine | AtRate]) -> list[AtRate]:
    """Summed by rate of VAT, the lowest first."""
    net: dict[Decimal, int] = {}
    total: dict[Decimal, int] = {}
    for line in lines:
        net[line.vat_rate] = net.get(line.vat_rate, 0) + line.net
        total[line.vat_rate] = total.get(line.vat_rate, 0) + line.total
    return [AtRate(rate, net[rate], total[rate]) for rate in sorted(net)]


def delivered(sellers: QuerySet[Operator], first: date, last: date) -> QuerySet[Parcel]:
    """Parcels of these sellers that were handed over on these days, the earliest first.

    With all that lines_of() and an invoice need; read them in bulk.
    """
    lines = ParcelLine.objects.select_related("gift_set").order_by("pk")
    return (
        Parcel.objects.filter(
            order__seller__in=sellers,
            state=Parcel.State.DELIVERED,
            ended_at__gte=clock.day_start(first),
            ended_at__lt=clock.day_end(last),
        )
        .select_related("order__seller", "order__invoice", "order__unit__parent", "payment")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("ended_at", "pk")
    )


def sums(parcels: QuerySet[Parcel]) -> list[AtRate]:
    """All of them by rate, as their lines would add up. Two queries however many there are."""
    bare = parcels.order_by().prefetch_related(None)
    goods = (
        ParcelLine.objects.filter(parcel__in=bare.values("pk"))
        .values_list("vat_rate")
        .annotate(net=Sum("net"), total=Sum("total"))
        .order_by()
    )
    fees = bare.filter(fee__gt=0).values_list("fee_vat_rate", "fee").annotate(many=Count("pk"))
    return by_rate(
        [
            *(AtRate(rate, net, total) for rate, net, total in goods),
            *(
                AtRate(rate, many * net_of(fee, rate), many * fee)
                for rate, fee, many in fees.order_by(F("fee"))
            ),
        ]
    )


def _line(number: int, line: ParcelLine) -> InvoiceLine:
    price = (Decimal(line.net) / line.quantity).quantize(CENT, ROUND_HALF_UP)
    return InvoiceLine(
        number,
        _name(line),
        line.unit_name,
        line.quantity,
        price,
        line.net,
        line.vat_rate,
        line.total,
    )


def _name(line: ParcelLine) -> str:
    return f"{line.gift_set.name}: {line.name}" if line.gift_set else line.name
