"""Where a person can go: the rooms of the console, and the pages inside the one they are in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.access import Action

Pages = tuple[tuple[Any, str, Action | None], ...]  # words, name of the address, what it takes

ROOMS: Pages = (
    (_("Today"), "home", None),
    (_("Orders"), "orders", Action.SEE_ORDERS),
    (_("Inventory"), "stock", Action.SEE_STOCK),
    (_("Places"), "places", Action.SEE_STOCK),
    (_("Products"), "certified", Action.SEE_REGISTER),
    (_("Certificates"), "certificates", Action.SEE_REGISTER),
    (_("Imports"), "imports", Action.SEE_IMPORTS),
    (_("System"), "outbox", Action.SEE_OUTBOX),
)
ORDERS: Pages = (
    (_("All orders"), "orders", Action.SEE_ORDERS),
    (_("Confirm by phone"), "confirm_queue", Action.CONFIRM_ORDER),
    (_("Pick list"), "pick", Action.FULFIL_ORDER),
    (_("To send to points"), "supply", Action.FULFIL_ORDER),
    (_("Collection at the point"), "collect", Action.FULFIL_ORDER),
    (_("Coming back"), "coming_back", Action.FULFIL_ORDER),
    (_("Returns asked for"), "returns_asked", Action.SEE_ORDERS),
    (_("Refunds"), "refunds", Action.RECONCILE_COD),
    (_("Complaints"), "complaints", Action.ANSWER_COMPLAINT),
    (_("Cash with carriers"), "cod", Action.RECONCILE_COD),
    (_("Statements"), "statements", Action.RECONCILE_COD),
    (_("Bookings"), "bookings", Action.MANAGE_BOOKINGS),
    (_("Gift sets"), "gift_sets", Action.PUBLISH_LISTING),
    (_("Invoices to issue"), "invoices", Action.EXPORT_INVOICES),
    (_("Carriers"), "carriers", Action.MANAGE_DELIVERY),
    (_("Delivery fees"), "zones", Action.MANAGE_DELIVERY),
)
GOODS: Pages = (
    (_("Stock"), "stock", Action.SEE_STOCK),
    (_("Receiving"), "deliveries", Action.SEE_STOCK),
    (_("Transfers"), "transfers", Action.SEE_STOCK),
    (_("Stocktakes"), "stocktakes", Action.SEE_STOCK),
    (_("Refill"), "refill", Action.SEE_STOCK),
    (_("Near expiry"), "ending", Action.SEE_STOCK),
    (_("Slow goods"), "slow_goods", Action.SEE_STOCK),
    (_("Adjustments"), "adjustments", Action.SEE_STOCK),
    (_("Returns"), "producer_return", Action.RETURN_STOCK),
    (_("Recalls"), "recalls", Action.SEE_STOCK),
    (_("Documents"), "documents", Action.SEE_STOCK),
    (_("Consignment"), "agreements", Action.SEE_STOCK),
    (_("Stock value"), "stock_value", Action.SEE_STOCK),
    (_("Assortment"), "assortment", Action.SEE_STOCK),
    (_("Truth of the stock"), "truth", Action.SEE_STOCK),
)
PLACES: Pages = (
    (_("Places"), "places", Action.SEE_STOCK),
    (_("Lent clerks"), "lending", Action.LEND_STAFF),
)
SYSTEM: Pages = (
    (_("Messages going out"), "outbox", Action.SEE_OUTBOX),
    (_("Other systems"), "webhooks", Action.MANAGE_WEBHOOKS),
)
INSIDE = {"orders": ORDERS, "stock": GOODS, "places": PLACES, "outbox": SYSTEM}
ABOUT_PLACES = ("places", "place_edit", "place_hours", "lending")  # files of goods/


@dataclass(frozen=True)
class MenuItem:
    label: Any
    url: str
    is_here: bool


def rooms(request: HttpRequest) -> list[MenuItem]:
    """The rooms that the person's roles open, for a view behind guard.staff."""
    here = _room(request)
    return [
        MenuItem(label, reverse(f"console:{name}"), name == here)
        for label, name, action in ROOMS
        if action is None or action in request.actions
    ]


def pages(request: HttpRequest) -> list[MenuItem]:
    """The pages of the room one is in; none where a room is one page."""
    found = [
        (label, reverse(f"console:{name}"))
        for label, name, action in INSIDE.get(_room(request), ())
        if action is None or action in request.actions
    ]
    under = [url for _label, url in found if request.path.startswith(url)]
    here = max(under, key=len, default="")
    return [MenuItem(label, url, url == here) for label, url in found]


def _room(request: HttpRequest) -> str:
    """The name of the room's first page."""
    package, _dot, file = request.resolver_match.func.__module__.rpartition(".")
    if package.endswith(".selling"):
        return "orders"
    if package.endswith(".goods"):
        return "places" if file in ABOUT_PLACES else "stock"
    under = {
        name: reverse(f"console:{name}")
        for _label, name, _action in ROOMS
        if name != "home" and request.path.startswith(reverse(f"console:{name}"))
    }
    return max(under, key=lambda name: len(under[name]), default="home")
