"""A figure beside each line of a parcel."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from marketplace.orders.models import Parcel, ParcelLine
from marketplace.refusal import Problem
from marketplace.web.console.fields import UnitsField


class LineFigures(forms.Form):
    """A field "line-<key>" for each line; what is left empty counts as 0."""

    def __init__(self, *args: Any, parcel: Parcel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[ParcelLine] = list(parcel.lines.select_related("listing").order_by("pk"))
        for line in self.lines:
            field = UnitsField(label=line.name, required=False)
            field.widget.attrs |= {"class": "figure", "aria-label": line.name}
            self.fields[f"line-{line.pk}"] = field

    def rows(self) -> Iterator[tuple[ParcelLine, BoundField]]:
        """Each line with its field."""
        for line in self.lines:
            yield line, self[f"line-{line.pk}"]

    def units(self) -> dict[int, int]:
        """Sales units by ParcelLine key, as rules take them."""
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] or 0 for line in self.lines}

    def take(self, problems: Sequence[Problem]) -> None:
        """Show a rule's problems beside the lines they belong to, the others above."""
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, problem.sentence)
