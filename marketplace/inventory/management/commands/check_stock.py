"""Prove that the stock adds up, or name what does not."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marketplace.inventory.stock_check.check import check_and_keep


class Command(BaseCommand):
    help = (
        "Compare ledger, balances, shelves, holds, transfers and Saleor's stock over the whole "
        "database; name every row that disagrees. Exit code 1 where one does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        checked, broken = check_and_keep()
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
