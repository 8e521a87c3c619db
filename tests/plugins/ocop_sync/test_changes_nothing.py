"""A row that is refused, and a list that gives no stars, leave producers and products as they are."""

from typing import Any

import pytest

from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.producers.models import Producer
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, annex, award, title
from tests.plugins.ocop_sync.lifecycle import written
from tests.plugins.ocop_sync.reading import figures

pytestmark = pytest.mark.django_db
NOWHERE = {"address": "Thôn 2", "group": ""}


@pytest.fixture(autouse=True)
def known_province() -> None:
    factories.province()


def of_a_ministry(number: str) -> list[list[str]]:
    """No province can be read from who signs."""
    return title(number, authority="Bộ Nông nghiệp và Môi trường")


def somewhere() -> tuple[Any, Any]:
    """The one producer's province, and the one product's group."""
    return Producer.objects.get().province_id, CertifiedProduct.objects.get().group_id


def test_a_decision_of_the_same_day_is_refused_and_changes_nothing(run: Any) -> None:
    run(annex([award(**NOWHERE)], above=of_a_ministry("1/QĐ-BNNMT")))
    assert somewhere() == (None, None)

    report = run(annex([award()], above=of_a_ministry("2/QĐ-BNNMT")))

    assert figures(report) == {"rejected": 1}
    assert somewhere() == (None, None)


def test_a_decision_that_comes_after_the_printed_last_day_changes_nothing(run: Any) -> None:
    lines = [["Tên sản phẩm", "Chủ thể", "Sao", "Có giá trị đến"]]
    run(files.text([*lines, ["Trà mẫu", PRODUCER, 3, "01/01/2026"]]), name="ds.csv")
    assert Certificate.objects.get().printed_last_day is not None

    report = run(annex([award()]))

    assert figures(report) == {"rejected": 1}
    assert somewhere() == (None, None)


@pytest.mark.parametrize("level", ["B2", "C"])
def test_a_weak_list_neither_moves_nor_regroups(private_files: Any, level: str) -> None:
    written(annex([award(**NOWHERE)], above=of_a_ministry("1/QĐ-BNNMT")))
    assert somewhere() == (None, None)

    written(annex([award()], above=of_a_ministry("2/QĐ-BNNMT")), level)
    written(annex([award(group="Thực phẩm")], above=of_a_ministry("2/QĐ-BNNMT")), level)

    assert somewhere() == (None, None)
    assert sorted(Certificate.objects.values_list("state", flat=True)) == ["active", "pending"]


def test_a_trusted_one_does_both(private_files: Any) -> None:
    written(annex([award(**NOWHERE)], above=of_a_ministry("1/QĐ-BNNMT")))

    written(annex([award()], above=title("2/QĐ-UBND", "06/9/2026")))

    province, group = somewhere()
    assert province is not None and group is not None
