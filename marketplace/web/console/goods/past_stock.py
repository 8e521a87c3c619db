"""What stood at a place at any moment: as it was, or as the books said it then."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.past import By, Stood, stock_at
from marketplace.places.models import Place
from marketplace.web.console import sheet
from marketplace.web.console.goods import lot_columns
from marketplace.web.console.goods.events import CONDITIONS, owner_name
from marketplace.web.console.goods.period_filter import SENSIBLE
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show

QUESTIONS = {
    By.BUSINESS: gettext_lazy("What was there, as we know today"),
    By.RECORDED: gettext_lazy("What the books said at that moment"),
}


class MomentForm(forms.Form):
    """place: one of the person's; another is no choice at all."""

    place = forms.ModelChoiceField(
        label=gettext_lazy("Place"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose…"),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=SENSIBLE,
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=gettext_lazy("Empty: the end of the day."),
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Question"),
        choices=[(str(by), words) for by, words in QUESTIONS.items()],
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")
        if len(places) == 1:
            self.fields["place"].empty_label = None

    def moment(self) -> datetime:
        """The last moment asked for: a minute is asked for with all its seconds."""
        asked: time | None = self.cleaned_data["time"]
        day_start = clock.day_start(self.cleaned_data["day"])
        if asked is None:
            return clock.day_end(self.cleaned_data["day"]) - timedelta(microseconds=1)
        since = timedelta(hours=asked.hour, minutes=asked.minute, seconds=asked.second)
        span = timedelta(seconds=1) if asked.second else timedelta(minutes=1)
        return day_start + since + span - timedelta(microseconds=1)


@staff(Action.SEE_STOCK)
def past_stock(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user, Action.SEE_STOCK).order_by("name")
    if "place" not in request.GET:
        now = clock.local(clock.now())
        form = MomentForm(places=places, initial={"day": now.date(), "time": now.time()})
        return show(request, "console/goods/past_stock.html", {"form": form})
    form = MomentForm(request.GET, places=places)
    if not form.is_valid():
        return show(request, "console/goods/past_stock.html", {"form": form})
    place, by, moment = form.cleaned_data["place"], By(form.cleaned_data["by"]), form.moment()
    rows = stock_at(place, moment, by)
    if request.GET.get("as") == "xlsx":
        return _sheet(place, rows)
    context = {
        "form": form,
        "place": place,
        "moment": moment,
        "question": QUESTIONS[by],
        "rows": [
            {
                "stood": row,
                "owner": owner_name(row.owner),
                "condition": CONDITIONS[row.condition],
            }
            for row in rows
        ],
        "units": sum(row.quantity for row in rows),
        "is_asked": True,
    }
    return show(request, "console/goods/past_stock.html", context)


def _sheet(place: Place, rows: list[Stood]) -> HttpResponse:
    return sheet.answer(
        f"ton-luc-{place.code}",
        lot_columns.headings(_("Units")),
        ((*lot_columns.cells(row.lot, row.owner, row.condition), row.quantity) for row in rows),
    )
