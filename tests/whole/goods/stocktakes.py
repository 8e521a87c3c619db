"""Stocktakes, and the truth about the stock."""

import uuid

from marketplace.inventory.models import Stocktake
from tests import factories
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

LINES = [
    Line("stocktakes", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("stocktake_new", ANY, "get", (302, 403, 200, 403, 200, 200)),
    Line("stocktake_new", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("stocktake_new", FOREIGN, "post", (302, 403, 302, 403, 422, 422)),
    Line("stocktake", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("stocktake", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("stocktake_count", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("stocktake_count", FOREIGN, "get", (302, 403, 200, 403, 404, 404)),
    Line("stocktake_count", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("stocktake_count", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("stocktake_review", OWN, "get", (302, 403, 200, 403, 200, 403)),
    Line("stocktake_review", FOREIGN, "get", (302, 403, 200, 403, 404, 403)),
    Line("stocktake_post", OWN, "post", (302, 403, 422, 403, 422, 403)),
    Line("stocktake_post", FOREIGN, "post", (302, 403, 422, 403, 404, 403)),
    Line("stocktake_cancel", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("stocktake_cancel", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("truth", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("truth_check", ANY, "post", (302, 403, 302, 302, 302, 302)),
    Line("past_stock", ANY, "get", (302, 403, 200, 200, 200, 200)),
]


def _stocktake(place):
    """With one lot that nobody has counted: posting it is refused, in words."""
    listing = factories.listing(at=place)
    body = {
        "client_key": uuid.uuid4(),
        "scan": listing.code,
        "quantity": "3",
        "condition": "good",
        "agreed": "",
    }
    running = Stocktake.objects.filter(place=place, state="counting").first()
    return {"code": (running or factories.stocktake(place)).code}, body


def _new(place):
    return {}, {"client_key": uuid.uuid4(), "place": place.code, "group": ""}


def _everything(place):
    return {}, {}


SUBJECTS = {
    "stocktake_new": _new,
    "truth_check": _everything,
    **{
        name: _stocktake
        for name in (
            "stocktake",
            "stocktake_count",
            "stocktake_review",
            "stocktake_post",
            "stocktake_cancel",
        )
    },
}
ASKED = {
    "stocktakes": ["", "?state=counting", "?state=nonsense", "?page=99", "?as=xlsx"],
    "stocktake": ["", "?as=xlsx"],
    "stocktake_count": ["", "?condition=damaged", "?condition=nonsense"],
    "stocktake_review": ["", "?which=different", "?which=nonsense", "?as=xlsx"],
    "truth": ["", "?result=bad", "?page=99", "?as=xlsx"],
    "past_stock": ["", "?place=nowhere", "?day=nonsense&place=", "?as=xlsx"],
}
POST_ONLY = ("stocktake_post", "stocktake_cancel", "truth_check")
