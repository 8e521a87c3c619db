"""Brought, planned, confirmed by another, written: the rules, without a screen."""

from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError, transaction

from marketplace.audit.models import Line
from marketplace.certification import merge_products
from marketplace.certification.merging import Deciding
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from plugins.ocop_sync import apply, parse, plugin, run
from plugins.ocop_sync.confirm import confirm, refuse
from plugins.ocop_sync.models import Change, RegisterImport
from plugins.ocop_sync.refused import ImportRefused
from plugins.ocop_sync.undo import undo
from tests.plugins.ocop_sync.files import annex, award, title
from tests.plugins.ocop_sync.lifecycle import (
    OFFICER,
    SECOND,
    brought,
    confirmed,
    states,
    worked,
    written,
)
from tests.plugins.ocop_sync.reading import WITHDRAWAL, decided

pytestmark = pytest.mark.django_db
WITHDRAWAL_OF_MARCH = title("30/QĐ-UBND", "10/03/2026", about="DANH SÁCH THU HỒI GIẤY CHỨNG NHẬN")


def test_nothing_is_written_before_the_second_person_confirms(private_files: Any) -> None:
    one = brought(annex([award(), award("B", stars="6 sao")]))

    assert (one.state, one.number) == ("waiting", "100/QĐ-UBND")
    assert [(line.row, line.outcome) for line in one.lines.order_by("position")] == [
        (8, "created"),
        (9, "rejected"),
    ]
    assert (Certificate.objects.count(), CertifiedProduct.objects.count()) == (0, 0)


def test_the_worker_writes_what_two_people_stand_behind(private_files: Any) -> None:
    one = written(annex([award(stars="4 sao")]))

    certificate = Certificate.objects.get()
    assert (one.state, one.uploaded_by_id, one.confirmed_by_id) == ("applied", OFFICER, SECOND)
    assert (certificate.recorded_by_id, certificate.confirmed_by_id) == (OFFICER, SECOND)
    assert (certificate.state, StarPeriod.objects.get().stars) == ("active", 4)
    change = Change.objects.get()
    assert (change.certificate_id, change.before) == (certificate.pk, None)
    assert (change.after["stars"], change.after["number"]) == (4, "100/QĐ-UBND")
    assert one.report["counts"]["created"] == 1


def test_a_second_delivery_of_the_task_does_nothing(private_files: Any) -> None:
    one = written(annex([award()]))

    worked(one)

    assert Certificate.objects.count() == 1
    assert Line.objects.filter(action="ocop_sync.import").count() == 1


def test_nobody_confirms_what_they_brought(private_files: Any) -> None:
    one = brought(annex([award()]))

    with pytest.raises(ImportRefused) as refused:
        confirm(one.code, digest=one.plan_digest, actor_id=OFFICER)

    assert refused.value.codes == ["same_person"]
    with pytest.raises(IntegrityError, match="register_import_two_people"), transaction.atomic():
        RegisterImport.objects.filter(pk=one.pk).update(confirmed_by_id=OFFICER)
    with pytest.raises(IntegrityError, match="confirmed_before_written"), transaction.atomic():
        RegisterImport.objects.filter(pk=one.pk).update(state="confirmed")


def test_what_is_confirmed_is_what_was_on_the_screen(private_files: Any) -> None:
    one = brought(annex([award()]))

    with pytest.raises(ImportRefused) as refused:
        confirm(one.code, digest="of another day", actor_id=SECOND)

    assert refused.value.codes == ["other_plan"]


def test_a_register_that_changed_meanwhile_asks_the_second_person_again(
    private_files: Any,
) -> None:
    content = annex([award()])
    one = confirmed(brought(content))
    apply.apply(parse.parse("ds.xlsx", content), content, actor_id=1)

    worked(one)

    assert (one.state, one.confirmed_by_id) == ("waiting", None)
    assert one.error["code"] == "register_changed"
    assert one.report["counts"]["unchanged"] == 1
    assert worked(confirmed(one)).state == "applied"
    assert Certificate.objects.count() == 1


def test_a_withdrawal_that_would_end_another_certificate_goes_back_to_the_second_person(
    private_files: Any,
) -> None:
    written(annex([award()]))
    one = confirmed(brought(annex([award()], above=WITHDRAWAL)))
    assert one.lines.get().data["ends"] == [["100/QĐ-UBND", "2026-08-05"]]
    written(annex([award()], above=decided("200/QĐ-UBND", "06/8/2026")))

    worked(one)

    assert (one.state, one.error["code"]) == ("waiting", "register_changed")
    assert ["200/QĐ-UBND", "2026-08-06"] in one.lines.get().data["ends"]
    assert states() == ["superseded", "active"]


