"""What is short, what sells slowly, which place can sell what."""

import uuid

from marketplace.inventory.targets import Wanted, set_targets
from marketplace.places.supply import set_supplier
from tests import factories
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

LINES = [
    Line("refill", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("refill_draft", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("refill_draft", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("targets", OWN, "get", (302, 403, 200, 403, 200, 403)),
    Line("targets", FOREIGN, "get", (302, 403, 200, 403, 404, 403)),
    Line("targets", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("targets", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("slow_goods", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("assortment", ANY, "get", (302, 403, 200, 200, 200, 200)),
]


def _nothing(place):
    factories.listing(at=place)
    return {}, {}


def _short(place):
    """A shelf below its minimum, and a supplying place that has the goods."""
    source = factories.place("Nguồn hàng", seller=place.operator)
    set_supplier(place, source, actor_id=None)
    listing = factories.listing(at=source, quantity=9)
    set_targets(place, [Wanted(listing.variant_id, 2, 4)], actor_id=None)
    return {"code": place.code}, {"client_key": uuid.uuid4()}


def _targets(place):
    listing = factories.listing(at=place)
    return {"code": place.code}, {
        f"minimum-{listing.code}": "3",
        f"target-{listing.code}": "1.200",
    }


SUBJECTS = {
    "refill": _nothing,
    "refill_draft": _short,
    "targets": _targets,
    "slow_goods": _nothing,
    "assortment": _nothing,
}
ASKED = {
    "refill": ["", "?show=all", "?place=nowhere", "?as=xlsx", "?page=99"],
    "targets": ["", "?q=mat", "?q=%00", "?page=99"],
    "slow_goods": ["", "?as=xlsx", "?place=nowhere"],
    "assortment": ["", "?reach=missing", "?province=99", "?as=xlsx"],
}
POST_ONLY = ("refill_draft",)
