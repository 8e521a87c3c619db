"""What every page of the console shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils.translation import get_language

from marketplace.accounts.people import names_of
from marketplace.web.console import menu


def show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The template with the person's menu and name, for a view behind guard.staff."""
    mine = {
        "menu": menu.rooms(request),
        "pages": menu.pages(request),
        "person": names_of([request.user.pk])[request.user.pk],
    }
    return render(request, template, frame(request) | mine | context, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What stands around every page, signed in or not."""
    return {"is_demo": settings.DEMO, "other_language": _other_language(request)}


def _other_language(request: HttpRequest) -> dict[str, str]:
    """The same page in the language it is not shown in now."""
    code, name = ("en", "English") if get_language() == "vi" else ("vi", "Tiếng Việt")
    return {"code": code, "name": name, "url": translate_url(request.get_full_path(), code)}
