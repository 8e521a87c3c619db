"""Writing an order that has been decided: Saleor's rows, ours, the holds and what is owed."""

from collections.abc import Mapping, Sequence

from django.conf import settings

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.inventory import holds
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Hold, Shelf
from marketplace.listings.models import Listing
from marketplace.orders.allocate import Allocation, Share
from marketplace.orders.checkout import Checkout
from marketplace.orders.models import Parcel, ParcelLine, ShopOrder
from marketplace.orders.payments import cash_on_delivery
from marketplace.outbox.queue import queue
from marketplace.places.models import Place
from marketplace.pricing.amounts import line_total, net_of
from marketplace.saleor_bridge import orders as saleor_orders
from marketplace.saleor_bridge.models import OrderLine
from marketplace.saleor_bridge.money import to_dong


def write_order(
    checkout: Checkout,
    listings: Sequence[Listing],
    allocation: Allocation,
    locked: Mapping[ShelfKey, Shelf],
) -> ShopOrder:
    """Write the order in the caller's transaction, under the lock that the decision was made in.

    listings: what is ordered, each with product and variant loaded. Raises StockRefused where
    the shelves cannot give what was allocated. Mail waits in the outbox.
    """
    by_variant = {listing.variant_id: listing for listing in listings}
    code, now = codes.new_code(), clock.now()
    goods_total = sum(_total(share, by_variant) for share in allocation.shares)
    saleor_order, saleor_lines = saleor_orders.create_order(
        token=code,
        language=checkout.language,
        placed_at=now,
        amounts=_order_amounts(allocation, by_variant, goods_total),
        lines=[_line_amounts(by_variant[s.variant_id], s.quantity) for s in allocation.shares],
    )
    order = ShopOrder.objects.create(
        order=saleor_order,
        code=code,
        client_key=checkout.client_key,
        seller_id=listings[0].seller_id,
        language=checkout.language,
        name=checkout.name,
        phone=checkout.phone,
        email=checkout.email,
        unit_id=checkout.unit_id,
        address=checkout.address,
        note=checkout.note,
        payment_method=cash_on_delivery.METHOD,
        goods_total=goods_total,
        fee_total=allocation.fee,
        total=goods_total + allocation.fee,
        placed_at=now,
    )
    parcels = {
        place.pk: _parcel(order, place, allocation, by_variant) for place in allocation.places
    }
    held = holds.place([_wanted(share, parcels) for share in allocation.shares], locked)
    ParcelLine.objects.bulk_create(
        _parcel_line(parcels[share.place.pk], by_variant[share.variant_id], share, line, hold)
        for share, line, hold in zip(allocation.shares, saleor_lines, held, strict=True)
    )
    for parcel in parcels.values():
        cash_on_delivery.start(parcel)
    record(
        "orders.place",
        actor_id=None,
        subject=f"order:{code}",
        data={"total": order.total, "parcels": [parcel.code for parcel in parcels.values()]},
    )
    queue("order.placed", {"order": order.pk})
    return order


def price_of(listing: Listing) -> int:
    """đồng a unit, tax included, as Saleor has it now."""
    return to_dong(listing.product.price_amount)


def _wanted(share: Share, parcels: Mapping[int, Parcel]) -> holds.Wanted:
    key = share.place.pk, share.variant_id
    return holds.Wanted(key, share.quantity, parcels[share.place.pk].reference)


def _total(share: Share, by_variant: Mapping[int, Listing]) -> int:
    return line_total(price_of(by_variant[share.variant_id]), share.quantity)


def _parcel(
    order: ShopOrder, place: Place, allocation: Allocation, by_variant: Mapping[int, Listing]
) -> Parcel:
    goods = sum(
        _total(share, by_variant) for share in allocation.shares if share.place.pk == place.pk
    )
    return Parcel.objects.create(
        order=order,
        code=codes.new_code(),
        place=place,
        fee=place.delivery_fee,
        fee_vat_rate=settings.DELIVERY_VAT_RATE,
        to_collect=goods + place.delivery_fee,
    )


def _parcel_line(
    parcel: Parcel, listing: Listing, share: Share, line: OrderLine, hold: Hold
) -> ParcelLine:
    price = price_of(listing)
    total = line_total(price, share.quantity)
    return ParcelLine(
        parcel=parcel,
        order_line=line,
        listing=listing,
        hold=hold,
        name=listing.product.name,
        unit_name=listing.unit_name,
        quantity=share.quantity,
        unit_price=price,
        total=total,
        vat_rate=listing.vat_rate,
        net=net_of(total, listing.vat_rate),
    )


def _order_amounts(
    allocation: Allocation, by_variant: Mapping[int, Listing], goods_total: int
) -> saleor_orders.OrderAmounts:
    net = sum(
        net_of(_total(share, by_variant), by_variant[share.variant_id].vat_rate)
        for share in allocation.shares
    )
    fee_net = sum(
        net_of(place.delivery_fee, settings.DELIVERY_VAT_RATE) for place in allocation.places
    )
    return saleor_orders.OrderAmounts(
        total=goods_total + allocation.fee, net=net + fee_net, fee=allocation.fee, fee_net=fee_net
    )


def _line_amounts(listing: Listing, quantity: int) -> saleor_orders.LineAmounts:
    price = price_of(listing)
    return saleor_orders.LineAmounts(
        variant=listing.variant,
        name=listing.product.name,
        quantity=quantity,
        unit_price=price,
        unit_net=net_of(price, listing.vat_rate),
        vat_rate=listing.vat_rate,
    )
