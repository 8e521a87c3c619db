"""What an import is and says, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.ocop_sync.models import PlannedLine, RegisterImport
from plugins.ocop_sync.problems import sentence

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
    return [
        Row(
            sheet=line.sheet,
            number=line.row,
            outcome=line.outcome,
            words=str(OUTCOMES[line.outcome]),
            product=line.data.get("product", ""),
            producer=line.data.get("producer", ""),
            stars=line.data.get("stars"),
            says=list(_says(line)),
        )
        for line in lines
    ]


def reported_lines(report: dict[str, Any]) -> list[PlannedLine]:
    """The rejected rows of a report whose plan was not kept, as lines that are not saved."""
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


def words(code: str, data: dict[str, Any]) -> str:
    """The plugin's sentence. A report may be older than the codes the plugin knows today."""
    try:
        return sentence(code, data)
    except KeyError:
        return _("Rejected by a rule of that time (%(code)s).") % {"code": code}


def problem_words(problem: dict[str, Any]) -> str:
    said = words(problem["code"], problem["data"])
    if not problem["column"]:
        return said
    value = "" if problem["value"] is None else problem["value"]
    return _("“%(column)s”, “%(value)s”: %(problem)s") % {
        "column": problem["column"],
        "value": value,
        "problem": said,
    }


def _says(line: PlannedLine) -> Iterator[str]:
    data = line.data
    for problem in data.get("problems", []):
        yield problem_words(problem)
    for name, (old, new) in data.get("changes", {}).items():
        yield _("%(field)s: %(old)s → %(new)s") % {
            "field": FIELDS.get(name, name),
            "old": _shown(old),
            "new": _shown(new),
        }
    if data.get("again"):
        yield _("Was taken out of the register by an undo; comes back.")
    elif data.get("confirms"):
        yield _("Waited for its decision; becomes valid.")
    elif data.get("state") == "pending":
        yield _("Waits for its decision.")


def _shown(value: Any) -> str:
    if value in (None, ""):
        return _("nothing")
    if isinstance(value, str) and len(value) == 10 and value[4:5] == value[7:8] == "-":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return str(value)
