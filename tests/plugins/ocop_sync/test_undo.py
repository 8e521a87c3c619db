"""Taking a whole import back, and when that is no longer possible."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.audit.models import Line
from marketplace.certification import restore
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.producers.models import Producer
from marketplace.web.console.import_words import why
from plugins.ocop_sync import progress, run
from plugins.ocop_sync.models import Change, RegisterImport
from plugins.ocop_sync.refused import ImportRefused
from plugins.ocop_sync.undo import undo
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.lifecycle import OFFICER, SECOND, states, undone, worked, written
from tests.plugins.ocop_sync.reading import WITHDRAWAL

pytestmark = pytest.mark.django_db


def test_an_undo_takes_what_was_new_out_and_puts_what_changed_back(private_files: Any) -> None:
    written(annex([award("A", stars="3 sao")]))
    mistyped = written(annex([award("A", stars="5 sao", note="nhầm"), award("B", stars="4 sao")]))
    assert sorted(StarPeriod.objects.values_list("stars", flat=True)) == [4, 5]

    undone(mistyped)

    first, second = Certificate.objects.order_by("pk")
    assert (first.state, first.stars, first.note) == ("active", 3, "")
    assert (second.state, StarPeriod.objects.get().stars) == ("undone", 3)
    mistyped.refresh_from_db()
    assert (mistyped.state, mistyped.ended_by_id, mistyped.ended_reason) == (
        "undone",
        SECOND,
        "Nhầm tệp",
    )


def test_an_undo_brings_back_what_a_rating_had_replaced_and_a_list_withdrawn(
    private_files: Any,
) -> None:
    written(annex([award(stars="3 sao")], above=files.title(day="05/8/2025")))
    newer = written(annex([award(stars="4 sao")], above=files.title("200/QĐ-UBND")))
    assert states() == ["superseded", "active"]
    undone(newer)
    assert states() == ["active", "undone"]

    withdrawal = written(annex([award()], above=WITHDRAWAL))
    assert states() == ["revoked", "undone"]
    undone(withdrawal)

    certificate = Certificate.objects.order_by("pk").first()
    assert certificate is not None
    assert (certificate.state, certificate.revoked_at, certificate.revocation_number) == (
        "active",
        None,
        "",
    )
    assert StarPeriod.objects.get().stars == 3


def test_no_undo_while_something_newer_builds_on_it(private_files: Any) -> None:
    first = written(annex([award(stars="3 sao")], above=files.title(day="05/8/2025")))
    second = written(annex([award(stars="4 sao")], above=files.title("200/QĐ-UBND")))

    with pytest.raises(ImportRefused) as refused:
        undo(first.code, reason="Nhầm", actor_id=SECOND)

    assert refused.value.codes == ["newer"]
    assert states() == ["superseded", "active"]
    undone(second)
    undone(first)
    assert states() == ["undone", "undone"]


def test_the_right_file_after_an_undo_comes_in_as_the_same_products(private_files: Any) -> None:
    mistyped = written(annex([award(stars="5 sao", note="nhầm")]))
    product = CertifiedProduct.objects.get().code
    undone(mistyped)

    written(annex([award(stars="4 sao")]))

    certificate = Certificate.objects.get()
    assert (certificate.state, certificate.stars, certificate.note) == ("active", 4, "")
    assert (CertifiedProduct.objects.get().code, StarPeriod.objects.get().stars) == (product, 4)


def test_a_withdrawal_that_was_undone_does_not_come_back_with_the_right_file(
    private_files: Any,
) -> None:
    awards = files.table([award(stars="4 sao")])
    wrong = {"Công nhận": awards, "Thu hồi": files.table([award()], above=WITHDRAWAL)}
    mistyped = written(files.workbook(wrong))
    assert states() == ["revoked"]
    undone(mistyped)

    written(files.workbook({"Công nhận": awards}))

    certificate = Certificate.objects.get()
    assert (certificate.state, StarPeriod.objects.get().stars) == ("active", 4)
    assert (certificate.revoked_at, certificate.revocation_number) == (None, "")
    assert certificate.revoked_reason == ""


def test_a_place_whose_name_another_has_taken_meanwhile_stays_as_it_is(
    private_files: Any,
) -> None:
    factories.province()
    there = factories.province("48", "Đà Nẵng")
    written(annex([award(address="tỉnh Lâm Đồng")]))
    moved = written(annex([award(address="tỉnh Đà Nẵng")]))
    written(
        annex([award("B", address="tỉnh Lâm Đồng")], above=files.title("9/QĐ-UBND", "06/9/2026"))
    )
    assert Producer.objects.count() == 2

    assert undone(moved).state == "undone"

    first = Producer.objects.order_by("pk").first()
    assert first is not None and first.province == there


def test_an_undo_also_puts_address_and_group_back(private_files: Any) -> None:
    here, there = factories.province(), factories.province("48", "Đà Nẵng")
    written(annex([award(address="tỉnh Lâm Đồng", group="")]))
    moved = written(annex([award(address="tỉnh Đà Nẵng", group="Đồ uống")]))
    product = CertifiedProduct.objects.select_related("producer").get()
    assert (product.producer.province, product.group is None) == (there, False)

    undone(moved)

    product = CertifiedProduct.objects.select_related("producer").get()
    assert (product.producer.province, product.producer.address) == (here, "tỉnh Lâm Đồng")
    assert product.group is None


def test_an_import_that_changed_nothing_can_not_be_undone(private_files: Any) -> None:
    written(annex([award()]))
    again = written(annex([award()]))

    with pytest.raises(ImportRefused) as refused:
        undo(again.code, reason="Nhầm", actor_id=SECOND)

    assert refused.value.codes == ["no_changes"]


def test_the_command_lines_imports_can_be_undone_too(run: Any, private_files: Any) -> None:
    run(annex([award()]))

    undone(RegisterImport.objects.get())

    assert (states(), StarPeriod.objects.count()) == (["undone"], 0)


def test_what_an_import_changed_is_told_for_ever(private_files: Any) -> None:
    one = written(annex([award()]))

    for write in (
        lambda: Change.objects.update(certificate_id=1),
        lambda: Change.objects.all().delete(),
        lambda: RegisterImport.objects.filter(pk=one.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            write()


def test_asking_changes_nothing_and_the_worker_undoes_once(private_files: Any) -> None:
    one = written(annex([award()]))

    asked = undo(one.code, reason="Nhầm tệp", actor_id=SECOND)

    assert (asked.state, asked.ended_by_id, states()) == ("undoing", SECOND, ["active"])
    assert undo(one.code, reason="Lại", actor_id=SECOND).ended_reason == "Nhầm tệp"
    with pytest.raises(ImportRefused) as refused:
        undo(one.code, reason="Tôi cũng muốn", actor_id=OFFICER)
    assert refused.value.codes == ["being_undone"]
    assert (worked(one).state, worked(one).state, states()) == ("undone", "undone", ["undone"])
    assert undo(one.code, reason="Lại", actor_id=SECOND).state == "undone"
    assert Line.objects.filter(action="ocop_sync.undo").count() == 1


def test_what_came_between_asking_and_doing_gives_the_import_back(private_files: Any) -> None:
    one = written(annex([award(stars="3 sao")], above=files.title(day="05/8/2025")))
    undo(one.code, reason="Nhầm tệp", actor_id=SECOND)
    written(annex([award(stars="4 sao")], above=files.title("200/QĐ-UBND")))

    worked(one)

    assert (one.state, one.ended_by_id, one.ended_reason) == ("applied", None, "")
    assert one.error == {"code": "undo_newer", "data": {"n": 1}}
    assert states() == ["superseded", "active"]
    assert "1 giấy chứng nhận" in why(one.error)


def test_an_undo_that_is_broken_off_each_time_is_given_up_and_can_be_asked_again(
    private_files: Any,
) -> None:
    one = written(annex([award()]))
    undo(one.code, reason="Nhầm tệp", actor_id=SECOND)
    RegisterImport.objects.filter(pk=one.pk).update(attempts=run.MOST_ATTEMPTS)

    worked(one)

    assert (one.state, one.error["code"], states()) == ("applied", "undo_failed", ["active"])
    assert why(one.error)
    undone(one)
    assert (one.state, one.error, states()) == ("undone", {}, ["undone"])


def test_an_undo_goes_on_in_parts(private_files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore, "BATCH", 2)
    old = [award(f"Trà {name}", stars="3 sao") for name in "ABCDE"]
    written(annex(old, above=files.title(day="05/8/2025")))
    new = [award(f"Trà {name}", stars="4 sao") for name in "ABCDEFG"]
    newer = written(annex(new, above=files.title("200/QĐ-UBND")))
    told: list[int] = []
    monkeypatch.setattr(progress.Teller, "undoing", lambda _teller, _total: told.append)

    undone(newer)

    assert states() == ["active"] * 5 + ["undone"] * 7
    assert list(StarPeriod.objects.values_list("stars", flat=True)) == [3] * 5
    assert sum(told) == 12 and len(told) == 4


def test_an_undo_asks_as_many_questions_for_many_as_for_few(private_files: Any) -> None:
    asked = []
    for number, rows in enumerate((2, 40)):
        content = [award(f"Trà {number} {row}") for row in range(rows)]
        one = written(annex(content, above=files.title(f"{number + 1}/QĐ-UBND")))
        undo(one.code, reason="Nhầm tệp", actor_id=SECOND)
        with CaptureQueriesContext(connection) as queries:
            worked(one)
        asked.append(len(queries))

    assert asked[0] == asked[1]
