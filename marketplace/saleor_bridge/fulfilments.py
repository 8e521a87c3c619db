"""Writing Saleor's fulfilments beside our parcels, in the caller's transaction."""

from collections.abc import Sequence

from saleor.order import FulfillmentStatus

from marketplace.saleor_bridge.models import Fulfillment, FulfillmentLine, OrderLine, Stock

PARCEL = "parcel"  # key in a fulfilment's metadata


def fulfil(
    order_id: int,
    warehouse_id: object,
    lines: Sequence[tuple[OrderLine, int]],
    *,
    parcel_code: str,
    tracking_code: str = "",
) -> None:
    """Record that so many units of these lines left the warehouse in this parcel."""
    fulfilment = Fulfillment(
        order_id=order_id, tracking_number=tracking_code, metadata={PARCEL: parcel_code}
    )
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
    _count([(line, quantity) for line, quantity in lines])


def cancel(order_id: int, *, parcel_code: str) -> None:
    """What this parcel took along is back: its fulfilment is cancelled, its lines are open again."""
    fulfilment = Fulfillment.objects.get(
        order_id=order_id, metadata__contains={PARCEL: parcel_code}
    )
    fulfilment.status = FulfillmentStatus.CANCELED
    fulfilment.save(update_fields=["status"])
    lines = fulfilment.lines.select_related("order_line")
    _count([(line.order_line, -line.quantity) for line in lines])


def _count(changes: Sequence[tuple[OrderLine, int]]) -> None:
    for line, change in changes:
        line.quantity_fulfilled += change
    OrderLine.objects.bulk_update([line for line, _change in changes], ["quantity_fulfilled"])
