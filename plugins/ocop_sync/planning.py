"""Planning a whole file, a batch after the other, each against the register as it stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from marketplace import clock
from marketplace.places.addresses import Resolver
from plugins.ocop_sync import batches, lines, plan, snapshot
from plugins.ocop_sync.known import Producer
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.parse import ParsedFile
from plugins.ocop_sync.planned import Plan
from plugins.ocop_sync.tally import Tally

Told = Callable[[int], Any]


def nobody(_rows: int) -> None:
    """Whom nothing is told."""


def through(
    parsed: ParsedFile, level: str | None, each: Callable[[Plan], Any], told: Told = nobody
) -> Tally:
    """Plan every batch and hand it to `each`, which may write it before the next is planned.

    level: as plan.make has it. told: how many more rows are through. No more than one batch is
    in memory at a time.
    """
    tally, today, places = Tally(parsed), clock.today(), Resolver()
    known: Sequence[Producer] = ()
    for batch in batches.of(parsed, snapshot.aliases(), snapshot.product_aliases()):
        part = replace(parsed, rows=batch.rows, bad=[], makers=[])
        made = plan.make(
            part,
            snapshot.load(batch.rows, places),
            today,
            level,
            known if batch.goes_on else (),
        )
        each(made)
        tally.add(made)
        known = made.producers
        told(len(batch.rows))
    told(len(parsed.bad))
    return tally


def keep(one: RegisterImport, parsed: ParsedFile, told: Told = nobody) -> tuple[Tally, str]:
    """Plan the import, and keep what it says of each row, in place of an earlier plan.

    Answers the plan's digest, too.
    """
    lines.forget(one)
    digest = lines.Digest(len(parsed.rows) + len(parsed.bad))

    def each(made: Plan) -> None:
        lines.keep(one, digest.passing(lines.of(made)))

    tally = through(parsed, one.source_level, each, told)
    lines.keep(one, digest.passing(map(lines.rejected, parsed.bad)))
    return tally, digest.value(tally.superseded)
