"""What the shop remembers of a browser: its basket, its commune, the orders it may read in full."""

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from marketplace.orders import mine
from marketplace.places import units
from marketplace.places.models import Unit

_BASKET, _ORDERS, _COMMUNE, _DEVICE = "basket", "orders", "commune", "device"
_MOST_ORDERS = 50
_DEVICE_KEPT = 2 * 365 * 24 * 3600  # seconds


def basket_token(request: HttpRequest) -> str | None:
    return request.session.get(_BASKET)


def keep_basket(request: HttpRequest, token: str) -> None:
    if basket_token(request) != token:
        request.session[_BASKET] = token


def commune(request: HttpRequest) -> Unit | None:
    """Where the shopper has said that goods are to go, with its province; as long as it exists."""
    code = request.session.get(_COMMUNE)
    return units.commune(code) if code else None


def keep_commune(request: HttpRequest, code: str) -> None:
    """Remember it for promises; "" forgets it."""
    if request.session.get(_COMMUNE, "") != code:
        request.session[_COMMUNE] = code


def device_mark(request: HttpRequest) -> str:
    """The browser's own random mark, or a new one for keep_device()."""
    return request.get_signed_cookie(_DEVICE, "") or secrets.token_urlsafe(16)


def device_hash(mark: str) -> str:
    """What an order keeps of the mark, for the limits alone."""
    return hashlib.sha256(mark.encode()).hexdigest()[:32]


def keep_device(response: HttpResponse, mark: str) -> None:
    response.set_signed_cookie(
        _DEVICE,
        mark,
        max_age=_DEVICE_KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def may_read_order(request: HttpRequest, code: str) -> bool:
    """Whether this browser placed the order or has named its phone number, or it is the account's."""
    return _is_known(request, code) or (
        request.user.is_authenticated and mine.is_of(code, request.user.pk)
    )


def let_read_order(request: HttpRequest, code: str) -> None:
    if not _is_known(request, code):
        known = [*request.session.get(_ORDERS, []), code]
        request.session[_ORDERS] = known[-_MOST_ORDERS:]


def _is_known(request: HttpRequest, code: str) -> bool:
    return code in request.session.get(_ORDERS, [])
