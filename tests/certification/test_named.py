"""A certificate by hand finds the producer and product that a list of these names would find."""

from collections.abc import Callable
from datetime import date

import pytest

from marketplace.certification import by_hand
from marketplace.certification.models import Certificate, CertifiedProduct, ProductGroup
from marketplace.producers.models import Producer
from tests import factories
from tests.certification.hands import AWARD, asking, confirm

pytestmark = pytest.mark.django_db
NAMED = {
    "product": "Cà phê",
    "producer": "HTX Mẫu",
    "address": "tỉnh Lâm Đồng",
    "group": "2023:III",
}


@pytest.fixture(autouse=True)
def on_the_22nd_of_november(set_clock: Callable) -> None:
    set_clock("2026-11-22T09:00:00+07:00")


@pytest.fixture
def known() -> CertifiedProduct:
    maker = factories.producer("HTX Mẫu")
    return factories.certified("Cà phê", of=maker, decided_on=date(2025, 8, 5), group="III")


def awarded(**other: str) -> Certificate:
    return confirm(by_hand.award(asking(), AWARD | NAMED | other))


def in_group(product: CertifiedProduct, group: ProductGroup | None) -> None:
    CertifiedProduct.objects.filter(pk=product.pk).update(group=group)


def test_by_the_other_schemes_name_of_its_group(known: CertifiedProduct) -> None:
    shelf = known.group.shelf
    older = ProductGroup.objects.filter(shelf=shelf).exclude(scheme="2023").first()

    made = awarded(group=f"{older.scheme}:{older.code}")

    assert (made.certified_product, CertifiedProduct.objects.count()) == (known, 1)


def test_where_its_group_is_not_known(known: CertifiedProduct) -> None:
    in_group(known, None)

    assert awarded().certified_product == known


def test_the_only_one_of_the_name_where_none_is_named(known: CertifiedProduct) -> None:
    assert awarded(group="").certified_product == known


def test_a_new_one_where_two_could_be_meant(known: CertifiedProduct) -> None:
    factories.certified("Cà phê", of=known.producer, decided_on=date(2025, 9, 5), group="II")

    assert awarded(group="").certified_product.group is None
    assert CertifiedProduct.objects.count() == 3


def test_a_producer_whose_province_is_not_known(known: CertifiedProduct) -> None:
    Producer.objects.update(province=None, unit=None)

    assert awarded().certified_product == known
    assert Producer.objects.count() == 1


def test_the_only_producer_of_the_name_where_the_address_says_no_province(
    known: CertifiedProduct,
) -> None:
    assert awarded(address="Thôn 2").certified_product == known


def test_another_group_or_province_is_another(known: CertifiedProduct) -> None:
    factories.province("52", "Gia Lai")

    there = awarded(address="tỉnh Gia Lai")
    other = awarded(group="2023:I", number="78/QĐ-UBND")

    assert there.certified_product.producer != known.producer
    assert other.certified_product.producer == known.producer
    assert CertifiedProduct.objects.count() == 3
