"""The part of a form where goods are picked: find, write units beside lots, find more."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.inventory.models import Condition
from marketplace.inventory.picked import Picked
from marketplace.refusal import Problem, Refusal
from marketplace.web.console.fields import DongField, UnitsField
from marketplace.web.console.goods.pickable import Pickable, Shelf

MOST_ROWS = 200
LONGEST_FIND = 100


class Row(forms.Form):
    """Units of one pickable thing; `goods` says which, for the template and the rule."""

    goods: Pickable
    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    units = UnitsField(label=gettext_lazy("Units"), required=False)

    def picked(self) -> Picked:
        return self.goods.picked(self.cleaned_data["units"])


class PricedRow(Row):
    cost = DongField(label=gettext_lazy("Price of one unit (đồng)"), required=False)


class ReturnedRow(Row):
    taken_as = forms.ChoiceField(
        label=gettext_lazy("Can it be sold again?"),
        choices=[
            (Condition.GOOD, gettext_lazy("yes, like new")),
            (Condition.DAMAGED, gettext_lazy("no: damaged")),
        ],
        initial=Condition.GOOD,
        required=False,
    )

    def picked(self) -> Picked:
        one = super().picked()
        return Picked(one.lot_id, one.owner_id, self.cleaned_data["taken_as"], one.quantity)


class Picking:
    """What was found and what was typed beside it.

    is_finding: the find button was pressed, so that nothing is to be posted; problem: why what
    was typed or scanned could not be found.
    """

    def __init__(self, request: HttpRequest, shelf: Shelf, row: type[Row] = Row) -> None:
        posted = request.POST if request.method == "POST" else None
        self.shelf = shelf
        self.find = (posted if posted is not None else request.GET).get("find", "").strip()
        self.find = self.find[:LONGEST_FIND].replace("\0", "")
        self.is_finding = posted is not None and posted.get("do") == "find"
        self.problem = ""
        kind = forms.formset_factory(row, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        if posted is None or self.is_finding:
            self.rows = kind(initial=self._initial(posted, row), prefix="row")
        else:
            self.rows = kind(posted, prefix="row")
        self._name_goods()

    def is_valid(self) -> bool:
        """Whether every figure can be read, and what it stands beside is still here."""
        if self._gone:
            self.problem = _(
                "Some goods that were written are not here: they were left out, and nothing was "
                "posted. Look at the rest, then send it again."
            )
        return self.rows.is_valid() and not self._gone

    def chosen(self) -> list[Row]:
        """The rows with units beside them."""
        return [row for row in self.rows if row.cleaned_data.get("units") is not None]

    def picked(self) -> list[Picked]:
        return [row.picked() for row in self.chosen()]

    def take(self, problems: Sequence[Problem], form: forms.Form) -> None:
        """Each problem beside the row or the field that it is about."""
        for problem in problems:
            name = "units" if problem.field == "quantity" else problem.field
            rows = [row for row in self.chosen() if _is_about(problem, row.picked())]
            if rows and name in rows[0].fields:
                rows[0].add_error(name, problem.sentence)
            else:
                known = problem.field if problem.field in form.fields else None
                form.add_error(known, problem.sentence)

    def _initial(self, posted: Any, row: type[Row]) -> list[dict[str, str]]:
        """What was typed stays; then what is found and does not stand there yet."""
        kept = _typed(posted, row) if posted is not None else []
        kept = [values for values in kept if values.get("units")]
        there = {values["key"] for values in kept}
        try:
            found = self.shelf.search(self.find)
        except Refusal as refused:
            self.problem, found = refused.problems[0].sentence, []
        else:
            if self.find and not found:
                self.problem = _("Nothing like that stands here.")
        added = [{"key": one.key} for one in found if one.key not in there]
        return (kept + added)[:MOST_ROWS]

    def _name_goods(self) -> None:
        """Give each row its goods; a row whose goods are not here is left out, and said."""
        keys = [(row["key"].value() or "").replace("\0", "") for row in self.rows.forms]
        known = self.shelf.named(keys)
        shown, self._gone = [], False
        for row, key in zip(self.rows.forms, keys, strict=True):
            if key in known:
                _name(row, known[key])
                shown.append(row)
            elif row["units"].value():
                self._gone = True
        self.rows.forms = shown
        if self._gone and not self.problem:
            self.problem = _("Some goods that were written are not here: they were left out.")


def _name(row: Row, goods: Pickable) -> None:
    """Say in the row's fields what they are about, for those who hear the page."""
    row.goods = goods
    for name, field in row.fields.items():
        if name != "key":
            article = goods.lot.variant.product.name
            about = f"{field.label}: {article}, {goods.lot.code}, {goods.condition_words}"
            field.widget.attrs |= {"class": "figure", "aria-label": about}


def _typed(posted: Any, row: type[Row]) -> list[dict[str, str]]:
    """The rows as they were typed, readable or not."""
    try:
        total = min(int(posted.get("row-TOTAL_FORMS", "0")), MOST_ROWS)
    except ValueError:
        return []
    names = list(row.base_fields)
    return [
        {name: posted.get(f"row-{number}-{name}", "").replace("\0", "") for name in names}
        for number in range(total)
    ]


def _is_about(problem: Problem, one: Picked) -> bool:
    data = problem.data
    return (
        data.get("lot_id") == one.lot_id
        and data.get("owner", one.owner_id) == one.owner_id
        and data.get("condition", one.condition) == one.condition
    )


class PickForm(forms.Form):
    """What stands beside the goods in every such form."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.CharField(widget=forms.HiddenInput, max_length=12)
    note = forms.CharField(
        label=gettext_lazy("What happened, and why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def key(self, prefix: str) -> str:
        """The client key of this page, for this operation alone."""
        return f"{prefix}:{self.cleaned_data['place']}:{self.cleaned_data['client_key'].hex}"
