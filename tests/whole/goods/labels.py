"""Labels and barcodes."""

from tests import factories
from tests.whole.access_lines import FOREIGN, OWN, Line

LINES = [
    Line("labels", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("labels", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("labels_pdf", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("labels_pdf", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("barcode_add", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("barcode_add", FOREIGN, "post", (302, 403, 302, 403, 302, 404)),
    Line("barcode_remove", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("barcode_remove", FOREIGN, "post", (302, 403, 302, 403, 302, 404)),
]


def _place(place):
    factories.listing(at=place)
    return {"code": place.code}, {}


def _article(place):
    return {"code": factories.listing(at=place).code}, {"gtin": "8936012345674"}


SUBJECTS = {
    "labels": _place,
    "labels_pdf": _place,
    "barcode_add": _article,
    "barcode_remove": _article,
}
ASKED = {"labels": ["", "?kind=lot", "?kind=article&paper=sheet", "?kind=nonsense", "?page=99"]}
POST_ONLY = ("barcode_add", "barcode_remove")
