"""The file of all that is stored about a shopper."""

import json
import zipfile
from io import BytesIO

import pytest
from django.core.cache import cache

from marketplace.accounts.people import create_person
from marketplace.audit.models import Line
from marketplace.orders import stored
from marketplace.orders.erase_shopper import erase_shopper
from tests import factories
from tests.orders.personal import (
    EMAIL,
    NAME,
    PHONE,
    STREET,
    TELLTALE,
    WORDS,
    a_life,
    readable,
    texts,
)
from tests.staff import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PRIVATE_ROOT = tmp_path / "private"
    cache.clear()


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def person():
    return create_person(phone=PHONE, email=EMAIL, password=PASSWORD)


@pytest.fixture
def world(person, place):
    return a_life(person, place)


def test_the_file_tells_all_that_is_stored(world, person):
    file = zipfile.ZipFile(BytesIO(stored.export(person)))

    names = file.namelist()
    assert names[:2] == ["data.json", "data.html"]
    assert file.read(names[2]) == b"a photo"
    data = json.loads(file.read("data.json"))
    assert data["account"]["phone"] == PHONE
    assert [order["note"] for order in data["orders"]] == [WORDS, WORDS]
    assert data["orders"][0]["parcels"][0]["returns"][0]["photos"] == [names[2]]
    assert data["bookings"][0]["name"] == NAME
    assert data["consents"][0]["purpose"] == "news"
    page = file.read("data.html").decode()
    for told in (NAME, EMAIL, STREET, WORDS, world.order.code):
        assert told in page, told
    assert Line.objects.filter(action="accounts.export", actor_id=person.pk).exists()


def test_every_table_that_names_the_person_is_in_the_file(world, person):
    """Whatever the scan finds stands in the export; what is no longer needed aside: codes."""
    file = zipfile.ZipFile(BytesIO(stored.export(person)))
    told = json.loads(file.read("data.json"))
    told = json.dumps(told, ensure_ascii=False)

    for table, column, value in texts():
        if TELLTALE.search(readable(value)) and table != "ocop_accounts_signupcode":
            assert value in told, (table, column)


def test_after_erasure_the_file_is_empty_of_the_person(world, person):
    erase_shopper(person.pk, PASSWORD)

    file = zipfile.ZipFile(BytesIO(stored.export(person)))
    assert not TELLTALE.search(file.read("data.json").decode())
