"""What every page of the shop has around its own part."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext

from marketplace.orders import basket
from marketplace.places.models import Operator
from marketplace.web.shop import visitor


@dataclass(frozen=True)
class Language:
    """The page in one language. path: from the root; absolute: with the site's name."""

    code: str
    name: str
    path: str
    absolute: str


class Frame:
    """Header, footer and the lines for search engines.

    indexed: the query part of the page's own address, where it makes a page of its own.
    """

    def __init__(self, request: HttpRequest, indexed: str = "", *, is_found: bool = True) -> None:
        self._request = request
        self._is_found = is_found
        self._query = f"?{indexed}" if indexed else ""
        self.is_demo = settings.DEMO

    @property
    def canonical(self) -> str:
        """Empty for an address where nothing is."""
        if not self._is_found:
            return ""
        return settings.SITE_URL + self._request.path + self._query

    @cached_property
    def languages(self) -> list[Language]:
        return [
            Language(
                code,
                gettext(name),
                translate_url(self._request.get_full_path(), code),
                settings.SITE_URL + translate_url(self._request.path, code) + self._query,
            )
            for code, name in settings.LANGUAGES
        ]

    @cached_property
    def basket_count(self) -> int:
        return basket.count(visitor.basket_token(self._request))

    @cached_property
    def operator(self) -> Operator | None:
        """Whose shop it is, for the footer."""
        return Operator.objects.order_by("pk").first()


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    indexed: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page of the shop. No cache may show it again without asking: stars end."""
    frame = Frame(request, indexed, is_found=status != 404)
    response = render(request, template, {**(context or {}), "frame": frame}, status=status)
    patch_cache_control(response, private=True, no_cache=True)
    return response
