"""What is said of a place, and clerks who help out elsewhere."""

from marketplace import clock
from marketplace.accounts.lending import lend
from marketplace.accounts.models import Role
from marketplace.places.models import Place
from marketplace.places.open_place import open_place
from marketplace.places.recognise import recognise
from tests import factories
from tests.staff import make_person
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line

MANAGED = ("place_edit", "place_hours", "place_served")
OPENED = ("place_recognise", "place_recognition_end", "place_supplier", "place_close")

LINES = [
    Line("places", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("place", OWN, "get", (302, 403, 200, 200, 200, 403)),
    Line("place", FOREIGN, "get", (302, 403, 200, 404, 404, 403)),
    *(Line(name, OWN, "get", (302, 403, 200, 200, 200, 403)) for name in MANAGED),
    *(Line(name, FOREIGN, "get", (302, 403, 200, 404, 404, 403)) for name in MANAGED),
    *(Line(name, OWN, "post", (302, 403, 302, 302, 302, 403)) for name in MANAGED),
    *(Line(name, FOREIGN, "post", (302, 403, 302, 404, 404, 403)) for name in MANAGED),
    Line("place_new", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("place_new", ANY, "post", (302, 403, 422, 422, 403, 403)),
    *(Line(name, OWN, "get", (302, 403, 200, 200, 403, 403)) for name in OPENED),
    *(Line(name, FOREIGN, "get", (302, 403, 200, 404, 403, 403)) for name in OPENED),
    *(Line(name, OWN, "post", (302, 403, 302, 302, 403, 403)) for name in OPENED),
    *(Line(name, FOREIGN, "post", (302, 403, 302, 404, 403, 403)) for name in OPENED),
    Line("place_reopen", OWN, "post", (302, 403, 302, 302, 403, 403)),
    Line("place_reopen", FOREIGN, "post", (302, 403, 302, 404, 403, 403)),
    Line("lending", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("lending", ANY, "post", (302, 403, 422, 422, 422, 403)),
    Line("lending_end", OWN, "post", (302, 403, 302, 302, 302, 403)),
    Line("lending_end", FOREIGN, "post", (302, 403, 302, 404, 404, 403)),
]


def _place(place):
    return {"code": place.code}, {}


def _said(place):
    body = {"name": "Trung tâm mới", "units": "", "day_1": "7-11, 13:30-17"}
    return {"code": place.code}, body


def _decision(place):
    body = {"number": "5/QĐ-UBND", "decided_on": "2026-03-02", "authority": "UBND tỉnh"}
    return {"code": place.code}, body


def _recognised(place):
    made = recognise(
        place,
        number="4/QĐ-UBND",
        decided_on=clock.today(),
        authority="UBND tỉnh",
        actor_id=None,
    )
    body = {"recognition": made.pk, "valid_until": clock.today().isoformat()}
    return {"code": place.code}, body


def _lent(place):
    """A clerk of the place lent to a place of a third province."""
    unit = factories.commune("31837", "Cái Răng", factories.province("92", "Cần Thơ"))
    there = open_place(
        operator=place.operator, name="Nơi thứ ba", unit=unit, kind=Place.Kind.SALES_POINT
    )
    clerk = make_person("muon", Role.CLERK, place=place)
    boss = make_person("sep", Role.ADMINISTRATOR)
    today = clock.today()
    lent = lend(clerk.pk, place, there, since=today, until=today, actor=boss)
    return {}, {"lent": lent.pk}


SUBJECTS = {
    "place": _place,
    **dict.fromkeys(MANAGED, _said),
    "place_recognise": _decision,
    "place_recognition_end": _recognised,
    "place_supplier": _place,
    "place_close": _place,
    "place_reopen": _place,
    "lending_end": _lent,
}
ASKED = {
    "places": ["", "?q=trung", "?state=closed", "?as=xlsx", "?page=99"],
    "lending": ["", "?as=xlsx"],
}
POST_ONLY = ("place_reopen", "lending_end")
