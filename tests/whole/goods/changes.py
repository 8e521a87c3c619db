"""Write-offs, returns, changes of owner and condition, recalls, what ends soon, and documents."""

import uuid
from io import BytesIO

from PIL import Image

from marketplace.inventory import adjustments, papers, recalls
from marketplace.inventory.models import Document
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

LINES = [
    Line("adjustments", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("adjustment_new", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("adjustment_new", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("adjustment_new", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("adjustment", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("adjustment", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("adjustment_approve", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("adjustment_approve", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("adjustment_refuse", OWN, "post", (302, 403, 302, 403, 302, 404)),
    Line("adjustment_refuse", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("adjustment_paper", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("adjustment_paper", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("producer_return", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("producer_return", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("producer_return", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("shopper_return", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("shopper_return", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("shopper_return", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("owner_change", OWN, "get", (302, 403, 200, 403, 200, 403)),
    Line("owner_change", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("owner_change", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("condition_change", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("condition_change", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("condition_change", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("recalls", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("recall_new", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("recall_new", ANY, "post", (302, 403, 422, 422, 403, 403)),
    Line("recall", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("recall", FOREIGN, "get", (302, 403, 200, 200, 404, 404)),
    Line("recall_lift", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("ending", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("documents", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("document", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("document", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("document_reverse", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("document_reverse", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
]


def picked_body(place, listing, units="1", condition="good", **fields):
    """What a form with picked goods posts: units of the newest lot of the article."""
    lot = factories.lot_of(listing)
    key = "/".join((listing.code, listing.producer.party.code, condition, lot.code))
    rows = {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "1", "row-0-key": key}
    rows |= {"row-0-units": units, "place": place.code, "client_key": uuid.uuid4()}
    return rows | {"note": "Vỡ khi xếp kệ", "do": "post"} | fields


def asked_for(place):
    """A write-off with a photo, of the person 1, that waits for a second one."""
    listing = factories.listing(at=place, price=1_000_000)
    photo = BytesIO()
    Image.new("RGB", (8, 8), "brown").save(photo, "PNG")
    photo.seek(0)
    return adjustments.ask(
        place,
        "broken",
        [factories.picked(listing)],
        photos=papers.check([("vo.png", photo)]),
        actor_id=1,
        client_key=uuid.uuid4().hex,
    )


def _goods(**fields):
    return lambda place: ({}, picked_body(place, factories.listing(at=place), **fields))


def _sold(place):
    listing = factories.listing(at=place)
    parcel = place_order(factories.checkout(listing)).parcels.get()
    hand_over(parcel.code, actor_id=1, client_key=uuid.uuid4().hex)
    return {}, picked_body(place, listing, **{"row-0-taken_as": "good"})


def _adjustment(place):
    return {"code": asked_for(place).code}, {"note": "Còn bán được"}


def _paper(place):
    asked = asked_for(place)
    return {"code": asked.code, "digest": asked.papers.get().sha256}, {}


def _recall(place):
    lot = factories.lot_of(factories.listing(at=place))
    made = recalls.recall(lot, note="Nhiễm chì", actor_id=1, client_key=uuid.uuid4().hex)
    return {"code": made.code}, {"note": "Mẫu đạt", "client_key": uuid.uuid4()}


def _document(place):
    lot = factories.lot_of(factories.listing(at=place))
    document = Document.objects.get(entries__lot=lot, entries__place=place)
    return {"code": document.code}, {"note": "Ghi nhầm", "client_key": uuid.uuid4()}


SUBJECTS = {
    "adjustment_new": _goods(reason="broken"),
    "adjustment": _adjustment,
    "adjustment_approve": _adjustment,
    "adjustment_refuse": _adjustment,
    "adjustment_paper": _paper,
    "producer_return": _goods(),
    "shopper_return": _sold,
    "owner_change": _goods(**{"row-0-cost": "90.000"}),
    "condition_change": _goods(target="blocked"),
    "recall_new": lambda place: ({}, {"note": ""}),
    "recall": _recall,
    "recall_lift": _recall,
    "document": _document,
    "document_reverse": _document,
}
ASKED = {
    "adjustments": ["", "?state=waiting", "?reason=nonsense", "?as=xlsx", "?page=99"],
    "adjustment_new": [
        "",
        "?find=mat",
        "?place=nowhere",
        "?place=%00",
        "?find=%00",
        "?find=4006381333931",
    ],
    "shopper_return": ["", "?order=NOSUCH", "?find=mat", "?order=%00"],
    "ending": ["", "?show=ended", "?days=nonsense", "?days=90&as=xlsx"],
    "recalls": ["", "?page=99", "?as=xlsx"],
    "recall_new": ["", "?lot=", "?lot=nonsense"],
    "documents": [
        "",
        "?kind=adjustment&person=thu",
        "?kind=nonsense&first=x&last=2999-12-31",
        "?person=%00&page=99",
        "?as=xlsx",
    ],
}
POST_ONLY = ("adjustment_approve", "adjustment_refuse", "recall_lift", "document_reverse")
