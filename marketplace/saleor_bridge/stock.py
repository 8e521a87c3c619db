"""Saleor's stock row as a copy of our shelf."""

from marketplace.saleor_bridge.models import Stock


def set_quantity(*, warehouse_id, variant_id: int, quantity: int) -> None:
    """Write the units on hand into Saleor's Stock row, making it where it is missing.

    Only inventory.ledger calls this; a deferred constraint compares both at commit.
    """
    changed = Stock.objects.filter(warehouse_id=warehouse_id, product_variant_id=variant_id).update(
        quantity=quantity
    )
    if not changed:
        Stock.objects.create(
            warehouse_id=warehouse_id, product_variant_id=variant_id, quantity=quantity
        )
