"""No column of Saleor's takes a fraction of a đồng; a percentage may have one."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from saleor.discount.models import Sale, Voucher
from saleor.giftcard.models import GiftCard
from saleor.shipping.models import ShippingMethod, ShippingZone

migration = import_module("marketplace.saleor_bridge.migrations.0001_whole_dong")

RATES = {("order_orderline", "tax_rate")}

pytestmark = pytest.mark.django_db


def test_each_decimal_column_of_saleor_is_guarded_or_is_a_rate() -> None:
    decimals = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if model.__module__.startswith("saleor.")
        for field in model._meta.concrete_fields
        if isinstance(field, models.DecimalField)
    }

    guarded = {*migration.AMOUNTS, *((t, c) for t, c, _kind in migration.AMOUNTS_OR_PERCENTAGES)}
    assert decimals == guarded | RATES


def test_each_guard_stands_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conname LIKE 'whole_dong_%' AND convalidated"
        )
        names = {name for (name,) in cursor.fetchall()}

    assert len(names) == 23
    assert "whole_dong_order_order_total_gross_amount" in names


def refused(write) -> str:
    """The name of the constraint that refuses the write."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    return error.value.__cause__.diag.constraint_name


def test_a_price_with_a_fraction_is_refused_and_without_is_taken() -> None:
    zone = ShippingZone.objects.create(name="Việt Nam", countries=["VN"])

    def method(price: str) -> ShippingMethod:
        return ShippingMethod.objects.create(
            name="Xe", type="price", shipping_zone=zone, price_amount=Decimal(price)
        )

    assert refused(lambda: method("15000.50")) == "whole_dong_shipping_shippingmethod_price_amount"
    assert method("15000").price_amount == 15000


def test_a_balance_with_a_fraction_is_refused() -> None:
    card = GiftCard(code="A", initial_balance_amount=Decimal("5"), current_balance_amount="0.01")

    assert refused(card.save) == "whole_dong_giftcard_giftcard_current_balance_amount"


@pytest.mark.parametrize(
    ("kind", "value", "constraint"),
    [
        ("fixed", "10000.5", "whole_dong_discount_voucher_discount_value"),
        ("fixed", "10000", None),
        ("percentage", "12.5", None),
    ],
)
def test_a_voucher_has_a_fraction_only_as_a_percentage(kind, value, constraint) -> None:
    voucher = Voucher(code=value, discount_value_type=kind, discount_value=value)

    if constraint:
        assert refused(voucher.save) == constraint
    else:
        voucher.save()
        assert Voucher.objects.filter(pk=voucher.pk, discount_value=Decimal(value)).exists()


def test_a_sale_has_a_fraction_only_as_a_percentage() -> None:
    Sale(name="Tết", type="percentage", value=Decimal("7.5")).save()
    fixed = Sale(name="Tết", type="fixed", value=Decimal("7.5"))

    assert refused(fixed.save) == "whole_dong_discount_sale_value"
