"""What the shop remembers of a browser: its basket and the orders it may read in full."""

from django.http import HttpRequest

_BASKET, _ORDERS = "basket", "orders"
_MOST_ORDERS = 50


def basket_token(request: HttpRequest) -> str | None:
    return request.session.get(_BASKET)


def keep_basket(request: HttpRequest, token: str) -> None:
    if basket_token(request) != token:
        request.session[_BASKET] = token


def may_read_order(request: HttpRequest, code: str) -> bool:
    """Whether this browser placed the order or has named its phone number."""
    return code in request.session.get(_ORDERS, [])


def let_read_order(request: HttpRequest, code: str) -> None:
    if not may_read_order(request, code):
        known = [*request.session.get(_ORDERS, []), code]
        request.session[_ORDERS] = known[-_MOST_ORDERS:]
