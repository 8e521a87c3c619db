"""Lists that take certificates back."""

from datetime import datetime
from typing import Any

import pytest

from marketplace import clock
from marketplace.certification.models import CertifiedProduct
from marketplace.certification.stars import star_of
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.reading import (
    WITHDRAWAL,
    certificate,
    certificate_of,
    decided,
    figures,
    rejected,
)

pytestmark = pytest.mark.django_db


def test_a_withdrawal_revokes_and_awards_nothing(run: Any) -> None:
    run(annex([award("A"), award("B")]))

    report = run(annex([award("a", stars="", note="ngừng sản xuất"), award("C")], above=WITHDRAWAL))

    assert figures(report) == {"revoked": 1, "rejected": 1}
    assert report["decision"]["number"] == "300/QĐ-UBND"
    assert rejected(report) == [
        (
            9,
            "Tên sản phẩm",
            "C",
            "Không tìm thấy giấy chứng nhận đang hiệu lực của sản phẩm và chủ thể này.",
        )
    ]
    revoked = certificate_of("A")
    assert (revoked.state, revoked.revocation_number) == ("revoked", "300/QĐ-UBND")
    assert revoked.revoked_at == datetime(2026, 10, 10, tzinfo=clock.LOCAL)
    assert revoked.revoked_reason == "ngừng sản xuất"
    assert clock.local(revoked.star_period.during.upper) == revoked.revoked_at
    assert star_of(revoked.certified_product_id, clock.now()) is None
    assert certificate_of("B").state == "active"


def test_a_withdrawal_again_changes_nothing_and_so_does_the_award(run: Any) -> None:
    run(annex([award()]))
    run(annex([award()], above=WITHDRAWAL))

    assert figures(run(annex([award()], above=WITHDRAWAL))) == {"unchanged": 1}
    assert figures(run(annex([award()]))) == {"unchanged": 1}
    assert certificate().state == "revoked"


def test_the_same_withdrawal_twice_in_one_file_names_the_first(run: Any) -> None:
    run(annex([award()]))

    report = run(annex([award(), award()], above=WITHDRAWAL))

    assert figures(report) == {"revoked": 1, "rejected": 1}
    assert rejected(report)[0][3] == "Trùng sản phẩm, chủ thể và quyết định với dòng 8."
    assert figures(run(annex([award(), award()], above=WITHDRAWAL))) == {
        "unchanged": 1,
        "rejected": 1,
    }


def test_a_withdrawal_older_than_the_award_is_refused(run: Any) -> None:
    run(annex([award()], above=decided("400/QĐ-UBND", "11/10/2026")))

    report = run(annex([award()], above=WITHDRAWAL))

    assert figures(report) == {"rejected": 1}
    assert "11/10/2026" in rejected(report)[0][3]


def test_a_withdrawal_without_its_decision_is_refused(run: Any) -> None:
    run(annex([award()]))

    report = run(annex([award()], above=[["DANH SÁCH THU HỒI"]]))

    assert figures(report) == {"rejected": 1}
    assert certificate().state == "active"


def test_a_withdrawal_does_not_bring_back_what_was_superseded(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "01/6/2025")))
    run(annex([award(stars="4 sao")]))

    run(annex([award()], above=WITHDRAWAL))

    product = CertifiedProduct.objects.get()
    assert star_of(product.pk, clock.now()) is None
    assert certificate("1/QĐ-UBND").state == "superseded"
    assert certificate("100/QĐ-UBND").state == "revoked"


def test_a_withdrawn_product_may_be_awarded_again(run: Any) -> None:
    run(annex([award()]))
    run(annex([award()], above=WITHDRAWAL))

    report = run(annex([award()], above=decided("500/QĐ-UBND", "01/11/2026")))

    assert figures(report) == {"created": 1}
    assert star_of(CertifiedProduct.objects.get().pk, clock.now()).stars == 3
    assert certificate().state == "revoked"


def test_a_withdrawal_may_name_the_award_it_means(run: Any) -> None:
    run(annex([award()]))
    header = (*files.HEADER, "Số quyết định công nhận")

    wrong = run(annex([[*award(), "99/QĐ-UBND"]], header=header, above=WITHDRAWAL))
    right = run(annex([[*award(), "100/QĐ-UBND"]], header=header, above=WITHDRAWAL))

    assert (figures(wrong), figures(right)) == ({"rejected": 1}, {"revoked": 1})


def test_a_withdrawal_touches_nobody_of_the_same_name_elsewhere(run: Any) -> None:
    factories.province()
    factories.province("52", "Gia Lai")
    run(annex([award(address="tỉnh Lâm Đồng")]))

    report = run(annex([award(address="tỉnh Gia Lai")], above=WITHDRAWAL))

    assert figures(report) == {"rejected": 1}
    assert certificate().state == "active"
