"""Every page of the staff's side × every role × own or foreign place.

A console address that is missing in the table fails the first test; so does a role.
"""

import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.certification import by_hand
from marketplace.certification.by_hand import Asking
from marketplace.certification.models import Certificate, Proposal
from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from marketplace.web.console import urls
from tests import factories
from tests.handing import confirmed
from tests.staff import PASSWORD, make_person, make_shops
from tests.whole import goods, orders
from tests.whole.access_lines import ANY, FOREIGN, OWN, Line
from tests.whole.lists import imported, near_pair, source

ANONYMOUS, NO_ROLE = "anonymous", "no role"
PEOPLE = (ANONYMOUS, NO_ROLE, *Role)

#                        anonymous, no role, administrator, officer, manager, clerk
TABLE = [
    Line("sign_in", ANY, "get", (200, 200, 200, 200, 200, 200)),
    Line("sign_in", ANY, "post", (302, 302, 302, 302, 302, 302)),
    Line("sign_out", ANY, "post", (302, 302, 302, 302, 302, 302)),
    Line("home", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("certified", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("product", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("certificates", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("award", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("award", ANY, "post", (302, 403, 422, 422, 403, 403)),
    Line("correct", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("correct", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("extend", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("extend", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("revoke", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("revoke", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("restore", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("restore", ANY, "post", (302, 403, 422, 422, 403, 403)),
    Line("proposals", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("proposal", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("confirm_proposal", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("refuse_proposal", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("near_matches", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("near_match", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("near_match_decide", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("near_match_undo", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("addresses", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("address", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("address", ANY, "post", (302, 403, 422, 422, 403, 403)),
    Line("publish", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("publish", OWN, "post", (302, 403, 302, 302, 302, 403)),
    Line("publish", FOREIGN, "post", (302, 403, 302, 422, 422, 403)),
    Line("stock", ANY, "get", (302, 403, 200, 200, 200, 200)),
    Line("imports", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("imported", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("import_upload", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("import_upload", ANY, "post", (302, 403, 422, 422, 403, 403)),
    Line("import_confirm", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("import_refuse", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("import_undo", ANY, "post", (302, 403, 302, 302, 403, 403)),
    Line("import_file", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("import_errors", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("import_scan", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("sources", ANY, "get", (302, 403, 200, 200, 403, 403)),
    Line("source_add", ANY, "post", (302, 403, 422, 403, 403, 403)),
    Line("source_switch", ANY, "post", (302, 403, 302, 403, 403, 403)),
    *goods.LINES,
    *orders.LINES,
]
SUBJECTS = goods.SUBJECTS | orders.SUBJECTS
NEAR_POSTS = ("near_match_decide", "near_match_undo")
IMPORT_POSTS = ("import_confirm", "import_refuse", "import_undo")
POST_ONLY = (
    *("sign_out", "confirm_proposal", "refuse_proposal"),
    *IMPORT_POSTS,
    *("source_add", "source_switch"),
    *NEAR_POSTS,
    *goods.POST_ONLY,
    *orders.POST_ONLY,
)


class World:
    """One of everything the addresses name, at an own and at a foreign place."""

    def __init__(self) -> None:
        self.shops = make_shops()
        self.places = {OWN: self.shops.centre, FOREIGN: self.shops.foreign}
        self.product = factories.certified()
        self.certificate = self.product.certificates.get()

    def parcel(self, place: str) -> Parcel:
        listing = factories.listing(at=self.places[place])
        return confirmed(place_order(factories.checkout(listing)).parcels.get())

    def person(self, who: str):
        scope = {
            Role.OFFICER: {"unit": self.shops.province},
            Role.CENTRE_MANAGER: {"place": self.shops.centre},
            Role.CLERK: {"place": self.shops.centre},
        }
        role = None if who == NO_ROLE else who
        return make_person("nguoi", role, **scope.get(role, {}))

    def request(self, line: Line) -> tuple[str, dict]:
        """The address and what is posted there."""
        arguments, body = {}, {}
        if line.name in SUBJECTS:
            at = self.places.get(line.place, self.shops.centre)
            arguments, body = SUBJECTS[line.name](at)
        elif line.name == "sign_in":
            body = {"username": "nguoi", "password": PASSWORD}
        elif line.name == "publish":
            arguments = {"code": self.product.code}
            if line.method == "post":
                body = offer(self.places[line.place].code)
        elif line.name == "product":
            arguments = {"code": self.product.code}
        elif line.name == "address":
            arguments = {"code": self.product.producer.code}
        elif line.name in ("correct", "extend", "revoke", "restore"):
            arguments, body = {"code": self.certificate.code}, by_hand_body()
        elif line.name in ("proposal", "confirm_proposal", "refuse_proposal"):
            arguments = {"code": proposed(self.certificate).code}
            body = {"reason": "Sai giấy"}
        elif line.name in ("near_match", *NEAR_POSTS):
            arguments = {"code": near_pair(apart=line.name == "near_match_undo").code}
            body = {"reason": "Đã gọi điện hỏi", "decision": "apart"}
        elif line.name == "source_switch":
            arguments, body = {"code": source().code}, {"on": "0"}
        elif line.name.startswith("import") and line.name not in ("imports", "import_upload"):
            arguments, body = {"code": imported().code}, {"reason": "Nhầm tệp"}
        return reverse(f"console:{line.name}", kwargs=arguments), body


def offer(place_code: str) -> dict:
    return {
        "client_key": uuid.uuid4(),
        "price": "125.000",
        "unit_name": "hộp",
        "way": "parcel",
        "net_weight_g": "500",
        "vat_rate": "8",
        "place": place_code,
        "quantity": "12",
        "commission": "15",
        "loss_bearer": "producer",
        "payment_days": "15",
    }


def by_hand_body() -> dict:
    """What the forms of a correction, an extension and a revocation ask for."""
    return {
        "client_key": uuid.uuid4(),
        "reason": "Văn bản số 5",
        "stars": "4",
        "number": "77/QĐ-UBND",
        "decided_on": "2026-08-04",
        "authority": "UBND tỉnh Lâm Đồng",
        "source_level": "A",
        "extended_until": "2029-09-01",
        "day": "2026-08-06",
        "ground": "law",
    }


def proposed(certificate: Certificate) -> Proposal:
    asking = Asking(actor_id=1, reason="Văn bản số 5", client_key=uuid.uuid4().hex)
    return by_hand.correct(asking, certificate, {"stars": 5})


def test_every_console_address_stands_in_the_table():
    names = {
        pattern.name for one in urls.urlpatterns for pattern in getattr(one, "url_patterns", [one])
    }
    assert names == {line.name for line in TABLE}


def test_whatever_is_about_a_place_is_asked_for_an_own_and_a_foreign_one():
    for name in {line.name for line in TABLE if line.place != ANY}:
        places = {line.place for line in TABLE if line.name == name and line.method == "post"}
        reading = {line.place for line in TABLE if line.name == name and line.method == "get"}
        assert {OWN, FOREIGN} in (places, reading), name


@pytest.mark.django_db
@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.method}-{line.name}-{line.place}")
def test_a_page_answers_each_role_as_the_table_says(line):
    world = World()
    # Reading leaves the subject as it is, so one does for all.
    subject = world.request(line) if line.method == "get" else None

    answers = {who: ask(world, line, who, subject) for who in PEOPLE}

    assert answers == dict(zip(PEOPLE, line.answers, strict=True))


def ask(world: World, line: Line, who: str, subject: tuple[str, dict] | None) -> int:
    """The status one person gets, in a world where nobody else has asked; by default for a new subject."""
    client = Client()
    with transaction.atomic():
        person = world.person(NO_ROLE if who == ANONYMOUS else who)
        address, body = subject or world.request(line)
        if who != ANONYMOUS:
            client.force_login(person)
        response = getattr(client, line.method)(address, body)
        transaction.set_rollback(True)
    if who == ANONYMOUS and line.name not in ("sign_in", "sign_out"):
        assert response.url.startswith(reverse("console:sign_in"))
    return response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("who", [ANONYMOUS, NO_ROLE, Role.OFFICER, Role.CLERK])
@pytest.mark.parametrize("name", ["pack_counted", "cancel"])
def test_whoever_may_not_changes_nothing(client, name, who):
    world = World()
    parcel = world.parcel(FOREIGN)
    if who != ANONYMOUS:
        client.force_login(world.person(who))

    client.post(
        reverse(f"console:{name}", kwargs={"code": parcel.code}),
        {"client_key": uuid.uuid4(), "reason": "Khách yêu cầu"},
    )

    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.CONFIRMED


@pytest.mark.django_db
@pytest.mark.parametrize("name", POST_ONLY)
def test_what_changes_something_is_never_a_get(client, name):
    world = World()
    client.force_login(world.person(Role.ADMINISTRATOR))
    if name in ("sign_out", "source_add"):
        kwargs = {}
    elif name == "source_switch":
        kwargs = {"code": source().code}
    elif name in IMPORT_POSTS:
        kwargs = {"code": imported().code}
    elif name in SUBJECTS:
        kwargs, _body = SUBJECTS[name](world.shops.centre)
    elif name.endswith("_proposal"):
        kwargs = {"code": proposed(world.certificate).code}
    else:
        kwargs = {"code": world.parcel(OWN).code}

    assert client.get(reverse(f"console:{name}", kwargs=kwargs)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", [line for line in TABLE if line.method == "post"], ids=lambda line: line.name
)
def test_a_post_without_its_token_is_refused(line):
    strict = Client(enforce_csrf_checks=True)
    world = World()
    strict.force_login(world.person(Role.ADMINISTRATOR))

    assert strict.post(*world.request(line)).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", [line for line in TABLE if line.method == "get"], ids=lambda line: line.name
)
def test_a_get_writes_nothing(client, line):
    world = World()
    address, _body = world.request(line)
    client.force_login(world.person(Role.ADMINISTRATOR))

    with CaptureQueriesContext(connection) as captured:
        client.get(address)

    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [q["sql"] for q in captured if q["sql"].lstrip().upper().startswith(writes)]
