"""Who is who: producers and products by name, province and group."""

from typing import Any

import pytest

from marketplace.certification.models import CertifiedProduct, StarPeriod
from marketplace.producers.models import Producer
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, annex, award
from tests.plugins.ocop_sync.reading import decided, figures, rejected

pytestmark = pytest.mark.django_db


def test_one_name_in_two_provinces_is_two_producers(run: Any) -> None:
    here, there = factories.province(), factories.province("52", "Gia Lai")
    rows = [
        award("A", address="tỉnh Lâm Đồng"),
        award("A", address="tỉnh Gia Lai"),
        award("B", address="tỉnh Gia Lai"),
    ]

    of_a_ministry = decided("9/QĐ-BNNMT", "05/8/2026", "Bộ Nông nghiệp và Môi trường")

    assert figures(run(annex(rows, above=of_a_ministry))) == {"created": 3}
    assert figures(run(annex(rows, above=of_a_ministry))) == {"unchanged": 3}
    assert [one.province for one in Producer.objects.order_by("pk")] == [here, there]


@pytest.mark.parametrize("again", [False, True])
def test_one_decision_of_a_province_stars_a_product_once(run: Any, again: bool) -> None:
    factories.province()
    factories.province("75", "Đồng Nai")
    rows = [award(address="tỉnh Lâm Đồng"), award(address="tỉnh Đồng Nai")]
    if again:
        run(annex(rows))

    report = run(annex(rows))

    assert figures(report) == {"unchanged" if again else "created": 1, "rejected": 1}
    assert rejected(report) == [
        (9, "Tên sản phẩm", "Trà mẫu", "Trùng sản phẩm, chủ thể và quyết định với dòng 8.")
    ]
    assert StarPeriod.objects.count() == 1


def test_without_an_address_the_authority_tells_the_province(run: Any) -> None:
    province = factories.province()
    run(annex([award("A")]))

    run(annex([award("B", address="")]))

    assert Producer.objects.get().province == province


def test_a_producer_without_a_province_gets_it_when_it_is_known(run: Any) -> None:
    run(files.text([["Tên sản phẩm", "Chủ thể", "Sao"], ["A", PRODUCER, 3]]), name="ds.csv")
    assert Producer.objects.get().province is None
    province = factories.province()

    run(annex([award("A")]))

    assert Producer.objects.get().province == province


def test_the_same_product_by_the_other_schemes_group_is_one(run: Any) -> None:
    run(annex([award(group="Thảo dược")]))

    report = run(
        annex(
            [award(group="Dược liệu và sản phẩm từ dược liệu", stars="4 sao")],
            above=decided("200/QĐ-UBND", "06/9/2026"),
        )
    )

    assert figures(report) == {"created": 1, "superseded": 1}
    assert CertifiedProduct.objects.count() == 1


def test_another_group_is_another_product(run: Any) -> None:
    run(annex([award(group="Đồ uống")]))

    report = run(annex([award(group="Thực phẩm")], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1}
    assert CertifiedProduct.objects.count() == 2


def test_a_product_without_a_group_is_the_only_one_of_its_name(run: Any) -> None:
    run(annex([award(group="Đồ uống")]))

    report = run(annex([award(group="")], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert CertifiedProduct.objects.get().group.name == "Đồ uống"
