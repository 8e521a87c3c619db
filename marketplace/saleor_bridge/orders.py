"""Writing Saleor's orders and their lines beside ours, in the caller's transaction.

Saleor's own hooks, events and mails are not called: they would run inside the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from saleor.order import OrderStatus

from marketplace import bulk
from marketplace.saleor_bridge.models import (
    Order,
    OrderLine,
    ProductVariant,
)
from marketplace.saleor_bridge.money import to_amount


@dataclass(frozen=True)
class LineAmounts:
    """One line: sales units, đồng with tax included, net đồng, rate in percent."""

    variant: ProductVariant
    name: str
    quantity: int
    unit_price: int
    unit_net: int
    vat_rate: Decimal


@dataclass(frozen=True)
class OrderAmounts:
    """đồng with tax included and net, for goods and delivery together; fee is delivery alone."""

    total: int
    net: int
    fee: int
    fee_net: int


def create_order(
    *,
    token: str,
    language: str,
    placed_at: datetime,
    amounts: OrderAmounts,
    lines: Sequence[LineAmounts],
) -> tuple[Order, list[OrderLine]]:
    """An unfulfilled order with its lines. The contact is not copied: it stands in our order."""
    order = Order(
        token=token,
        status=OrderStatus.UNFULFILLED,
        language_code=language,
        created=placed_at,
        currency="VND",
        shipping_price_gross_amount=to_amount(amounts.fee),
        shipping_price_net_amount=to_amount(amounts.fee_net),
        total_gross_amount=to_amount(amounts.total),
        total_net_amount=to_amount(amounts.net),
    )
    made = [
        OrderLine(
            variant=line.variant,
            product_name=line.name,
            variant_name=line.variant.name,
            product_sku=line.variant.sku,
            is_shipping_required=True,
            quantity=line.quantity,
            currency="VND",
            unit_price_gross_amount=to_amount(line.unit_price),
            unit_price_net_amount=to_amount(line.unit_net),
            tax_rate=line.vat_rate,
        )
        for line in lines
    ]
    bulk.add(Order, [order])
    for line in made:
        line.order = order  # now that it has a key
    bulk.add(OrderLine, made)
    return order, made


def settle_status(order_id: int, *, waiting: int, delivered: int) -> None:
    """Set the order's status from how many of its parcels wait and how many were handed over."""
    if waiting and delivered:
        status = OrderStatus.PARTIALLY_FULFILLED
    elif waiting:
        status = OrderStatus.UNFULFILLED
    elif delivered:
        status = OrderStatus.FULFILLED
    else:
        status = OrderStatus.CANCELED
    Order.objects.filter(pk=order_id).update(status=status)
