"""Transfers: seen at both ends, sent at the one, received at the other."""

import uuid

from marketplace.inventory import transfers
from marketplace.places.models import Place
from tests import factories
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

LINES = [
    Line("transfers", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("transfer_new", ANY, "get", (302, 403, 200, 403, 200, 200)),
    Line("transfer_new", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("transfer_new", FOREIGN, "post", (302, 403, 302, 403, 422, 422)),
    Line("transfer", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("transfer", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("transfer_change", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("transfer_change", FOREIGN, "get", (302, 403, 200, 403, 404, 404)),
    Line("transfer_change", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("transfer_change", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("transfer_send", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("transfer_send", FOREIGN, "get", (302, 403, 200, 403, 404, 404)),
    Line("transfer_send", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("transfer_send", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("transfer_receive", OWN, "get", (302, 403, 200, 403, 200, 200)),
    Line("transfer_receive", FOREIGN, "get", (302, 403, 200, 403, 404, 404)),
    Line("transfer_receive", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("transfer_receive", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("transfer_cancel", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("transfer_cancel", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("transfer_bring_back", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("transfer_bring_back", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("transfer_note", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("transfer_note", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("transfer_note_pdf", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("transfer_note_pdf", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
]


def _elsewhere(place: Place) -> Place:
    """A place of another province: at one end of a transfer stands the place that is asked about."""
    unit = factories.commune("00004", "Ba Đình", factories.province("01", "Hà Nội"))
    return factories.place("Nơi xa", seller=place.operator, unit=unit)


def _new(place):
    body = {"client_key": uuid.uuid4(), "origin": place.code, "destination": _elsewhere(place).code}
    return {}, body


def _out(place, *, sent=False):
    """A transfer from the place."""
    listing = factories.listing(at=place)
    return factories.transfer(place, _elsewhere(place), listing, sent=sent)


def _draft(place):
    one = _out(place)
    seen = transfers.fingerprint(one)
    lines = {"line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0"}
    return {"code": one.code}, {"client_key": uuid.uuid4(), "seen": seen, "then": "save"} | lines


def _sent(place):
    return {"code": _out(place, sent=True).code}, {"client_key": uuid.uuid4()}


def _coming(place):
    """A transfer to the place."""
    origin = _elsewhere(place)
    one = factories.transfer(origin, place, factories.listing(at=origin), sent=True)
    seen = transfers.fingerprint_of_way(one.sent.all())
    return {"code": one.code}, {"client_key": uuid.uuid4(), "seen": seen, "all": "1"}


SUBJECTS = {
    "transfer_new": _new,
    "transfer": _draft,
    "transfer_change": _draft,
    "transfer_send": _draft,
    "transfer_receive": _coming,
    "transfer_cancel": _sent,
    "transfer_bring_back": _sent,
    "transfer_note": _sent,
    "transfer_note_pdf": _sent,
}
ASKED = {
    "transfers": ["", "?which=coming", "?code=%00", "?as=xlsx", "?page=99"],
    "transfer_new": ["", "?tu=nowhere"],
    "transfer_change": ["", "?q=mat", "?q=%00"],
}
POST_ONLY = ("transfer_cancel", "transfer_bring_back")
