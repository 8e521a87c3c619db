"""Shims whose effect shows in what the database is asked, or answers."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from saleor.graphql.account import utils as account_utils
from saleor.graphql.core.utils.reordering import perform_reordering
from saleor.graphql.product.mutations.attributes import AttributeCreate
from saleor.product.models import Attribute, AttributeValue

pytestmark = pytest.mark.django_db


def colours(*names: str) -> Attribute:
    """An attribute with one value per name, in this order."""
    attribute = Attribute.objects.create(name="Màu", slug="mau")
    for place, name in enumerate(names):
        AttributeValue.objects.create(attribute=attribute, name=name, slug=name, sort_order=place)
    return attribute


def test_values_are_reordered() -> None:
    attribute = colours("do", "xanh", "vang")
    last = attribute.values.get(slug="vang")

    with transaction.atomic():
        perform_reordering(attribute.values.all(), {last.pk: -2})

    assert list(attribute.values.order_by("sort_order").values_list("slug", flat=True)) == [
        "vang",
        "do",
        "xanh",
    ]


def test_an_attribute_is_created_with_its_values() -> None:
    info = SimpleNamespace(context=SimpleNamespace())
    wanted = {"name": "Vị", "values": [{"name": "Cay"}, {"name": "Ngot"}]}

    AttributeCreate.perform_mutation(None, info, input=wanted)

    made = Attribute.objects.get(name="Vị")
    assert sorted(made.values.values_list("name", flat=True)) == ["Cay", "Ngot"]


def test_values_of_a_saved_attribute_are_still_compared() -> None:
    from django.core.exceptions import ValidationError

    attribute = colours("do")

    with pytest.raises(ValidationError):
        AttributeCreate.check_values_are_unique([{"name": "do"}], attribute)


def test_a_group_of_nobody_has_no_users_and_no_permissions() -> None:
    Group.objects.all().delete()
    empty = Group.objects.create(name="Chưa có ai")

    mapping = account_utils.get_group_to_permissions_and_users_mapping()

    assert mapping == {empty.pk: {"permissions": set(), "users": set()}}


def test_a_group_of_nobody_breaks_saleor_on_djangos_own_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(account_utils, "ArrayAgg", ArrayAgg)
    Group.objects.create(name="Chưa có ai")

    with pytest.raises(TypeError, match="'NoneType' object is not iterable"):
        account_utils.get_group_to_permissions_and_users_mapping()


def test_a_full_group_keeps_its_permissions() -> None:
    Group.objects.all().delete()
    group = Group.objects.create(name="Kho")
    permission = Permission.objects.get(codename="manage_products")
    group.permissions.add(permission)

    mapping = account_utils.get_group_to_permissions_and_users_mapping()

    assert mapping[group.pk]["permissions"] == {"product.manage_products"}
