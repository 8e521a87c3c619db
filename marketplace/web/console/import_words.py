"""What an import is and says, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.web.console.proposal_words import Correction, corrections, value_words
from plugins.ocop_sync.models import PlannedLine, RegisterImport
from plugins.ocop_sync.problems import problem_words, words

State = RegisterImport.State
COUNTS = ("rows", "created", "updated", "unchanged", "revoked", "rejected", "pending", "superseded")
OUTCOMES = {
    "created": gettext_lazy("New"),
    "updated": gettext_lazy("Changed"),
    "revoked": gettext_lazy("Withdrawn"),
    "rejected": gettext_lazy("Rejected"),
    "unchanged": gettext_lazy("Unchanged"),
}
LEVELS = {
    "A": gettext_lazy("Signed decision"),
    "B1": gettext_lazy("Press of the state"),
    "B2": gettext_lazy("Proposal or draft"),
    "C": gettext_lazy("Commercial list"),
}
STATES = {
    State.READING: gettext_lazy("Being read"),
    State.WAITING: gettext_lazy("Waits for a second person"),
    State.CONFIRMED: gettext_lazy("Being written"),
    State.APPLIED: gettext_lazy("Written"),
    State.FAILED: gettext_lazy("Failed"),
    State.REFUSED: gettext_lazy("Refused"),
    State.UNDOING: gettext_lazy("Being undone"),
    State.UNDONE: gettext_lazy("Undone"),
}
TAGS = {
    State.WAITING: "tag-warn",
    State.APPLIED: "tag-good",
    State.FAILED: "tag-bad",
    State.REFUSED: "tag-bad",
}
FIELDS = {
    "stars": gettext_lazy("Stars"),
    "potential_stars": gettext_lazy("Potential stars"),
    "score": gettext_lazy("Score"),
    "number": gettext_lazy("Decision number"),
    "decided_on": gettext_lazy("Decided on"),
    "authority": gettext_lazy("Authority"),
    "award_year": gettext_lazy("Year"),
    "printed_last_day": gettext_lazy("Printed last day"),
    "printed_group": gettext_lazy("Group"),
    "printed_address": gettext_lazy("Address"),
    "note": gettext_lazy("Note"),
}


@dataclass(frozen=True)
class Row:
    """One row of the file as the plan, or the report, shows it."""

    sheet: str
    number: int
    outcome: str
    words: str
    product: str
    producer: str
    stars: int | None
    says: list[str]


def rows(lines: Iterable[PlannedLine]) -> list[Row]:
    """The lines in words. As many queries for many as for one."""
    lines = list(lines)
    corrected = corrections(code for line in lines for code in _overruled(line).values())
    return [
        Row(
            sheet=line.sheet,
            number=line.row,
            outcome=line.outcome,
            words=str(OUTCOMES[line.outcome]),
            product=line.data.get("product", ""),
            producer=line.data.get("producer", ""),
            stars=line.data.get("stars"),
            says=list(_says(line, corrected)),
        )
        for line in lines
    ]


def rejected_lines(one: RegisterImport) -> Iterable[PlannedLine]:
    """The rejected rows, by their place in the file."""
    kept = one.lines.filter(outcome="rejected").order_by("position")
    return kept if kept.exists() else reported_lines(one.report)


def reported_lines(report: dict[str, Any]) -> list[PlannedLine]:
    """The rejected rows of a report of before they were kept as lines, as lines not saved."""
    return [
        PlannedLine(
            outcome="rejected",
            sheet=row["sheet"],
            row=row["row"],
            data={"problems": row["problems"]},
        )
        for row in report.get("rejected", [])
    ]


def why(error: dict[str, Any]) -> str:
    """Why it failed, or waits once more; empty when there is nothing to say."""
    if not error:
        return ""
    if error["code"] == "register_changed":
        return _(
            "The register changed after this plan was confirmed, so nothing was written. This is"
            " the plan of now; it has to be confirmed anew."
        )
    return words(error["code"], error["data"])


def _overruled(line: PlannedLine) -> dict[str, str]:
    """Field → code of the proposal whose correction by hand gives way."""
    return line.data.get("overrules", {})


def _says(line: PlannedLine, corrected: dict[str, Correction]) -> Iterator[str]:
    data = line.data
    for problem in data.get("problems", []):
        yield problem_words(problem)
    for name, (old, new) in data.get("changes", {}).items():
        yield _("%(field)s: %(old)s → %(new)s") % {
            "field": FIELDS.get(name, name),
            "old": value_words(name, old),
            "new": value_words(name, new),
        }
    for name, code in _overruled(line).items():
        yield _(
            "Overwrites a correction made by hand: %(field)s, on %(day)s by %(role)s, “%(reason)s”."
        ) % {
            "field": FIELDS.get(name, name),
            "day": f"{clock.local(corrected[code].at):%d/%m/%Y}",
            "role": corrected[code].role,
            "reason": corrected[code].reason,
        }
    if "moves" in data:
        old, new = data["moves"]
        yield _("Address of the producer by its newest decision: %(old)s → %(new)s") % {
            "old": value_words("address", old),
            "new": value_words("address", new),
        }
    for number, day in data.get("ends", []):
        yield _("Ends certificate %(number)s of %(day)s.") % {
            "number": number,
            "day": value_words("decided_on", day),
        }
    if data.get("again"):
        yield _("Was taken out of the register by an undo; comes back.")
    elif data.get("confirms"):
        yield _("Waited for its decision; becomes valid.")
    elif data.get("state") == "pending":
        yield _("Waits for its decision.")
