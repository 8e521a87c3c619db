"""Where a producer is: as its newest decision prints it, whenever that list comes."""

from typing import Any

import pytest

from marketplace.producers.models import Producer
from marketplace.web.console.import_words import rows
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.lifecycle import brought, confirmed, undone, worked, written

pytestmark = pytest.mark.django_db

OLD, NEW = "Thôn 1, tỉnh Lâm Đồng", "Thôn 9, tỉnh Lâm Đồng"


@pytest.fixture(autouse=True)
def lam_dong() -> Any:
    return factories.province()


def of_2025(address: str, product: str = "Trà A") -> bytes:
    awards = [award(product, address=address)]
    return annex(awards, above=files.title("50/QĐ-UBND", day="05/8/2025"))


def of_2026(address: str, product: str = "Trà B") -> bytes:
    return annex([award(product, address=address)], above=files.title("200/QĐ-UBND"))


def address() -> str:
    return Producer.objects.get().address


def test_a_newer_decision_moves_the_producer_and_says_so(private_files: Any) -> None:
    written(of_2025(OLD))

    one = brought(of_2026(NEW))

    line = one.lines.get()
    assert (line.outcome, line.data["moves"]) == ("created", [OLD, NEW])
    assert rows([line])[0].says == [
        f"Địa chỉ chủ thể theo quyết định mới nhất: {OLD} → {NEW}",
    ]
    assert address() == OLD
    worked(confirmed(one))
    assert address() == NEW
    assert one.lines.get().data["moves"] == [OLD, NEW]


def test_an_older_decision_that_comes_later_does_not(private_files: Any) -> None:
    written(of_2026(NEW))

    one = written(of_2025(OLD))

    assert (address(), "moves" in one.lines.get().data) == (NEW, False)
    assert written(of_2026(NEW)).report["counts"]["unchanged"] == 1


def test_in_one_file_the_newest_decision_counts_whatever_the_order(private_files: Any) -> None:
    header = [*files.HEADER, "Số quyết định", "Ngày ban hành", "Cơ quan ban hành"]
    awards = [
        [*award("Trà B", address=NEW), "200/QĐ-UBND", "05/8/2026", "UBND tỉnh Lâm Đồng"],
        [*award("Trà A", address=OLD), "50/QĐ-UBND", "05/8/2025", "UBND tỉnh Lâm Đồng"],
    ]

    written(annex(awards, header=header, above=[]))

    assert address() == NEW


def test_a_correction_of_an_older_decision_does_not_move_either(private_files: Any) -> None:
    written(of_2025(OLD))
    written(of_2026(OLD))

    written(of_2025(NEW))

    assert address() == OLD


def test_a_proposal_moves_nobody(private_files: Any) -> None:
    written(of_2025(OLD))

    written(of_2026(NEW), "B2")

    assert address() == OLD


def test_never_to_nowhere(private_files: Any) -> None:
    written(of_2025(OLD))

    written(of_2026("Thôn 9"))

    assert Producer.objects.get().province is not None
    assert [one.address for one in Producer.objects.all()] == [OLD]


def test_an_undo_brings_the_producer_back(private_files: Any) -> None:
    written(of_2025(OLD))

    undone(written(of_2026(NEW)))

    assert address() == OLD
