"""What every page of the console shows around its content."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.accounts.access import Action
from marketplace.accounts.people import names_of


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_here: bool


def show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The template with the person's menu and name, for a view behind guard.staff."""
    mine = {"menu": _menu(request), "person": names_of([request.user.pk])[request.user.pk]}
    return render(request, template, frame(request) | mine | context, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What stands around every page, signed in or not."""
    return {"is_demo": settings.DEMO, "other_language": _other_language(request)}


def _other_language(request: HttpRequest) -> dict[str, str]:
    """The same page in the language it is not shown in now."""
    code, name = ("en", "English") if get_language() == "vi" else ("vi", "Tiếng Việt")
    return {"code": code, "name": name, "url": translate_url(request.get_full_path(), code)}


def _menu(request: HttpRequest) -> list[MenuItem]:
    pages = [
        (_("Today"), "home", None),
        (_("Orders"), "orders", Action.SEE_ORDERS),
        (_("Products"), "certified", Action.SEE_REGISTER),
        (_("Certificates"), "certificates", Action.SEE_REGISTER),
        (_("Stock"), "stock", Action.SEE_STOCK),
        (_("Imports"), "imports", Action.SEE_IMPORTS),
    ]
    home = reverse("console:home")
    items = []
    for label, name, action in pages:
        if action is None or action in request.actions:
            url = reverse(f"console:{name}")
            is_here = request.path == url if url == home else request.path.startswith(url)
            items.append(MenuItem(label, url, is_here))
    return items
