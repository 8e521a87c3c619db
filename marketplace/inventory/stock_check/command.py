"""What the commands that check have in common: how they say what they found."""

import json
from datetime import datetime
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandParser

from marketplace.inventory.stock_check.check import Broken


class Kept(Protocol):
    """A check that was kept."""

    started_at: datetime
    ended_at: datetime
    counts: Any


class CheckCommand(BaseCommand):
    """Prints one line a broken row and one with the counts; exit code 1 where a row is broken."""

    def check_and_keep(self) -> tuple[Kept, list[Broken]]:
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        checked, broken = self.check_and_keep()
        seconds = (checked.ended_at - checked.started_at).total_seconds()
        if options["json"]:
            rows = [row.kept() for row in broken]
            self.stdout.write(
                json.dumps({"counts": checked.counts, "seconds": seconds, "broken": rows})
            )
        else:
            for row in broken:
                self.stdout.write(str(row))
            counted = ", ".join(f"{number:,} {name}" for name, number in checked.counts.items())
            verdict = f"{len(broken):,} rows disagree" if broken else "all agree"
            self.stdout.write(f"{counted}: {verdict}. {seconds:.1f} s")
        if broken:
            raise SystemExit(1)
