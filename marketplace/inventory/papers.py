"""Papers of a stock document: a test slip, an invoice, a photo of what broke."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image

from marketplace import clock, private_files
from marketplace.inventory.models import Adjustment, Delivery, Paper
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem

ROOM = "papers"
MOST_BYTES = 20 * 1024 * 1024  # of one file
MOST_PIXELS = 50_000_000
MOST_PAPERS = 20  # of one document
LONGEST_NAME = 200  # Paper.name
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


@dataclass(frozen=True)
class NewPaper:
    """A file that check() has looked into. name: as its owner called it."""

    name: str
    content: bytes


def check(files: Iterable[tuple[str, BinaryIO]]) -> list[NewPaper]:
    """Read and judge files, each with its name, by what they hold. Before any lock is taken.

    Raises StockRefused, field papers, every file named: empty, too_big (20 MB, or 50 million
    pixels), bad_paper (no PDF, JPEG or PNG by content, or broken), too_many (20).
    """
    good, problems = [], []
    for name, file in files:
        content = file.read(MOST_BYTES + 1)
        short = name.replace("\\", "/").rpartition("/")[2].replace("\0", "")[-LONGEST_NAME:]
        found = _problem(content)
        if found:
            code, sentence = found
            problems.append(Problem(code, sentence % {"name": short}, "papers", {"name": short}))
        good.append(NewPaper(short, content))
    if len(good) > MOST_PAPERS:
        sentence = _("No more than %(most)d files at once.") % {"most": MOST_PAPERS}
        problems.append(Problem("too_many", sentence, "papers"))
    if problems:
        raise StockRefused(problems)
    return good


def keep(
    papers: Sequence[NewPaper],
    *,
    delivery: Delivery | None = None,
    adjustment: Adjustment | None = None,
    actor_id: int | None,
) -> list[Paper]:
    """Add them to one delivery or one adjustment, in the caller's transaction; the new rows.

    A file that is there already is not added again: a second press changes nothing. Raises
    StockRefused "too_many". The files are written before the rows and named by what they hold.
    """
    there = set(
        Paper.objects.filter(delivery=delivery, adjustment=adjustment).values_list(
            "sha256", flat=True
        )
    )
    new: dict[str, NewPaper] = {}
    for paper in papers:
        digest = hashlib.sha256(paper.content).hexdigest()
        if digest not in there:
            new[digest] = paper
    if len(there) + len(new) > MOST_PAPERS:
        sentence = _("There are %(there)d files already; %(most)d is the most.")
        data = {"there": len(there), "most": MOST_PAPERS}
        raise StockRefused(Problem("too_many", sentence % data, "papers", data))
    now = clock.now()
    return Paper.objects.bulk_create(
        Paper(
            delivery=delivery,
            adjustment=adjustment,
            name=paper.name,
            kept_as=private_files.keep(ROOM, paper.content, digest),
            sha256=digest,
            size=len(paper.content),
            added_at=now,
            added_by_id=actor_id,
        )
        for digest, paper in new.items()
    )


def content_of(paper: Paper) -> tuple[bytes, str]:
    """The file and its media type by content; OSError where it is gone."""
    content = private_files.read(ROOM, paper.kept_as)
    return content, _kind(content) or "application/octet-stream"


def _kind(content: bytes) -> str | None:
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), None)


def _problem(content: bytes) -> tuple[str, str] | None:
    """A code and a sentence about %(name)s; None for a good file."""
    kind = _kind(content)
    if not content:
        return "empty", _("%(name)s is empty.")
    if len(content) > MOST_BYTES:
        return "too_big", _("%(name)s is larger than 20 MB.")
    if kind == "application/pdf" and b"%%EOF" in content[-2048:]:
        return None
    if kind is None or kind == "application/pdf":
        return "bad_paper", _("%(name)s is no whole PDF, JPEG or PNG file.")
    return _problem_of_image(content)


def _problem_of_image(content: bytes) -> tuple[str, str] | None:
    try:
        image = Image.open(BytesIO(content), formats=["JPEG", "PNG"])
        if image.width * image.height > MOST_PIXELS:
            return "too_big", _("%(name)s has more than 50 million pixels.")
        image.load()
    except Exception:  # damaged bytes make Pillow's parsers raise nearly anything
        return "bad_paper", _("%(name)s is no whole PDF, JPEG or PNG file.")
    return None
