"""Every page in both languages: its address resolves, it answers, and asking changes nothing."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.utils import translation

from marketplace import events
from marketplace.accounts.models import Role
from marketplace.certification.events import CertificatesChanged
from marketplace.orders.place_order import place_order
from marketplace.web.shop import visitor
from tests import factories, money
from tests.staff import make_person
from tests.whole import account, goods, orders
from tests.whole.lists import imported, near_pair, source
from tests.whole.test_access_table import IMPORT_POSTS, NEAR_POSTS, proposed

LANGUAGES = ("vi", "en")
# What a person can ask of a page besides its bare address.
ASKED = {
    "shop:products": ["", "?q=mat+ong", "?q=zzzzz", "?sao=4", "?page=99", "?nhom=I&tinh=68"],
    "shop:places": ["", "?gan=lac+duong&mo=1", "?tinh=xyz&loai=diem-ban&trang=99", "?gan=%00"],
    "shop:communes": ["", "?q=lac+duong", "?province=68", "?province=68&q=%00"],
    "console:certified": ["", "?q=mat", "?page=99"],
    "console:certificates": ["", "?state=expiring", "?q=mat", "?page=99"],
    "console:near_matches": ["", "?kind=product&state=apart", "?state=x", "?as=xlsx", "?import=x"],
    "console:addresses": ["", "?q=mat", "?remark=split", "?remark=x", "?page=99", "?as=xlsx"],
    "console:address": ["", "?province=68", "?province=nonsense"],
    "console:product": ["", "?day=2026-11-20&time=09:00:01", "?day=nonsense"],
    "console:stock": ["", "?q=mat"],
    "console:imports": ["", "?state=waiting", "?as=xlsx"],
    "console:imported": ["", "?rows=rejected", "?rows=nonsense", "?page=99"],
    **{f"console:{name}": asked for name, asked in (goods.ASKED | orders.ASKED).items()},
}
# They change something: a GET is told so.
POST_ONLY = {
    "shop:basket_add",
    "shop:basket_quantity",
    "shop:commune",
    "shop:booking_cancel",
    *(f"shop:{name}" for name in account.POST_ONLY),
    "console:sign_out",
    "console:confirm_proposal",
    "console:refuse_proposal",
    *(f"console:{name}" for name in IMPORT_POSTS),
    "console:source_add",
    "console:source_switch",
    *(f"console:{name}" for name in NEAR_POSTS),
    *(f"console:{name}" for name in (*goods.POST_ONLY, *orders.POST_ONLY)),
}
ABOUT_AN_IMPORT = ("imported", "import_file", "import_errors", "import_scan", *IMPORT_POSTS)


def patterns(resolver=None, prefix=""):
    """The addresses by their names, "namespace:name"."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            found |= patterns(pattern, prefix + space)
        elif pattern.name:
            found[prefix + pattern.name] = pattern
    return found


