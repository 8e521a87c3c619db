"""One wrong sign-in too many: the page that was tried says so (django-axes calls this)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from marketplace.web.console import sign_in as console
from marketplace.web.shop.account import sign_in as shop


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The shop's sign-in page or the console's, with the time to wait."""
    match = request.resolver_match
    if match is not None and match.namespace == "shop":
        return shop.locked_out(request)
    return console.locked_out(request)
