"""Every page in both languages: its address resolves, it answers, and asking changes nothing."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.utils import translation

from marketplace import clock, events
from marketplace.accounts.models import Role
from marketplace.certification.events import CertificatesChanged
from marketplace.orders.place_order import place_order
from marketplace.web.shop import visitor
from plugins.ocop_sync.models import RegisterImport
from tests import factories
from tests.staff import make_person

LANGUAGES = ("vi", "en")
# What a person can ask of a page besides its bare address.
ASKED = {
    "shop:products": ["", "?q=mat+ong", "?q=zzzzz", "?sao=4", "?page=99", "?nhom=I&tinh=68"],
    "shop:communes": ["", "?q=lac+duong", "?province=68", "?province=68&q=%00"],
    "console:certified": ["", "?q=mat", "?page=99"],
    "console:orders": ["", "?q=ABC", "?page=99"],
    "console:stock": ["", "?q=mat"],
}
# They change something: a GET is told so.
POST_ONLY = {
    "shop:basket_add",
    "shop:basket_quantity",
    "console:sign_out",
    "console:hand_over",
    "console:cancel",
}


def names(resolver=None, prefix=""):
    """The names of all addresses, "namespace:name"."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, prefix + space)
        elif pattern.name:
            yield prefix + pattern.name


class World:
    """One of everything that an address can name."""

    def __init__(self):
        place = factories.place()
        self.listing = factories.listing(factories.certified("Mật ong", stars=4), at=place)
        self.unsold = factories.certified("Trà Bí đao", stars=3)
        events.publish(CertificatesChanged(frozenset([self.unsold.pk])))
        self.order = place_order(factories.checkout(self.listing, quantity=2))
        self.basket = factories.checkout(self.listing).basket_token
        self.imported = RegisterImport.objects.create(
            file_name="list.xlsx",
            sha256="0" * 64,
            size=1,
            kept_as="",
            source_level="A",
            uploaded_by_id=1,
            confirmed_via="test",
            report={"counts": {}, "rejected": []},
            certificate_ids=[],
            applied_at=clock.now(),
        )
        self.admin = make_person("nguoi-quan-tri", Role.ADMINISTRATOR)

    def subjects(self, name):
        """The arguments of an address, once for each kind of thing it can be about."""
        sold, unsold = self.listing, self.unsold
        certified = [{"code": sold.certified_product.code}, {"code": unsold.code}]
        parcels = [{"code": parcel.code} for parcel in self.order.parcels.all()]
        return {
            "shop:product": [{"slug": one.slug, "code": one.code} for one in (sold, unsold)],
            "shop:producer": [
                {"slug": one.slug, "code": one.code} for one in (sold.producer, unsold.producer)
            ],
            "shop:order": [{"code": self.order.code}],
            "shop:verify": certified,
            "shop:badge": certified,
            "console:publish": certified,
            "console:order": parcels,
            "console:hand_over": parcels,
            "console:cancel": parcels,
            "console:imported": [{"sha256": self.imported.sha256}],
        }.get(name, [{}])

    def visitors(self):
        """A stranger, somebody with a basket and an order, and an administrator."""
        stranger, shopper, admin = Client(), Client(), Client()
        session = shopper.session
        session[visitor._BASKET], session[visitor._ORDERS] = self.basket, [self.order.code]
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
        for name in sorted(set(names())):
            for kwargs in world.subjects(name):
                yield name, reverse(name, kwargs=kwargs)


def test_the_addresses_of_both_sides_are_found():
    found = set(names())

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
