"""What an import did, for machines, for people, and to be kept."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from plugins.ocop_sync import problems
from plugins.ocop_sync.parse import BadRow
from plugins.ocop_sync.planned import Outcome
from plugins.ocop_sync.tally import Tally

MOST_SHOWN = 200  # rejected rows a person reads on a terminal


def counts(made: Tally) -> dict[str, int]:
    """rows = created + updated + unchanged + revoked + rejected; the others are counted besides."""
    return {
        "rows": made.total,
        "created": made.count(Outcome.CREATED),
        "updated": made.count(Outcome.UPDATED),
        "unchanged": made.count(Outcome.UNCHANGED),
        "revoked": made.count(Outcome.REVOKED),
        "rejected": made.rejected_count,
        "pending": made.pending,
        "superseded": made.superseded,
    }


def as_json(made: Tally) -> Iterator[str]:
    """The object `ocop_import --json` prints, piece by piece; its keys are part of the command."""
    figures = counts(made)
    before = {
        "file": made.parsed.name,
        "sha256": made.parsed.sha256,
        "decision": _decision(made),
        **{name: figures[name] for name in ("rows", "created", "updated", "unchanged", "revoked")},
    }
    after = {name: figures[name] for name in ("pending", "superseded")}
    yield _json(before)[:-1] + ', "rejected": ['
    comma = ""
    for bad in made.rejected():
        yield comma + _json(_rejected(bad, made))
        comma = ", "
    yield "], " + _json(after)[1:]


def stored(made: Tally) -> dict[str, Any]:
    """Counts and decision; what is said of each row stands in its line."""
    return {"counts": counts(made), "decision": _decision(made)}


def as_text(made: Tally, *, dry_run: bool) -> str:
    """The same for a person at a terminal."""
    figures = counts(made)
    lines = [_("%(file)s: %(rows)s rows") % {"file": made.parsed.name, **figures}]
    if made.parsed.decision:
        decision = made.parsed.decision
        lines.append(
            _("Decision %(number)s of %(day)s, %(authority)s")
            % {
                "number": decision.number,
                "day": f"{decision.day:%d/%m/%Y}",
                "authority": decision.authority,
            }
        )
    lines.append(
        _(
            "New %(created)s, changed %(updated)s, unchanged %(unchanged)s, withdrawn %(revoked)s,"
            " rejected %(rejected)s"
        )
        % figures
    )
    lines.append(
        _("Waiting for their decision: %(pending)s. Superseded: %(superseded)s.") % figures
    )
    for bad in islice(made.rejected(), MOST_SHOWN):
        lines.append("  " + _line(bad, made))
    if made.rejected_count > MOST_SHOWN:
        more = made.rejected_count - MOST_SHOWN
        lines.append("  " + _("… and %(more)s more.") % {"more": more})
    if dry_run:
        lines.append(_("Nothing was written: this was a dry run."))
    return "\n".join(lines)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _decision(made: Tally) -> dict[str, str] | None:
    decision = made.parsed.decision
    if decision is None or decision.day is None:
        return None
    return {
        "number": decision.number,
        "date": decision.day.isoformat(),
        "authority": decision.authority,
    }


def _rejected(bad: BadRow, made: Tally) -> dict[str, Any]:
    """By column and value of its first problem; the sentences of all."""
    first = bad.problems[0]
    return {
        "row": bad.number,
        "column": first.column,
        "value": first.value,
        "problem": _sentences(bad, made),
    }


def _sentences(bad: BadRow, made: Tally) -> str:
    said = " ".join(problems.sentence(one.code, one.data) for one in bad.problems)
    if len(made.parsed.sheets) > 1:
        return _("Sheet “%(sheet)s”: %(problem)s") % {"sheet": bad.sheet, "problem": said}
    return said


def _line(bad: BadRow, made: Tally) -> str:
    return _("Row %(row)s, column “%(column)s”, “%(value)s”: %(problem)s") % _rejected(bad, made)
