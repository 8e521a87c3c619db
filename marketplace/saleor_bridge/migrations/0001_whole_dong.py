"""The đồng has no fraction: a CHECK on each of Saleor's money columns, all numeric(12, 2).

Weights and rates are not money. A voucher's and a sale's value may be a percentage, and only then
may it have a fraction.
"""

from django.db import migrations

AMOUNTS = [
    ("checkout_checkout", "discount_amount"),
    ("discount_voucher", "min_spent_amount"),
    ("giftcard_giftcard", "current_balance_amount"),
    ("giftcard_giftcard", "initial_balance_amount"),
    ("order_order", "discount_amount"),
    ("order_order", "shipping_price_gross_amount"),
    ("order_order", "shipping_price_net_amount"),
    ("order_order", "total_gross_amount"),
    ("order_order", "total_net_amount"),
    ("order_orderline", "unit_price_gross_amount"),
    ("order_orderline", "unit_price_net_amount"),
    ("payment_payment", "captured_amount"),
    ("payment_payment", "total"),
    ("payment_transaction", "amount"),
    ("product_product", "minimal_variant_price_amount"),
    ("product_product", "price_amount"),
    ("product_productvariant", "cost_price_amount"),
    ("product_productvariant", "price_override_amount"),
    ("shipping_shippingmethod", "maximum_order_price_amount"),
    ("shipping_shippingmethod", "minimum_order_price_amount"),
    ("shipping_shippingmethod", "price_amount"),
]

# table, column, the column that says whether the value is a percentage
AMOUNTS_OR_PERCENTAGES = [
    ("discount_sale", "value", "type"),
    ("discount_voucher", "discount_value", "discount_value_type"),
]


def whole(table: str, column: str, unless: str = "") -> migrations.RunSQL:
    """Add the constraint, and drop it on the way back. NULL passes, as in every CHECK."""
    name = f"whole_dong_{table}_{column}"
    condition = f"{column} = trunc({column})" + (f" OR {unless}" if unless else "")
    return migrations.RunSQL(
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" CHECK ({condition})',
        f'ALTER TABLE {table} DROP CONSTRAINT "{name}"',
    )


class Migration(migrations.Migration):
    initial = True

    # Saleor's last migration of each of these apps.
    dependencies = [
        ("checkout", "0025_auto_20200221_0257"),
        ("discount", "0019_auto_20200217_0350"),
        ("giftcard", "0003_auto_20200217_0350"),
        ("order", "0083_merge_20200421_0529"),
        ("payment", "0016_auto_20200423_0314"),
        ("product", "0117_auto_20200423_0737"),
        ("shipping", "0017_django_price_2"),
    ]

    operations = [
        *(whole(table, column) for table, column in AMOUNTS),
        *(
            whole(table, column, unless=f"{kind} = 'percentage'")
            for table, column, kind in AMOUNTS_OR_PERCENTAGES
        ),
    ]
