"""Changing a place, one form a subject; opening and closing one."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for, provinces_for
from marketplace.places.close_place import close_place, reopen_place
from marketplace.places.edit_place import edit_place, set_photo
from marketplace.places.hours import set_hours
from marketplace.places.models import Place
from marketplace.places.open_place import open_place
from marketplace.places.recognise import end_recognition, recognise
from marketplace.places.service_area import set_served
from marketplace.places.supply import set_supplier
from marketplace.refusal import Refusal
from marketplace.web.console.goods.place_forms import (
    EditForm,
    EndRecognitionForm,
    OpenForm,
    RecogniseForm,
    ServedForm,
    StaffForm,
    SupplierForm,
    said_of,
)
from marketplace.web.console.goods.place_hours_form import HoursForm
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show

WRITE = ("GET", "HEAD", "POST")
manages = staff(Action.MANAGE_PLACE, methods=WRITE)
opens = staff(Action.OPEN_PLACE, methods=WRITE)


@opens
def place_new(request: HttpRequest) -> HttpResponse:
    provinces = provinces_for(request.user, Action.OPEN_PLACE)

    def act(form: Any) -> Place:
        values = form.cleaned_data
        return open_place(
            **form.values(),
            operator=values["operator"],
            kind=values["kind"],
            unit=values["unit"],
            opened_on=values["opened_on"],
            client_key=values["client_key"].hex,
            actor_id=request.user.pk,
        )

    words = {"title": _("Open a place"), "go": _("Open it")}
    initial = {
        "client_key": uuid.uuid4(),
        "opened_on": clock.today(),
        "sells_online": True,
        "collects": True,
    }
    form = _form(request, OpenForm, initial, provinces=provinces)
    return _ask(request, form, act, words)


@manages
def place_edit(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.MANAGE_PLACE)

    def act(form: Any) -> Place:
        edit_place(place, **form.values(), actor_id=request.user.pk)
        photo = form.cleaned_data["photo"]
        if photo is not None or form.cleaned_data.get("no_photo"):
            set_photo(place, photo, actor_id=request.user.pk)
        return place

    words = {"title": _("Name, contact and position"), "go": _("Save")}
    form = _form(request, EditForm, said_of(place), has_photo=bool(place.photo_stem))
    return _ask(request, form, act, words, place)


@manages
def place_hours(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.MANAGE_PLACE)

    def act(form: Any) -> Place:
        set_hours(place, form.stretches(), actor_id=request.user.pk)
        return place

    words = {
        "title": _("Opening hours"),
        "go": _("Save"),
        "explained": _(
            "Write times like 7:30-11:30, 13:30-17:00; leave a day empty when it is closed."
        ),
    }
    initial = HoursForm.initial_of(place)
    return _ask(request, _form(request, HoursForm, initial), act, words, place)


@manages
def place_served(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.MANAGE_PLACE)

    def act(form: Any) -> Place:
        set_served(place, form.cleaned_data["units"], actor_id=request.user.pk)
        return place

    words = {"title": _("Service area"), "go": _("Save")}
    initial = ServedForm.initial_of(place)
    return _ask(request, _form(request, ServedForm, initial), act, words, place)


@opens
def place_recognise(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.OPEN_PLACE)

    def act(form: Any) -> Place:
        recognise(place, **form.cleaned_data, actor_id=request.user.pk)
        return place

    words = {
        "title": _("Recognised by a decision"),
        "go": _("Record the decision"),
        "explained": _("It stands on the place's page at once. Earlier decisions stay there."),
    }
    return _ask(request, _form(request, RecogniseForm), act, words, place)


@opens
def place_recognition_end(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.OPEN_PLACE)

    def act(form: Any) -> Place:
        values = form.cleaned_data
        end_recognition(values["recognition"], values["valid_until"], actor_id=request.user.pk)
        return place

    words = {"title": _("End a recognition"), "go": _("Set its last day")}
    form = _form(request, EndRecognitionForm, recognitions=place.recognitions.all())
    return _ask(request, form, act, words, place)


@opens
def place_supplier(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.OPEN_PLACE)

    def act(form: Any) -> Place:
        set_supplier(place, form.cleaned_data["supplied_by"], actor_id=request.user.pk)
        return place

    words = {
        "title": _("Supplying place"),
        "go": _("Save"),
        "explained": _(
            "The manager of the supplying place may do at this place what the own manager may."
        ),
    }
    mine = places_for(request.user, Action.OPEN_PLACE).open_on(clock.today())
    # The present one stays a choice, or saving would take it away unasked.
    choices = Place.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk=place.supplied_by_id))
    others = choices.exclude(pk=place.pk).order_by("name")
    initial = {"supplied_by": place.supplied_by.code if place.supplied_by else ""}
    form = _form(request, SupplierForm, initial, places=others)
    return _ask(request, form, act, words, place)


@opens
def place_close(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.OPEN_PLACE)

    def act(form: Any) -> Place:
        return close_place(place, actor_id=request.user.pk)

    words = {
        "title": _("Close the place"),
        "go": _("Close it now"),
        "explained": _(
            "It disappears from lists and takes no goods any more. Its page and all that happened "
            "there stay. It can be opened again."
        ),
    }
    return _ask(request, _form(request, StaffForm), act, words, place)


@staff(Action.OPEN_PLACE, methods=("POST",))
def place_reopen(request: HttpRequest, code: str) -> HttpResponse:
    place = _mine(request, code, Action.OPEN_PLACE)
    reopen_place(place, actor_id=request.user.pk)
    messages.success(request, _("The place is open again."))
    return redirect("console:place", code=place.code)


def _mine(request: HttpRequest, code: str, action: Action) -> Place:
    rows = places_for(request.user, action).select_related("unit", "supplied_by")
    return get_object_or_404(rows, code=code)


def _form(
    request: HttpRequest,
    form_class: type[StaffForm],
    initial: dict[str, Any] | None = None,
    **options: Any,
) -> StaffForm:
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **options)
    return form_class(initial=initial, **options)


def _ask(
    request: HttpRequest,
    form: Any,
    act: Callable[[Any], Place],
    words: dict[str, str],
    place: Place | None = None,
) -> HttpResponse:
    """The form, or what was asked with it: then on to the place's page."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = act(form)
            except Refusal as refused:
                form.take(refused.problems)
            else:
                messages.success(request, _("Saved."))
                return redirect("console:place", code=made.code)
    context = words | {"form": form, "place": place}
    return show(request, "console/goods/place_form.html", context, status)
