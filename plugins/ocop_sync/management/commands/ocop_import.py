"""python manage.py ocop_import FILE [--dry-run] [--json] --by USER"""

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from tqdm import tqdm

from marketplace.accounts.access import AccessRefused, Action, require
from marketplace.accounts.people import find_person
from plugins.ocop_sync import apply, parse, plugin, problems, readers, report, spool
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.collector import resting
from plugins.ocop_sync.readers import apart
from plugins.ocop_sync.tally import Tally

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
                made = self._run(Path(file), dry_run, by)
        except Unreadable as unreadable:
            self._refuse(problems.sentence(unreadable.code, unreadable.data))
        except (Refused, AccessRefused) as refused:
            self._refuse(str(refused))
        except (OperationalError, InterfaceError):
            self._refuse(_("The database does not answer; nothing was written."))
        else:
            said = report.as_json(made) if json else [report.as_text(made, dry_run=dry_run)]
            for piece in said:
                self.stdout.write(piece, ending="")
            self.stdout.write("")

    def _run(self, file: Path, dry_run: bool, by: str | None) -> Tally:
        most = plugin.most_rows()
        if most is None:
            raise Refused(_("OCOP sync is switched off in the plugins; nothing is imported."))
        actor_id = None if dry_run else _person(by)
        content = readers.load(file)
        read = partial(apart.stream, most_rows=most)
        parsed = parse.parse(file.name, content, read, spool.empty())
        rows = len(parsed.rows) + len(parsed.bad)
        if rows > most:
            raise Unreadable("too_many_rows", rows=rows, most=most)
        with _bar(_("Comparing") if actor_id is None else _("Writing"), rows) as bar:
            if actor_id is None:
                return apply.dry_run(parsed, bar.update)
            return apply.apply(parsed, content, actor_id=actor_id, told=bar.update)

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(REFUSED)


def _bar(says: str, total: int) -> tqdm:
    """A bar on stderr, if that is a terminal; also on one that does not know its size."""
    return tqdm(
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
