"""python manage.py ocop_import FILE [--dry-run] [--json] --by USER"""

import json
import shutil
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Self

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from tqdm import tqdm

from marketplace.accounts.access import AccessRefused, Action, require
from marketplace.accounts.people import find_person
from plugins.ocop_sync import apply, parse, plugin, problems, readers, report
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.collector import resting
from plugins.ocop_sync.parse import GoodRow
from plugins.ocop_sync.planned import Plan
from plugins.ocop_sync.readers import apart

REFUSED = 2


class Refused(Exception):
    """Nothing was read or written; the sentence says why."""


class Command(BaseCommand):
    help = "Import certificates from a published list (.xlsx, .xls, .ods, .csv, .docx or .pdf)."
    requires_system_checks: list[str] = []  # one sentence on stderr, not the warnings of a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=".xlsx, .xls, .ods, .csv, .docx or .pdf")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
        parser.add_argument("--by", metavar="USER", help="who imports: name, phone or e-mail")

    def handle(self, *, file: str, dry_run: bool, json: bool, by: str | None, **_options: Any):
        try:
            with resting():
                plan = self._run(Path(file), dry_run, by)
        except Unreadable as unreadable:
            self._refuse(problems.sentence(unreadable.code, unreadable.data))
        except (Refused, AccessRefused) as refused:
            self._refuse(str(refused))
        except (OperationalError, InterfaceError):
            self._refuse(_("The database does not answer; nothing was written."))
        else:
            written = _json(plan) if json else report.as_text(plan, dry_run=dry_run)
            self.stdout.write(written)

    def _run(self, file: Path, dry_run: bool, by: str | None) -> Plan:
        most = plugin.most_rows()
        if most is None:
            raise Refused(_("OCOP sync is switched off in the plugins; nothing is imported."))
        actor_id = None if dry_run else _person(by)
        content = readers.load(file)
        parsed = parse.parse(file.name, content, partial(apart.read, most_rows=most))
        rows = len(parsed.rows) + len(parsed.bad)
        if rows > most:
            raise Unreadable("too_many_rows", rows=rows, most=most)
        if actor_id is None:
            return apply.dry_run(parsed, watch=_comparing)
        with _Writing(rows) as writing:
            return apply.apply(
                parsed, content, actor_id=actor_id, watch=_comparing, progress=writing.more
            )

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(REFUSED)


def _comparing(rows: list[GoodRow]) -> Iterable[GoodRow]:
    return _bar(_("Comparing"), len(rows), rows)


class _Writing:
    """The second bar, which begins when the first one is through."""

    def __init__(self, rows: int):
        self._rows = rows
        self._shown: tqdm | None = None

    def more(self, rows: int) -> None:
        if self._shown is None:
            self._shown = _bar(_("Writing"), self._rows)
        self._shown.update(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._shown is not None:
            self._shown.close()


def _bar(says: str, total: int, rows: Iterable[GoodRow] | None = None) -> tqdm:
    """A bar on stderr, if that is a terminal; also on one that does not know its size."""
    return tqdm(
        rows,
        desc=says,
        total=total,
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
        leave=False,
        ncols=min(shutil.get_terminal_size().columns, 100),
        nrows=20,
    )


def _person(by: str | None) -> int:
    """The id of who imports. Raises Refused or AccessRefused."""
    if not by:
        raise Refused(_("Say who imports: --by USER (not needed with --dry-run)."))
    person = find_person(by)
    if person is None:
        raise Refused(_("Nobody signs in by “%(name)s”.") % {"name": by})
    require(person, Action.IMPORT_REGISTER)
    return person.pk


def _json(plan: Plan) -> str:
    return json.dumps(report.as_json(plan), ensure_ascii=False)
