"""Bringing a list: the file is kept and handed to the worker, who reads it and makes the plan."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.audit.record import record
from marketplace.refusal import Problem
from plugins.ocop_sync import keep, readers
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.planned import TRUSTED, Level
from plugins.ocop_sync.refused import ImportRefused
from plugins.ocop_sync.tasks import hand_over

MOST_SCAN_BYTES = 20 * 1024 * 1024
SCANS = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


@dataclass(frozen=True)
class Brought:
    """A list as a person brings it. scan: of the decision, with its name, where there is one."""

    name: str
    content: bytes
    level: str
    url: str = ""
    text: str = ""
    scan_name: str = ""
    scan: bytes = b""


def upload(brought: Brought, *, actor_id: int) -> RegisterImport:
    """Keep the list and what speaks for it; the worker takes it from here.

    A signed decision and the press of the state are only believed with a link or a scan.
    Raises ImportRefused with all problems, by field: file, source_level, source_url, scan.
    """
    problems = list(_problems(brought))
    if problems:
        raise ImportRefused(problems)
    sha256 = hashlib.sha256(brought.content).hexdigest()
    kept_as = keep.keep(brought.content, sha256)
    scan_kept_as = ""
    if brought.scan:
        scan_kept_as = keep.keep(brought.scan, hashlib.sha256(brought.scan).hexdigest())
    with transaction.atomic():
        one = RegisterImport.objects.create(
            state=RegisterImport.State.READING,
            file_name=brought.name[-255:],
            sha256=sha256,
            size=len(brought.content),
            kept_as=kept_as,
            source_level=brought.level,
            source_url=brought.url,
            source_text=brought.text,
            scan_name=brought.scan_name[-255:] if brought.scan else "",
            scan_kept_as=scan_kept_as,
            uploaded_by_id=actor_id,
        )
        record(
            "ocop_sync.upload",
            actor_id=actor_id,
            subject=f"import:{one.pk}",
            data={"sha256": sha256, "level": brought.level},
        )
        hand_over(one)
    return one


def scan_type(scan: bytes) -> str | None:
    """The media type of a scan, by what it is; None for anything that is not taken."""
    return next((kind for start, kind in SCANS.items() if scan.startswith(start)), None)


def _problems(brought: Brought):
    if not brought.content:
        yield Problem("empty", _("The file is empty."), "file")
    if len(brought.content) > readers.MOST_BYTES:
        yield Problem(
            "too_big",
            _("The file is larger than %(most)s MB.")
            % {"most": readers.MOST_BYTES // 1024 // 1024},
            "file",
        )
    if brought.level not in Level.values:
        yield Problem("level", _("Choose where the list comes from."), "source_level")
    if brought.scan and scan_type(brought.scan) is None:
        yield Problem("scan_type", _("A scan is a PDF, a JPEG or a PNG."), "scan")
    if len(brought.scan) > MOST_SCAN_BYTES:
        yield Problem(
            "scan_too_big",
            _("The scan is larger than %(most)s MB.") % {"most": MOST_SCAN_BYTES // 1024 // 1024},
            "scan",
        )
    if brought.level in TRUSTED and not (brought.url or brought.scan):
        yield Problem(
            "no_proof",
            _(
                "Give a link to the decision or to the article, or a scan: a list alone proves nothing."
            ),
            "source_url",
        )
