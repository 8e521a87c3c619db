"""A correction by hand stands until the registry prints something new."""

from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.accounts.appointments import appoint
from marketplace.accounts.models import Role
from marketplace.accounts.people import create_person
from marketplace.certification import by_hand, deciding
from marketplace.certification.models import Certificate, StarPeriod
from marketplace.web.console.import_words import rows
from tests.certification.hands import BINH, asking, confirm
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.lifecycle import brought, confirmed, undone, worked, written

pytestmark = pytest.mark.django_db


def corrected(**values: Any) -> Certificate:
    certificate = Certificate.objects.get()
    return confirm(by_hand.correct(asking("Bản chấm điểm gốc"), certificate, values))


def scored(score: str, stars: str = "3 sao") -> bytes:
    return annex([[*award(stars=stars), score]], header=[*files.HEADER, "Điểm"])


def planned(content: bytes) -> tuple[str, dict[str, Any]]:
    """Outcome and what the plan says of the file's one row."""
    line = brought(content).lines.get()
    return line.outcome, line.data


def test_the_same_print_again_leaves_the_correction(private_files: Any) -> None:
    written(scored("65,5"))
    corrected(stars=4, score=Decimal("72.5"))

    again = written(scored("65,5"))

    assert again.report["counts"]["unchanged"] == 1
    certificate = Certificate.objects.get()
    assert (certificate.stars, certificate.score) == (4, Decimal("72.50"))
    assert StarPeriod.objects.get().stars == 4


def test_what_the_correction_says_is_no_change_either(private_files: Any) -> None:
    written(annex([award(stars="3 sao")]))
    corrected(stars=4)

    assert planned(annex([award(stars="4 sao")]))[0] == "unchanged"


def test_a_new_print_overwrites_the_correction_and_says_so(private_files: Any) -> None:
    person = create_person(name="anna")
    appoint(person, Role.ADMINISTRATOR, since=clock.today())
    written(annex([award(stars="3 sao")]))
    why = by_hand.Asking(actor_id=person.pk, reason="Bản gốc", client_key="key")
    proposal = by_hand.correct(why, Certificate.objects.get(), {"stars": 4})
    deciding.confirm(proposal.code, actor_id=BINH)

    one = brought(annex([award(stars="5 sao")]))

    line = one.lines.get()
    assert (line.outcome, line.data["changes"]) == ("updated", {"stars": [4, 5]})
    assert line.data["overrules"] == {"stars": proposal.code}
    (row,) = rows([line])
    assert row.says[1] == (
        "Ghi đè phần đã sửa tay: Số sao, ngày 22/11/2026, người sửa: Quản trị viên,"
        " lý do “Bản gốc”."
    )
    assert worked(confirmed(one)).state == "applied"
    assert Certificate.objects.get().stars == 5


def test_after_a_new_print_the_old_correction_is_past(private_files: Any) -> None:
    written(annex([award(stars="3 sao")]))
    corrected(stars=4)
    written(annex([award(stars="5 sao")]))

    outcome, data = planned(annex([award(stars="3 sao")]))

    assert (outcome, data["changes"]) == ("updated", {"stars": [5, 3]})
    assert "overrules" not in data


def test_what_was_printed_before_two_corrections_is_the_first_print(private_files: Any) -> None:
    written(scored("65,5"))
    corrected(score=Decimal("70"))
    corrected(score=Decimal("71.25"))

    assert planned(scored("65,5"))[0] == "unchanged"
    assert planned(scored("70"))[1]["changes"] == {"score": ["71.25", "70.00"]}


def test_a_decision_corrected_by_hand_is_found_by_what_its_list_prints(private_files: Any) -> None:
    content = annex([award()])
    written(content)
    corrected(number="101/QĐ-UBND", authority="UBND tỉnh Lâm Đồng (sửa)")

    assert planned(content)[0] == "unchanged"
    assert Certificate.objects.count() == 1
    assert planned(annex([award()], above=files.title("101/QĐ-UBND")))[0] == "rejected"


def test_a_row_without_a_decision_repeats_what_was_printed(private_files: Any) -> None:
    written(annex([award(stars="3 sao")]))
    corrected(stars=4)

    assert planned(annex([award(stars="3 sao")], above=[]))[0] == "unchanged"


def test_an_undone_import_gives_way_to_the_correction_before_it(private_files: Any) -> None:
    written(annex([award(stars="3 sao")]))
    corrected(stars=4)
    undone(written(annex([award(stars="5 sao")])))

    assert Certificate.objects.get().stars == 4
    assert planned(annex([award(stars="3 sao")]))[0] == "unchanged"
