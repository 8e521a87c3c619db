"""What stands on a shelf and what happened there."""

from tests import factories
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

LINES = [
    Line("stock_lots", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("stock_article", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("stock_lot", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("stock_lot", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("place_history", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("place_history", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
]


def _nothing(place):
    factories.listing(at=place)
    return {}, {}


def _article(place):
    return {"code": factories.listing(at=place).code}, {}


def _lot(place):
    listing = factories.listing(at=place)
    return {"code": listing.code, "lot_code": factories.lot_of(listing).code}, {}


def _place(place):
    return {"code": place.code}, {}


SUBJECTS = {
    "stock_lots": _nothing,
    "stock_article": _article,
    "stock_lot": _lot,
    "place_history": _place,
}
ASKED = {name: ["", "?as=xlsx", "?before=nonsense", "?q=%00", "?page=99"] for name in SUBJECTS}
POST_ONLY = ()
