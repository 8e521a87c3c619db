"""What an import keeps, says and publishes."""

from datetime import date
from typing import Any

import pytest

from marketplace import clock, events
from marketplace.audit.models import Line
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.producers.models import Producer
from plugins.ocop_sync.models import RegisterImport
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.reading import WITHDRAWAL, certificate

pytestmark = pytest.mark.django_db


def test_an_import_keeps_file_hash_person_and_report(
    run: Any, admin: Any, private_files: Any
) -> None:
    content = annex([award(), award(stars="6 sao")])

    report = run(content, name="phụ lục.xlsx")

    kept = RegisterImport.objects.get()
    assert (kept.file_name, kept.sha256, kept.size) == (
        "phụ lục.xlsx",
        report["sha256"],
        len(content),
    )
    assert (private_files / "imports" / kept.kept_as).read_bytes() == content
    assert (kept.source_level, kept.confirmed_via) == ("A", "command line")
    assert (kept.uploaded_by_id, kept.applied_at) == (admin.pk, clock.now())
    assert (kept.number, kept.decided_on) == ("100/QĐ-UBND", date(2026, 8, 5))
    assert list(kept.changes.values_list("certificate_id", flat=True)) == [certificate().pk]
    assert kept.report["counts"] == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "revoked": 0,
        "rejected": 1,
        "pending": 0,
        "superseded": 0,
    }
    line = kept.lines.get()
    assert (line.outcome, line.row, line.position) == ("rejected", 9, 1)
    assert line.data["problems"][0]["code"] == "stars_out_of_range"


def test_every_certificate_written_leaves_a_line(run: Any, admin: Any) -> None:
    run(annex([award()]))
    run(annex([award(stars="4 sao")]))
    run(annex([award()], above=WITHDRAWAL))

    subject = f"certificate:{certificate().pk}"
    lines = Line.objects.filter(subject=subject).order_by("pk").values_list("action", "actor_id")
    assert list(lines) == [
        ("certification.award", admin.pk),
        ("certification.correct", admin.pk),
        ("certification.revoke", admin.pk),
    ]
    assert Line.objects.filter(action="ocop_sync.import").count() == 3


def test_what_changed_is_published_inside_the_transaction(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[frozenset[int]] = []
    monkeypatch.setitem(
        events._handlers,
        CertificatesChanged,
        [lambda event: seen.append(event.certified_product_ids)],
    )

    run(annex([award("A"), award("B")]))
    run(annex([award("A", stars="4 sao"), award("B")]))
    run(annex([award("A", stars="4 sao"), award("B")]))

    first = CertifiedProduct.objects.get(name="A").pk
    assert seen == [frozenset(CertifiedProduct.objects.values_list("pk", flat=True)), {first}]


def test_a_handler_that_fails_leaves_nothing_of_the_file(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(event: CertificatesChanged) -> None:
        raise RuntimeError("the card could not follow")

    monkeypatch.setitem(events._handlers, CertificatesChanged, [fail])

    with pytest.raises(RuntimeError, match="could not follow"):
        run(annex([award()]))

    assert [model.objects.count() for model in (Certificate, Producer, RegisterImport)] == [0] * 3
