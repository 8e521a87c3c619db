"""Writing Saleor's orders, lines and fulfilments beside ours, in the caller's transaction.

Saleor's own hooks, events and mails are not called: they would run inside the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from saleor.order import OrderStatus

from marketplace.saleor_bridge.models import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderLine,
    ProductVariant,
    Stock,
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
    order.save()
    made = OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
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
    )
    return order, made


def fulfil_lines(order_id: int, warehouse_id, lines: Sequence[tuple[OrderLine, int]]) -> None:
    """Record that these lines left the warehouse, and the order's state that follows from it."""
    fulfilment = Fulfillment(order_id=order_id)
    fulfilment.save()
    stocks = {
        stock.product_variant_id: stock
        for stock in Stock.objects.filter(
            warehouse_id=warehouse_id,
            product_variant__in=[line.variant_id for line, _quantity in lines],
        )
    }
    FulfillmentLine.objects.bulk_create(
        FulfillmentLine(
            fulfillment=fulfilment,
            order_line=line,
            quantity=quantity,
            stock=stocks.get(line.variant_id),
        )
        for line, quantity in lines
    )
    for line, quantity in lines:
        line.quantity_fulfilled += quantity
    OrderLine.objects.bulk_update([line for line, _quantity in lines], ["quantity_fulfilled"])


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
