"""Opening hours as people write them: a line of times for each weekday."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.places.hours import DAYS, Stretch, clock_time
from marketplace.places.models import Place
from marketplace.web.console.goods.place_forms import StaffForm
from marketplace.web.shop.place_cards import DAYS as DAY_NAMES

_STRETCH = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?\s*[-–]\s*(\d{1,2})(?:[:h](\d{2})?)?")


class HoursForm(StaffForm):
    """A line of times for each weekday."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in DAYS:
            self.fields[f"day_{day}"] = forms.CharField(
                label=DAY_NAMES[day],
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @staticmethod
    def initial_of(place: Place) -> dict[str, str]:
        written: dict[str, list[str]] = {}
        for row in place.hours.all():
            times = f"{clock_time(row.opens)}-{clock_time(row.closes)}"
            written.setdefault(f"day_{row.weekday}", []).append(times)
        return {name: ", ".join(times) for name, times in written.items()}

    def clean(self) -> dict[str, Any]:
        for day in DAYS:
            for written in filter(None, self.cleaned_data.get(f"day_{day}", "").split(",")):
                if _stretch(day, written) is None:
                    sentence = _(
                        "Write times like 7:30-11:30, 13:30-17:00; leave it empty when closed."
                    )
                    self.add_error(f"day_{day}", sentence)
                    break
        return self.cleaned_data

    def stretches(self) -> list[Stretch]:
        found = [
            _stretch(day, written)
            for day in DAYS
            for written in filter(None, self.cleaned_data[f"day_{day}"].split(","))
        ]
        return [one for one in found if one is not None]


def _stretch(day: int, written: str) -> Stretch | None:
    """ "7:30-11:30", "7h30 - 11h", "7-17" → minutes; None for what is no such thing."""
    found = _STRETCH.fullmatch(written.strip())
    if not found:
        return None
    opens_h, opens_m, closes_h, closes_m = (int(part or 0) for part in found.groups())
    if opens_m > 59 or closes_m > 59:
        return None
    return Stretch(day, opens_h * 60 + opens_m, closes_h * 60 + closes_m)
