"""Places for the demo shop: Lâm Đồng's communes are real, the operator says that it is a trial."""

from dataclasses import dataclass

from django.db import transaction

from marketplace import codes
from marketplace.places.demo_facts import say_facts
from marketplace.places.models import Operator, Party, Place
from marketplace.places.open_place import open_place
from marketplace.places.units import commune

OPERATOR_NAME = "Đơn vị vận hành bản thử"
CENTRE, DISTRICT, POINT = "provincial_centre", "district_centre", "sales_point"


@dataclass(frozen=True)
class DemoPlace:
    """unit_code: QĐ 19/2025."""

    key: str
    name: str
    kind: str
    unit_code: str


PLACES = (
    DemoPlace("da_lat", "Trung tâm OCOP tỉnh Lâm Đồng", CENTRE, "24781"),
    DemoPlace("dak_song", "Trung tâm OCOP khu vực Đắk Song", DISTRICT, "24717"),
    DemoPlace("duc_trong", "Trung tâm OCOP khu vực Đức Trọng", DISTRICT, "24958"),
    DemoPlace("phan_thiet", "Điểm bán hàng OCOP Phan Thiết", POINT, "22945"),
    DemoPlace("mui_ne", "Điểm bán hàng OCOP Mũi Né", POINT, "22918"),
    DemoPlace("gia_nghia", "Điểm bán hàng OCOP Gia Nghĩa", POINT, "24611"),
    DemoPlace("bao_loc", "Điểm bán hàng OCOP Bảo Lộc", POINT, "24823"),
)


@transaction.atomic
def make_places() -> dict[str, Place]:
    """Seven places by key ("da_lat", …), the provincial centre first; those there are stay.

    One operator; centres send and sell online, every place hands over; what else is said of them
    stands in demo_facts. Needs the units loaded: raises LookupError without them.
    """
    operator = _operator()
    there = {place.name: place for place in operator.places.select_related("unit__parent")}
    places = {wanted.key: there.get(wanted.name) or _open(wanted, operator) for wanted in PLACES}
    say_facts(places)
    return places


def _open(wanted: DemoPlace, operator: Operator) -> Place:
    unit = commune(wanted.unit_code)
    if unit is None:
        raise LookupError(f"There is no commune {wanted.unit_code}: run `manage.py load_units`.")
    centre = wanted.kind != POINT
    return open_place(
        operator=operator,
        name=wanted.name,
        kind=wanted.kind,
        unit=unit,
        sells_online=True,
        collects=True,
        ships=centre,
    )


def _operator() -> Operator:
    operator = Operator.objects.filter(name=OPERATOR_NAME).first()
    if operator is None:
        party = Party.objects.create(code=codes.new_code(), kind=Party.Kind.OPERATOR)
        operator = Operator.objects.create(party=party, code=codes.new_code(), name=OPERATOR_NAME)
    return operator
