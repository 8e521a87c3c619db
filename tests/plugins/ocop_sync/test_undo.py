"""Taking a whole import back, and when that is no longer possible."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from plugins.ocop_sync.models import Change, RegisterImport
from plugins.ocop_sync.refused import ImportRefused
from plugins.ocop_sync.undo import undo
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.lifecycle import SECOND, states, written
from tests.plugins.ocop_sync.reading import WITHDRAWAL

pytestmark = pytest.mark.django_db


def test_an_undo_takes_what_was_new_out_and_puts_what_changed_back(private_files: Any) -> None:
    written(annex([award("A", stars="3 sao")]))
    mistyped = written(annex([award("A", stars="5 sao", note="nhầm"), award("B", stars="4 sao")]))
    assert sorted(StarPeriod.objects.values_list("stars", flat=True)) == [4, 5]

    undo(mistyped.code, reason="Nhầm tệp", actor_id=SECOND)

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
    undo(newer.code, reason="Nhầm", actor_id=SECOND)
    assert states() == ["active", "undone"]

    withdrawal = written(annex([award()], above=WITHDRAWAL))
    assert states() == ["revoked", "undone"]
    undo(withdrawal.code, reason="Nhầm", actor_id=SECOND)

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
    undo(second.code, reason="Nhầm", actor_id=SECOND)
    undo(first.code, reason="Nhầm", actor_id=SECOND)
    assert states() == ["undone", "undone"]


def test_the_right_file_after_an_undo_comes_in_as_the_same_products(private_files: Any) -> None:
    mistyped = written(annex([award(stars="5 sao", note="nhầm")]))
    product = CertifiedProduct.objects.get().code
    undo(mistyped.code, reason="Nhầm", actor_id=SECOND)

    written(annex([award(stars="4 sao")]))

    certificate = Certificate.objects.get()
    assert (certificate.state, certificate.stars, certificate.note) == ("active", 4, "")
    assert (CertifiedProduct.objects.get().code, StarPeriod.objects.get().stars) == (product, 4)


def test_an_undo_also_puts_address_and_group_back(private_files: Any) -> None:
    here, there = factories.province(), factories.province("48", "Đà Nẵng")
    written(annex([award(address="tỉnh Lâm Đồng", group="")]))
    moved = written(annex([award(address="tỉnh Đà Nẵng", group="Đồ uống")]))
    product = CertifiedProduct.objects.select_related("producer").get()
    assert (product.producer.province, product.group is None) == (there, False)

    undo(moved.code, reason="Nhầm", actor_id=SECOND)

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

    undo(RegisterImport.objects.get().code, reason="Nhầm", actor_id=SECOND)

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
