"""Writing an order that has been decided: Saleor's rows, ours, the holds and what is owed.

One statement a table, however many parcels and lines there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from marketplace import bulk, clock, codes
from marketplace.audit.record import record
from marketplace.inventory import holds
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Hold, Shelf
from marketplace.listings.models import Listing
from marketplace.orders.checkout import Checkout
from marketplace.orders.history import Kind, note
from marketplace.orders.limits import Standing, collection_until
from marketplace.orders.models import InvoiceRequest, OrderedSet, Parcel, ParcelLine, ShopOrder
from marketplace.orders.ordered import OrderedLine, OrderedShare
from marketplace.orders.payments import METHODS
from marketplace.orders.pickup_code import new_pickup_code
from marketplace.orders.plan import PlannedParcel
from marketplace.pricing.amounts import net_of
from marketplace.saleor_bridge import allocations
from marketplace.saleor_bridge import orders as saleor_orders
from marketplace.saleor_bridge.models import Order, OrderLine

How = ShopOrder.How


@dataclass(frozen=True)
class Decided:
    """What is written. parcels: each with what it contains, priced; best_before: the first day of
    each shelf that goes out."""

    seller_id: int
    parcels: Sequence[tuple[PlannedParcel, Sequence[OrderedShare]]]
    standing: Standing
    best_before: Mapping[ShelfKey, date] = field(default_factory=dict)

    @property
    def goods_total(self) -> int:
        return sum(share.total for _parcel, shares in self.parcels for share in shares)

    @property
    def fee_total(self) -> int:
        return sum(parcel.fee or 0 for parcel, _shares in self.parcels)


@dataclass
class _Row:
    """A parcel line to be: where its goods stand, and Saleor's line for it."""

    parcel: Parcel
    planned: PlannedParcel
    line: OrderedLine
    order_line: OrderLine
    gift_set: OrderedSet | None

    @property
    def warehouse_id(self) -> UUID:
        return self.planned.shelf_place.warehouse_id

    @property
    def key(self) -> ShelfKey:
        return self.planned.shelf_place.pk, self.line.listing.variant_id


def write_order(
    checkout: Checkout, decided: Decided, locked: Mapping[ShelfKey, Shelf]
) -> ShopOrder:
    """Write the order in the caller's transaction, under the locks that the decision was made in.

    Raises StockRefused, before anything is written, where the locked shelves cannot give it.
    """
    order = _order(checkout, decided)
    parcels = [_parcel(order, planned, shares, decided) for planned, shares in decided.parcels]
    held = holds.place(_wanted(decided, parcels), locked)
    order.order, order_lines = _in_saleor(order, decided)
    bulk.add(ShopOrder, [order])
    for parcel in parcels:
        parcel.order = order  # now that it has a key
    bulk.add(Parcel, parcels)
    rows = _rows(decided, parcels, order_lines)
    bulk.add(OrderedSet, _once([row.gift_set for row in rows]))
    bulk.add(
        ParcelLine,
        [
            _parcel_line(row, hold, decided.best_before)
            for row, hold in zip(rows, held, strict=True)
        ],
    )
    allocations.allocate(
        (row.order_line.pk, row.warehouse_id, row.line.listing.variant_id, row.line.quantity)
        for row in rows
    )
    METHODS[order.payment_method].start(parcels)
    if checkout.invoice is not None:
        InvoiceRequest.objects.create(order=order, **vars(checkout.invoice))
    said = {"total": order.total, "parcels": [parcel.code for parcel in parcels]}
    note(order.pk, Kind.PLACED, data=said)
    record("orders.place", actor_id=None, subject=f"order:{order.code}", data=said)
    return order


def _order(checkout: Checkout, decided: Decided) -> ShopOrder:
    return ShopOrder(
        code=codes.new_code(),
        client_key=checkout.client_key,
        seller_id=decided.seller_id,
        user_id=checkout.user_id,
        device=checkout.device,
        language=checkout.language,
        how=checkout.how,
        name=checkout.name,
        phone=checkout.phone,
        email=checkout.email,
        unit_id=checkout.unit_id,
        address=checkout.address,
        note=checkout.note,
        payment_method=checkout.payment,
        goods_total=decided.goods_total,
        fee_total=decided.fee_total,
        total=decided.goods_total + decided.fee_total,
        placed_at=clock.now(),
    )


