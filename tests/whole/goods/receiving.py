"""Agreements, deliveries and what the stock is worth."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.inventory import deliveries, papers
from marketplace.places.models import Place
from marketplace.places.open_place import open_place
from tests import factories
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

PDF = b"%PDF-1.4\n%%EOF\n"
#                                       anonymous, no role, administrator, officer, manager, clerk
LINES = [
    Line("agreements", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("agreement_producer", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("agreement", OWN, "get", (302, 403, 200, 200, 200, 403)),
    Line("agreement", FOREIGN, "get", (302, 403, 200, 404, 404, 403)),
    Line("agreement_new", OWN, "get", (302, 403, 200, 200, 200, 403)),
    Line("agreement_new", OWN, "post", (302, 403, 302, 302, 302, 403)),
    Line("agreement_new", FOREIGN, "post", (302, 403, 302, 422, 422, 403)),
    Line("agreement_end", OWN, "post", (302, 403, 302, 302, 302, 403)),
    Line("agreement_end", FOREIGN, "post", (302, 403, 302, 404, 404, 403)),
    Line("deliveries", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("delivery", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("delivery", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("delivery_new", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("delivery_new", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("delivery_new", FOREIGN, "post", (302, 403, 302, 403, 422, 422)),
    Line("delivery_count", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("delivery_count", FOREIGN, "get", (302, 403, 200, 403, 404, 404)),
    Line("delivery_count", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("delivery_count", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("delivery_cancel", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("delivery_cancel", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("delivery_papers", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("delivery_papers", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("delivery_paper", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("delivery_paper", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("stock_value", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("consignment_age", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("losses", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("blocked", ANY, "get", (302, 403, 200, 200, 200, 200)),
]


def _operator(place: Place):
    """The place's own; for the foreign place one that has no place of ours."""
    if place.name != "Nơi khác":
        return place.operator
    operator = factories.operator("Đơn vị khác")
    open_place(operator=operator, name="Nơi xa", unit=place.unit, kind=Place.Kind.SALES_POINT)
    return operator


def _agreement(place):
    made = factories.agreement(factories.producer(), _operator(place))
    return {"code": made.code}, {"until": "2099-12-31"}


def _terms(place):
    return {"code": factories.producer().code}, {
        "client_key": uuid.uuid4(),
        "operator": _operator(place).code,
        "commission": "15",
        "loss_bearer": "producer",
        "payment_days": "15",
        "since": "2026-01-01",
    }


def _delivery(place):
    made = factories.delivery(factories.listing(at=place), at=place)
    line = made.lines.get()
    return {"code": made.code}, {
        "do": "receive",
        f"line-{line.pk}-quantity": "5",
        f"line-{line.pk}-best_before": "2099-12-31",
        "found-TOTAL_FORMS": "0",
        "found-INITIAL_FORMS": "0",
    }


def _new(place):
    return {}, {
        "do": "receive",
        "client_key": uuid.uuid4(),
        "place": place.code,
        "terms": "consigned",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-article": factories.listing(at=place).code,
        "lines-0-quantity": "5",
        "lines-0-lot_code": "L9",
    }


def _papers(place):
    made = factories.delivery(factories.listing(at=place), at=place)
    return {"code": made.code}, {"papers": SimpleUploadedFile("phieu.pdf", PDF)}


def _paper(place):
    made = factories.delivery(factories.listing(at=place), at=place)
    new = [papers.NewPaper("phieu.pdf", PDF)]
    paper = deliveries.add_papers(made, new, actor_id=None)[0]
    return {"code": made.code, "sha256": paper.sha256}, {}


SUBJECTS = {
    "agreement": _agreement,
    "agreement_end": _agreement,
    "agreement_new": _terms,
    "delivery": _delivery,
    "delivery_new": _new,
    "delivery_count": _delivery,
    "delivery_cancel": _delivery,
    "delivery_papers": _papers,
    "delivery_paper": _paper,
}
LISTS = ["", "?as=xlsx", "?page=99", "?place=nonsense"]
ASKED = {
    "agreements": [*LISTS, "?state=ending&q=mat"],
    "agreement_producer": ["", "?q=hop+tac"],
    "deliveries": [*LISTS, "?state=announced&q=mat"],
    "stock_value": LISTS,
    "consignment_age": [*LISTS, "?age=1", "?age=nonsense"],
    "losses": [*LISTS, "?first=2026-01-01&last=nonsense"],
    "blocked": [*LISTS, "?q=mat"],
}
POST_ONLY = ("agreement_end", "delivery_cancel", "delivery_papers")
