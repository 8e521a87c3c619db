"""Cash with carriers, statements, returns asked for, refunds, complaints."""

import uuid

from marketplace.orders import statement_file
from tests import factories, money
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

LINES = [
    Line("cod", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("cod_carrier", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("cod_hand_in", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("cod_hand_in", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("statements", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("statement_new", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("statement_new", ANY, "post", (302, 403, 422, 403, 422, 403)),
    Line("statement_preview", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("statement_take", ANY, "post", (302, 403, 302, 403, 302, 403)),
    Line("statement", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("statement_settle", ANY, "post", (302, 403, 302, 403, 302, 403)),
    Line("returns_asked", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("return_asked", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("return_asked", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("return_decide", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("return_decide", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("return_receive", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("return_receive", FOREIGN, "post", (302, 403, 302, 403, 404, 404)),
    Line("return_photo", OWN, "get", (302, 403, 200, 200, 200, 200)),
    Line("return_photo", FOREIGN, "get", (302, 403, 200, 404, 404, 404)),
    Line("refunds", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("refund", OWN, "get", (302, 403, 200, 403, 200, 403)),
    Line("refund", FOREIGN, "get", (302, 403, 200, 403, 404, 403)),
    Line("refund", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("refund", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("refund_new", OWN, "get", (302, 403, 200, 403, 200, 403)),
    Line("refund_new", FOREIGN, "get", (302, 403, 200, 403, 404, 403)),
    Line("refund_new", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("refund_new", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("invoices", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("complaints", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("complaint", OWN, "get", (302, 403, 200, 403, 200, 403)),
    Line("complaint", FOREIGN, "get", (302, 403, 200, 403, 404, 403)),
    Line("complaint", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("complaint", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
]


def _delivered(place):
    return money.delivered(factories.listing(at=place, quantity=3), 2)


def _carrier(place):
    parcel = _delivered(place)
    due = parcel.to_collect
    return {"code": parcel.shipment.carrier.code}, {"place": place.code, "counted": due}


def _kept(place):
    """A file that was looked at and not taken in yet."""
    parcel = _delivered(place)
    content = money.csv((parcel.shipment.tracking_code, parcel.to_collect, 20_000))
    read = statement_file.read(content)
    statement_file.keep(content, read.digest)
    return {"code": parcel.shipment.carrier.code, "digest": read.digest}, {"name": "ky-1.csv"}


def _statement(place):
    """With a difference in its second row."""
    parcel = _delivered(place)
    content = money.csv((parcel.shipment.tracking_code, parcel.to_collect - 1, 20_000))
    return {"code": money.statement(parcel.shipment.carrier, content).code}, {}


def _row(place):
    arguments, _body = _statement(place)
    return arguments | {"row": 2}, {"note": "Hãng báo nhầm một đồng", "is_remitted": "on"}


def _asked(place):
    one = money.asked(_delivered(place), photos=1)
    return {"code": one.code}, {"decision": "Mang đến quầy giúp nhé", "approve": "1"}


def _approved(place):
    one = money.approved(_delivered(place))
    return {"code": one.code}, {"good-0": "1", "damaged-0": "", "refund": "10.000"}


def _photo(place):
    arguments, _body = _asked(place)
    return arguments | {"number": 1}, {}


def _refund(place):
    return {"code": money.refund(_delivered(place)).code}, {"reference": ""}


def _paid(place):
    body = {"client_key": uuid.uuid4(), "amount": "10.000", "reason": "Thiếu một hộp"}
    return {"code": _delivered(place).code}, body


def _complaint(place):
    one = money.complaint(_delivered(place))
    return {"code": one.code}, {"answer": "Chúng tôi xin lỗi và gửi bù hộp mới."}


SUBJECTS = {
    "cod_carrier": _carrier,
    "cod_hand_in": _carrier,
    "statement_new": lambda place: ({}, {"carrier": ""}),
    "statement_preview": _kept,
    "statement_take": _kept,
    "statement": _statement,
    "statement_settle": _row,
    "return_asked": _asked,
    "return_decide": _asked,
    "return_receive": _approved,
    "return_photo": _photo,
    "refund": _refund,
    "refund_new": _paid,
    "complaint": _complaint,
}
ASKED = {
    "cod": ["", "?as=xlsx"],
    "invoices": ["", "?company=on", "?as=csv", "?page=99", "?as=xlsx"],
    "cod_carrier": ["", "?page=99", "?as=xlsx"],
    "statements": ["", "?open=on", "?carrier=nonsense", "?page=99", "?as=xlsx"],
    "statement_new": ["", "?carrier=nonsense", "?carrier=%00"],
    "statement_preview": ["", "?name=ky-1.csv", "?name=%00&page=99"],
    "statement": ["", "?which=open", "?which=differs", "?which=nonsense", "?page=99", "?as=xlsx"],
    "returns_asked": ["", "?state=asked", "?state=nonsense", "?page=99", "?as=xlsx"],
    "refunds": ["", "?state=promised", "?state=nonsense", "?page=99", "?as=xlsx"],
    "complaints": ["", "?state=late", "?state=open", "?state=nonsense", "?page=99", "?as=xlsx"],
}
POST_ONLY = (
    "cod_hand_in",
    "statement_take",
    "statement_settle",
    "return_decide",
    "return_receive",
)
