"""Orders that wait for a call."""

from marketplace.orders.place_order import place_order
from tests import factories
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

LINES = [
    Line("confirm_queue", ANY, "get", (302, 403, 200, 403, 200, 200)),
    Line("confirm_order", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("confirm_order", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("confirm_not_reached", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("confirm_not_reached", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("confirm_cancel", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("confirm_cancel", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
]


def _waiting(place):
    order = place_order(factories.checkout(factories.listing(at=place)))
    return {"code": order.parcels.get().code}, {"seen": "0", "reason": "Khách đổi ý"}


SUBJECTS = {
    "confirm_order": _waiting,
    "confirm_not_reached": _waiting,
    "confirm_cancel": _waiting,
}
ASKED = {"confirm_queue": ["", "?place=nowhere", "?page=99", "?as=xlsx"]}
POST_ONLY = ("confirm_order", "confirm_not_reached", "confirm_cancel")