class World:
    """One of everything that an address can be about."""

    def __init__(self):
        place = factories.place()
        sold = factories.listing(factories.certified("Mật ong", stars=4), at=place)
        unsold = factories.certified("Trà Bí đao", stars=3)
        events.publish(CertificatesChanged(frozenset([unsold.pk])))
        order = place_order(factories.checkout(sold, quantity=2))
        certified = [sold.certified_product, unsold]
        self.listing, self.order, self.delivered = sold, order, money.delivered(sold)
        self.basket = factories.checkout(sold).basket_token
        self.gift, self.service, self.booking = orders.offers.in_the_shop(place)
        self.admin = make_person("nguoi-quan-tri", Role.ADMINISTRATOR)
        certificates = [unsold.certificates.get()]
        proposals = [proposed(certificates[0])]
        lists = [imported()]
        # Each address is asked once for each of these; their fields are its arguments.
        self.subjects = {
            "shop:product": [sold, unsold, self.gift, self.service],
            "shop:book": [self.service],
            **{f"shop:{name}": [self.booking] for name in ("booking", "booking_cancel")},
            "shop:producer": [sold.producer, unsold.producer],
            "shop:order": [order],
            "shop:order_pdf": [order],
            "shop:order_complaint": [order],
            "shop:order_return": [self.delivered],
            **account.subjects(self.admin, order),
            "shop:place": [place],
            "shop:verify": certified,
            "shop:badge": certified,
            "console:publish": certified,
            "console:product": certified,
            "console:address": [unsold.producer],
            "console:correct": certificates,
            "console:extend": certificates,
            "console:revoke": certificates,
            "console:restore": certificates,
            "console:proposal": proposals,
            "console:confirm_proposal": proposals,
            "console:refuse_proposal": proposals,
            "console:source_switch": [source()],
            **{f"console:{name}": lists for name in ABOUT_AN_IMPORT},
            **{
                f"console:{name}": [near_pair(), near_pair(apart=True)]
                for name in ("near_match", *NEAR_POSTS)
            },
            **{
                f"console:{name}": [SimpleNamespace(**make(place)[0])]
                for name, make in (goods.SUBJECTS | orders.SUBJECTS).items()
            },
        }

    def visitors(self):
        """A stranger, somebody with a basket and an order, and an administrator."""
        stranger, shopper, admin = Client(), Client(), Client()
        session = shopper.session
        session[visitor._BASKET] = self.basket
        session[visitor._ORDERS] = [
            *(self.order.code, self.delivered.order.code, self.booking.code)
        ]
        session.save()
        shopper.cookies["sessionid"] = session.session_key
        admin.force_login(self.admin)
        return {"stranger": stranger, "shopper": shopper, "admin": admin}


@pytest.fixture
def world(db, settings):
    # Sessions are the one thing a GET may write; out of the database, nothing is.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    return World()


def addresses(world, language):
    """(name, address) of every page, in this language."""
    with translation.override(language):
        for name, pattern in sorted(patterns().items()):
            arguments = pattern.pattern.converters
            assert not arguments or name in world.subjects, f"{name}: say in World what it is about"
            for subject in world.subjects.get(name, [None]):
                yield name, reverse(name, kwargs={key: getattr(subject, key) for key in arguments})


def test_the_addresses_of_both_sides_are_found():
    found = set(patterns())

    assert {"shop:home", "shop:badge", "console:sign_in", "console:imported"} <= found
    assert found >= POST_ONLY | set(ASKED)


def test_every_name_has_an_address_in_both_languages(world):
    for language in LANGUAGES:
        for name, address in addresses(world, language):
            found = resolve_in(language, address)
            assert found == name, address
            if ":" in name:
                assert address.startswith("/en/") == (language == "en"), address


def resolve_in(language, address):
    with translation.override(language):
        return resolve(address).view_name


def test_an_address_without_a_meaning_resolves_to_nothing():
    with pytest.raises(Resolver404):
        resolve("/san-pham/mat-ong-ABC/")  # a code has ten characters and a check


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_for_a_page_changes_nothing(world, language):
    """PostgreSQL itself holds it: every page is asked for in a transaction that may only read."""
    answered = {}
    for who, client in world.visitors().items():
        for name, address in addresses(world, language):
            for query in ASKED.get(name, [""]):
                response = read_only(client, address + query)
                answered.setdefault(name, set()).add(response.status_code)
                assert response.status_code in {200, 302, 404, 405}, f"{who} {address}{query}"

    assert {name for name, codes in answered.items() if 405 in codes} <= POST_ONLY
    pages = set(answered) - POST_ONLY
    assert {name for name in pages if 200 not in answered[name]} == set()


def read_only(client, address):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        response = client.get(address)
        transaction.set_rollback(True)
    return response


def test_a_write_in_such_a_transaction_is_refused(world):
    client = world.visitors()["shopper"]

    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        client.post(reverse("shop:basket_add"), {"listing": world.listing.code, "quantity": 1})


@pytest.mark.parametrize("day", [date(2029, 8, 5), date(2029, 8, 6)])
def test_every_page_answers_on_the_last_day_of_a_star_and_on_the_day_after(world, set_clock, day):
    set_clock(f"{day.isoformat()}T12:00:00+07:00")
    client = world.visitors()["shopper"]

    for name, address in addresses(world, "vi"):
        if name not in POST_ONLY:
            assert read_only(client, address).status_code in {200, 302, 404}, name
