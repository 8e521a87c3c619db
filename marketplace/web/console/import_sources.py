"""The registries that are asked by themselves: what each last gave, and which are silent."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of
from marketplace.refusal import Problem, Refusal
from marketplace.web.console import import_words
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from plugins.ocop_sync.models import ScheduledSource
from plugins.ocop_sync.sources import EVERY_HOURS, add, silent, switch

OFTEN = {
    1: gettext_lazy("every hour"),
    6: gettext_lazy("every 6 hours"),
    24: gettext_lazy("every day"),
    168: gettext_lazy("every week"),
}


class SourceForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the registry"), max_length=200)
    url = forms.URLField(
        label=gettext_lazy("Address of its list (JSON)"), max_length=500, assume_scheme="https"
    )
    source_level = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"),
        choices=[("", gettext_lazy("Choose…")), *import_words.LEVELS.items()],
    )
    every_hours = forms.TypedChoiceField(
        label=gettext_lazy("How often"),
        coerce=int,
        choices=[(hours, OFTEN[hours]) for hours in EVERY_HOURS],
        initial=24,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in.")

    def take(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.add_error(problem.field or None, problem.sentence)


@staff(Action.SEE_IMPORTS)
def sources(request: HttpRequest) -> HttpResponse:
    return _page(request, SourceForm())


@staff(Action.MANAGE_SOURCES, methods=("POST",))
def source_add(request: HttpRequest) -> HttpResponse:
    form = SourceForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            add(
                values["name"],
                values["url"],
                values["source_level"],
                values["every_hours"],
                actor_id=request.user.pk,
            )
        except Refusal as refused:
            form.take(refused.problems)
        else:
            messages.success(request, _("The source is added; the worker asks it soon."))
            return redirect("console:sources")
    return _page(request, form, status=422)


@staff(Action.MANAGE_SOURCES, methods=("POST",))
def source_switch(request: HttpRequest, code: str) -> HttpResponse:
    get_object_or_404(ScheduledSource, code=code)
    switch(code, on=request.POST.get("on") == "1", actor_id=request.user.pk)
    return redirect("console:sources")


def _page(request: HttpRequest, form: SourceForm, status: int = 200) -> HttpResponse:
    found = list(ScheduledSource.objects.select_related("last_import").order_by("name", "pk"))
    names = names_of(one.added_by_id for one in found)
    quiet = set(silent(clock.now()).values_list("pk", flat=True))
    context = {
        "form": form,
        "may_manage": Action.MANAGE_SOURCES in request.actions,
        "sources": [
            {
                "record": one,
                "person": names[one.added_by_id],
                "level": import_words.LEVELS.get(one.source_level, one.source_level),
                "often": OFTEN.get(one.every_hours, one.every_hours),
                "why": import_words.why(one.error),
                "is_silent": one.pk in quiet,
            }
            for one in found
        ],
    }
    return show(request, "console/sources.html", context, status)
