"""What an import did, for machines, for people, and to be kept."""

from typing import Any

from django.utils.translation import gettext as _

from plugins.ocop_sync import problems
from plugins.ocop_sync.parse import BadRow
from plugins.ocop_sync.planned import Outcome, Plan

MOST_SHOWN = 200  # rejected rows a person reads on a terminal


def counts(plan: Plan) -> dict[str, int]:
    """rows = created + updated + unchanged + revoked + rejected; the others are counted besides."""
    return {
        "rows": plan.total,
        "created": plan.count(Outcome.CREATED),
        "updated": plan.count(Outcome.UPDATED),
        "unchanged": plan.count(Outcome.UNCHANGED),
        "revoked": plan.count(Outcome.REVOKED),
        "rejected": len(plan.rejected),
        "pending": plan.pending,
        "superseded": plan.superseded,
    }


def as_json(plan: Plan) -> dict[str, Any]:
    """The object `ocop_import --json` prints; its keys are part of the command."""
    figures = counts(plan)
    return {
        "file": plan.parsed.name,
        "sha256": plan.parsed.sha256,
        "decision": _decision(plan),
        "rows": figures["rows"],
        "created": figures["created"],
        "updated": figures["updated"],
        "unchanged": figures["unchanged"],
        "revoked": figures["revoked"],
        "rejected": [_rejected(bad, plan) for bad in plan.rejected],
        "pending": figures["pending"],
        "superseded": figures["superseded"],
    }


def stored(plan: Plan) -> dict[str, Any]:
    """Counts, decision and rejected rows by codes; sentence() makes words of them when read."""
    return {
        "counts": counts(plan),
        "decision": _decision(plan),
        "rejected": [
            {
                "sheet": bad.sheet,
                "row": bad.number,
                "problems": [
                    {
                        "code": problem.code,
                        "column": problem.column,
                        "value": problem.value,
                        "data": problem.data,
                    }
                    for problem in bad.problems
                ],
            }
            for bad in plan.rejected
        ],
    }


def as_text(plan: Plan, *, dry_run: bool) -> str:
    """The same for a person at a terminal."""
    figures = counts(plan)
    lines = [_("%(file)s: %(rows)s rows") % {"file": plan.parsed.name, **figures}]
    if plan.parsed.decision:
        decision = plan.parsed.decision
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
    for bad in plan.rejected[:MOST_SHOWN]:
        lines.append("  " + _line(bad, plan))
    if len(plan.rejected) > MOST_SHOWN:
        lines.append("  " + _("… and %(more)s more.") % {"more": len(plan.rejected) - MOST_SHOWN})
    if dry_run:
        lines.append(_("Nothing was written: this was a dry run."))
    return "\n".join(lines)


def _decision(plan: Plan) -> dict[str, str] | None:
    decision = plan.parsed.decision
    if decision is None or decision.day is None:
        return None
    return {
        "number": decision.number,
        "date": decision.day.isoformat(),
        "authority": decision.authority,
    }


def _rejected(bad: BadRow, plan: Plan) -> dict[str, Any]:
    """By column and value of its first problem; the sentences of all."""
    first = bad.problems[0]
    return {
        "row": bad.number,
        "column": first.column,
        "value": first.value,
        "problem": _sentences(bad, plan),
    }


def _sentences(bad: BadRow, plan: Plan) -> str:
    said = " ".join(problems.sentence(one.code, one.data) for one in bad.problems)
    if len(plan.parsed.sheets) > 1:
        return _("Sheet “%(sheet)s”: %(problem)s") % {"sheet": bad.sheet, "problem": said}
    return said


def _line(bad: BadRow, plan: Plan) -> str:
    return _("Row %(row)s, column “%(column)s”, “%(value)s”: %(problem)s") % _rejected(bad, plan)