def test_an_award_that_would_supersede_another_goes_back_to_the_second_person(
    private_files: Any,
) -> None:
    written(annex([award()], above=decided("1/QĐ-UBND", "05/01/2026")))
    one = confirmed(brought(annex([award()])))
    assert one.report["counts"]["superseded"] == 1
    written(annex([award()], above=WITHDRAWAL_OF_MARCH))

    worked(one)

    assert (one.state, one.error["code"]) == ("waiting", "register_changed")
    assert one.report["counts"]["superseded"] == 0


def test_an_award_that_would_reach_another_product_goes_back_to_the_second_person(
    private_files: Any,
) -> None:
    written(annex([award("Mắc ca")], above=decided("1/QĐ-UBND", "05/01/2026")))
    written(annex([award("Macca")], above=decided("2/QĐ-UBND", "05/02/2026")))
    kept, merged = CertifiedProduct.objects.order_by("pk")
    one = confirmed(brought(annex([award("Macca")])))
    assert one.lines.get().data["product_id"] == merged.pk
    merge_products.merge(kept.pk, merged.pk, Deciding(actor_id=7, reason="Cùng một sản phẩm"))

    worked(one)

    assert (one.state, one.error["code"]) == ("waiting", "register_changed")
    assert one.lines.get().data["product_id"] == kept.pk


@pytest.mark.parametrize("level", ["B2", "C"])
def test_a_weak_source_gives_no_star_and_a_decision_promotes_it(
    private_files: Any, level: str
) -> None:
    written(annex([award()]), level)

    assert (states(), StarPeriod.objects.count()) == (["pending"], 0)

    written(annex([award()]), "A")

    certificate = Certificate.objects.get()
    assert (certificate.state, certificate.source_level) == ("active", "A")
    assert StarPeriod.objects.get().stars == 3


@pytest.mark.parametrize("level", ["B2", "C"])
def test_a_weak_source_changes_and_withdraws_nothing(private_files: Any, level: str) -> None:
    written(annex([award()]))

    changed = brought(annex([award(stars="5 sao")]), level)
    withdrawn = brought(annex([award()], above=WITHDRAWAL), level)

    for one, code in ((changed, "source_too_weak"), (withdrawn, "withdrawal_too_weak")):
        assert one.report["counts"]["rejected"] == 1
        assert one.lines.get().data["problems"][0]["code"] == code


def test_the_press_of_the_state_gives_a_star(private_files: Any) -> None:
    written(annex([award()]), "B1")

    assert (states(), Certificate.objects.get().source_level) == (["active"], "B1")


def test_a_refused_list_stays_out_with_its_reason(private_files: Any) -> None:
    one = brought(annex([award()]))

    refuse(one.code, reason="Chưa có quyết định", actor_id=SECOND)

    with pytest.raises(ImportRefused) as refused:
        confirmed(one)
    assert refused.value.codes == ["not_waiting"]
    assert (worked(one).state, one.ended_reason) == ("refused", "Chưa có quyết định")
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("without", [refuse, undo])
def test_a_no_says_why(private_files: Any, without: Any) -> None:
    with pytest.raises(ImportRefused) as refused:
        without("ANY", reason=" ", actor_id=SECOND)

    assert refused.value.codes == ["no_reason"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\0\0", "empty"), (b"%PDF-1.7", None), (b"<html><p>x</p></html>", None)],
)
def test_what_can_not_be_read_fails_with_its_sentence(
    private_files: Any, content: bytes, code: str | None
) -> None:
    one = brought(content)

    assert one.state == "failed"
    assert code in (None, one.error["code"])
    assert Certificate.objects.count() == 0


def test_more_rows_than_are_taken_are_refused_with_the_limit(
    private_files: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(plugin, "most_rows", lambda: 1)

    one = brought(annex([award("A"), award("B")]))

    assert one.error == {"code": "too_many_rows", "data": {"rows": 2, "most": 1}}


def test_a_fault_of_the_database_leaves_the_import_to_the_next_worker(
    private_files: Any, monkeypatch: Any
) -> None:
    one = confirmed(brought(annex([award()])))

    def fails(*_given: Any, **_named: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(apply, "record", fails)
        worked(one)
    assert (one.state, Certificate.objects.count()) == ("confirmed", 0)

    assert worked(one).state == "applied"


def test_a_value_the_database_refuses_fails_at_once_and_is_told_with_its_trace(
    private_files: Any, monkeypatch: Any, caplog: Any
) -> None:
    one = confirmed(brought(annex([award()])))

    def refuses(*_given: Any, **_named: Any) -> None:
        raise DataError("value too long")

    monkeypatch.setattr(apply, "record", refuses)

    worked(one)

    assert (one.state, one.error["code"], one.attempts) == ("failed", "unexpected", 1)
    assert "value too long" in caplog.text


def test_a_file_that_stops_every_worker_is_given_up(private_files: Any) -> None:
    one = confirmed(brought(annex([award()])))
    RegisterImport.objects.filter(pk=one.pk).update(attempts=run.MOST_ATTEMPTS)

    worked(one)

    assert (one.state, one.error["code"]) == ("failed", "gave_up")
    assert Certificate.objects.count() == 0
