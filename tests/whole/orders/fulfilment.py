"""Parcels from the shelf to the shopper, and back."""

import uuid

from marketplace.inventory.transfers import Came, receive
from marketplace.orders.carriers import keeping
from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refuse import refuse
from marketplace.orders.supply import send_to_point
from marketplace.orders.zones import Said, save
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from tests import factories
from tests.handing import confirmed, packed, rider, shipped
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

READS = (302, 403, 200, 200, 200, 200)
READS_FOREIGN = (302, 403, 200, 404, 404, 404)
ACTS = (302, 403, 302, 403, 302, 302)
ACTS_FOREIGN = (302, 403, 302, 403, 404, 404)
OPENS = (302, 403, 200, 403, 200, 200)
OPENS_FOREIGN = (302, 403, 200, 403, 404, 404)
FORMS = ("pack", "ship", "take_back", "split")  # read and posted
PRESSED = ("pack_counted", "pack_again", "ready", "deliver", "refuse_parcel", "collect_paid")
LINES = [
    Line("orders", ANY, "get", READS),
    Line("order", OWN, "get", READS),
    Line("order", FOREIGN, "get", READS_FOREIGN),
    Line("parcel_label", OWN, "get", READS),
    Line("parcel_label", FOREIGN, "get", READS_FOREIGN),
    Line("parcel_note", OWN, "get", READS),
    Line("parcel_note", FOREIGN, "get", READS_FOREIGN),
    Line("parcel_labels", ANY, "get", (302, 403, 302, 302, 302, 302)),
    Line("cancel", OWN, "post", ACTS),
    Line("cancel", FOREIGN, "post", ACTS_FOREIGN),
    *(Line(name, OWN, "get", OPENS) for name in FORMS),
    *(Line(name, FOREIGN, "get", OPENS_FOREIGN) for name in FORMS),
    *(Line(name, OWN, "post", ACTS) for name in (*FORMS, *PRESSED)),
    *(Line(name, FOREIGN, "post", ACTS_FOREIGN) for name in (*FORMS, *PRESSED)),
    Line("pick", ANY, "get", OPENS),
    Line("coming_back", ANY, "get", OPENS),
    Line("coming_back", OWN, "post", (302, 403, 302, 403, 302, 302)),
    Line("coming_back", FOREIGN, "post", (302, 403, 302, 403, 422, 422)),
    Line("collect", ANY, "get", OPENS),
    Line("collect", OWN, "post", (302, 403, 200, 403, 200, 200)),
    Line("collect", FOREIGN, "post", (302, 403, 200, 403, 422, 422)),
    Line("supply", ANY, "get", OPENS),
    Line("supply", OWN, "post", ACTS),
    Line("supply", FOREIGN, "post", (302, 403, 302, 403, 422, 422)),
    Line("carriers", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("carrier_add", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("carrier_add", FOREIGN, "post", (302, 403, 302, 403, 422, 403)),
    Line("carrier_switch", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("carrier_switch", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("zones", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("zone_new", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("zone_new", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("zone_new", FOREIGN, "post", (302, 403, 302, 403, 422, 403)),
    Line("zone", OWN, "get", (302, 403, 200, 403, 200, 403)),
    Line("zone", FOREIGN, "get", (302, 403, 200, 403, 404, 403)),
    Line("zone", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("zone", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
    Line("zone_remove", OWN, "post", (302, 403, 302, 403, 302, 403)),
    Line("zone_remove", FOREIGN, "post", (302, 403, 302, 403, 404, 403)),
]


def _parcel(place: Place) -> Parcel:
    listing = factories.listing(at=place)
    return confirmed(place_order(factories.checkout(listing)).parcels.get())


def _about(parcel: Parcel, **body: object) -> tuple[dict, dict]:
    line = parcel.lines.get()
    figures = {f"line-{line.pk}": line.quantity}
    return {"code": parcel.code}, {"reason": "Khách yêu cầu", **figures, **body}


def _waiting(place):
    return _about(_parcel(place))


def _scanned(place):
    parcel = _parcel(place)
    return _about(parcel, scan=parcel.lines.get().listing.code, seen="0")


def _to_split(place):
    listing = factories.listing(at=place)
    parcel = confirmed(place_order(factories.checkout(listing, quantity=2)).parcels.get())
    return {"code": parcel.code}, {f"line-{parcel.lines.get().pk}": "1", "seen": "2"}


def _packed(place):
    parcel = packed(_parcel(place))
    return _about(parcel, carrier=rider(parcel).code, tracking_code="")


def _shipped(place):
    parcel = _parcel(place)
    shipped(parcel)
    return _about(parcel)


def _refused(place):
    parcel = _parcel(place)
    shipped(parcel, f"VN{parcel.code}")
    refuse(parcel.code, reason="Khách không nhận", actor_id=None)
    kwargs, _body = _about(parcel)
    return kwargs, {"scan": parcel.code}


def _to_send(place):
    """A collection whose goods go out from the place."""
    point = factories.place("Nơi nhận", seller=place.operator, kind="sales_point")
    set_supplier(point, place, actor_id=None)
    return _collection(factories.listing(at=place), point)


def _collection(listing, point):
    checkout = factories.checkout(listing, how="collection", point=point.code)
    parcel = place_order(checkout).parcels.get()
    return confirmed(parcel) if parcel.state == "to_confirm" else parcel


def _sending(place):
    return {}, {"client_key": uuid.uuid4(), "parcels": [_to_send(place).code]}


def _at_point(place):
    """A collection that waits at the place, its goods brought from elsewhere."""
    centre = factories.place("Nguồn hàng", seller=place.operator)
    Place.objects.filter(pk=place.pk).update(collects=True)
    set_supplier(place, centre, actor_id=None)
    parcel = _collection(factories.listing(at=centre), place)
    sent = send_to_point([parcel.code], actor_id=None, client_key=uuid.uuid4().hex)
    row = sent.sent.get()
    came = [Came(row.pk, received=row.sent)]
    receive(sent.code, came, actor_id=None, client_key=uuid.uuid4().hex)
    return parcel


def _to_be_ready(place):
    return {"code": _at_point(place).code}, {}


def _ready(place):
    return ready(_at_point(place).code, actor_id=None)


def _found(place):
    return {}, {"typed": _ready(place).pickup_code}


def _paid(place):
    parcel = _ready(place)
    return {"code": parcel.code}, {"typed": parcel.pickup_code}


def _seller(place):
    """The seller of the place; a foreign place has one of its own here."""
    if place.name != "Nơi khác":
        return place.operator
    place.operator = factories.operator("Đơn vị khác")
    place.save(update_fields=["operator"])
    return place.operator


def _carrier_new(place):
    return {}, {"operator": _seller(place).code, "name": "Bưu cục xã", "adapter": "own_rider"}


def _carrier(place):
    made = keeping.add(_seller(place), "Bưu cục xã", "own_rider", actor_id=None)
    return {"code": made.code}, {}


def _zone_body(place):
    return {
        "operator": _seller(place).code,
        **{
            "name": f"Trong tỉnh {uuid.uuid4().hex[:6]}",
            "position": "1",
            "reach": "same_province",
            "units": "",
        },
        **{"days_from": "1", "days_to": "2", "rate-TOTAL_FORMS": "1", "rate-INITIAL_FORMS": "0"},
        **{"rate-0-up_to": "1.000", "rate-0-fee": "20.000"},
    }


def _zone_new(place):
    return {}, _zone_body(place)


def _zone(place):
    body = _zone_body(place)
    said = Said(body["name"], "same_province", 1, 2, 1, [(1_000, 20_000)])
    return {"code": save(place.operator, None, said, actor_id=None).code}, body


SUBJECTS = {
    **dict.fromkeys(("order", "parcel_label", "parcel_note", "cancel"), _waiting),
    **dict.fromkeys(("pack_counted", "pack_again"), _waiting),
    "pack": _scanned,
    "split": _to_split,
    "ship": _packed,
    **dict.fromkeys(("deliver", "refuse_parcel"), _shipped),
    "take_back": _refused,
    "coming_back": lambda place: ({}, _refused(place)[1]),
    "supply": _sending,
    "ready": _to_be_ready,
    "collect": _found,
    "collect_paid": _paid,
    "carrier_add": _carrier_new,
    "carrier_switch": _carrier,
    "zone_new": _zone_new,
    **dict.fromkeys(("zone", "zone_remove"), _zone),
}
ASKED = {
    "orders": ["", "?state=shipped", "?state=x", "?code=%00", "?page=99", "?as=xlsx"],
    "pick": ["", "?place=nowhere", "?parcel=%00", "?as=xlsx"],
    "parcel_labels": ["", "?parcel=%00"],
    "coming_back": ["", "?page=99", "?as=xlsx"],
    "carriers": ["", "?as=xlsx"],
    "zones": ["", "?as=xlsx"],
}
POST_ONLY = ("cancel", *PRESSED, "carrier_add", "carrier_switch", "zone_remove")