def _parcel(
    order: ShopOrder,
    planned: PlannedParcel,
    shares: Sequence[OrderedShare],
    decided: Decided,
) -> Parcel:
    fee, confirmed = planned.fee or 0, decided.standing.is_confirmed
    return Parcel(
        order=order,
        code=codes.new_code(),
        place=planned.place,
        supplied_from=planned.supplied_from,
        fee=fee,
        fee_vat_rate=settings.DELIVERY_VAT_RATE,
        to_collect=sum(share.total for share in shares) + fee,
        weight_grams=planned.grams,
        promised_from=planned.first_day,
        promised_by=planned.last_day,
        held_until=_held_until(order, planned, decided.standing),
        pickup_code=new_pickup_code(planned.place) if order.how == How.COLLECTION else "",
        state=Parcel.State.CONFIRMED if confirmed else Parcel.State.TO_CONFIRM,
        state_at=order.placed_at,
    )


def _held_until(order: ShopOrder, planned: PlannedParcel, standing: Standing) -> datetime | None:
    """Until somebody has confirmed it; then until it is delivered, or was to be collected."""
    if not standing.is_confirmed or order.how == How.DELIVERY:
        return standing.until
    return collection_until(planned.first_day) if planned.first_day else None


def _wanted(decided: Decided, parcels: Sequence[Parcel]) -> list[holds.Wanted]:
    return [
        holds.Wanted(
            (planned.shelf_place.pk, line.listing.variant_id),
            line.quantity,
            parcel.reference,
            parcel.held_until,
        )
        for parcel, (planned, shares) in zip(parcels, decided.parcels, strict=True)
        for share in shares
        for line in share.lines
    ]


def _in_saleor(order: ShopOrder, decided: Decided) -> tuple[Order, list[OrderLine]]:
    """Saleor's order, and its lines in the order of _saleor_lines()."""
    shares = [share for _planned, shares in decided.parcels for share in shares]
    fees_net = sum(
        net_of(planned.fee or 0, settings.DELIVERY_VAT_RATE) for planned, _shares in decided.parcels
    )
    amounts = saleor_orders.OrderAmounts(
        total=order.total,
        net=sum(share.net for share in shares) + fees_net,
        fee=order.fee_total,
        fee_net=fees_net,
    )
    return saleor_orders.create_order(
        token=order.code,
        language=order.language,
        placed_at=order.placed_at,
        amounts=amounts,
        lines=[line for share in shares for line in _saleor_lines(share)],
    )


def _saleor_lines(share: OrderedShare) -> list[saleor_orders.LineAmounts]:
    """A gift set is a line with its price, followed by its parts, which cost nothing more."""
    listing = share.listing
    own = _amounts(share.listing, share.quantity, share.unit_price, share.net // share.quantity)
    if not listing.is_gift_set:
        return [own]
    return [own, *(_amounts(line.listing, line.quantity, 0, 0) for line in share.lines)]


def _amounts(listing: Listing, quantity: int, price: int, net: int) -> saleor_orders.LineAmounts:
    return saleor_orders.LineAmounts(
        variant=listing.variant,
        name=listing.product.name,
        quantity=quantity,
        unit_price=price,
        unit_net=net,
        vat_rate=listing.vat_rate,
    )


def _rows(
    decided: Decided, parcels: Sequence[Parcel], order_lines: Sequence[OrderLine]
) -> list[_Row]:
    """In the order of _wanted()."""
    rows, of_saleor = [], iter(order_lines)
    for parcel, (planned, shares) in zip(parcels, decided.parcels, strict=True):
        for share in shares:
            first = next(of_saleor)
            gift_set = _ordered_set(parcel, share, first) if share.listing.is_gift_set else None
            for line in share.lines:
                order_line = next(of_saleor) if gift_set else first
                rows.append(_Row(parcel, planned, line, order_line, gift_set))
    return rows


def _ordered_set(parcel: Parcel, share: OrderedShare, line: OrderLine) -> OrderedSet:
    return OrderedSet(
        order=parcel.order,
        order_line=line,
        listing=share.listing,
        name=share.listing.product.name,
        quantity=share.quantity,
        unit_price=share.unit_price,
        total=share.total,
    )


def _once(sets: Sequence[OrderedSet | None]) -> list[OrderedSet]:
    return list({id(one): one for one in sets if one is not None}.values())


def _parcel_line(row: _Row, hold: Hold, best_before: Mapping[ShelfKey, date]) -> ParcelLine:
    line = row.line
    return ParcelLine(
        parcel=row.parcel,
        order_line=row.order_line,
        gift_set=row.gift_set,
        listing=line.listing,
        hold=hold,
        name=line.listing.product.name,
        unit_name=line.listing.unit_name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.total,
        vat_rate=line.vat_rate,
        net=line.net,
        best_before=best_before.get(row.key),
    )
