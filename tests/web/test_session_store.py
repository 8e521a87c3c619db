"""A database that is away is no bad request."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from marketplace.web.session_store import SessionStore
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved():
    session = SessionStore()
    session["basket"] = "x"
    session.save()
    return session


def test_what_is_kept_is_read_again(saved):
    assert SessionStore(saved.session_key)["basket"] == "x"


def test_a_session_that_was_deleted_is_gone(saved):
    SessionStore(saved.session_key).delete()

    with pytest.raises(UpdateError):
        saved.save()


def test_a_database_that_is_away_says_so_itself(saved, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Session, "save", away)

    with pytest.raises(OperationalError):
        saved.save()


@pytest.mark.parametrize(
    ("engine", "status"),
    [
        ("marketplace.web.session_store", 500),
        ("django.contrib.sessions.backends.cached_db", 400),  # what it is there for
    ],
)
def test_the_shopper_hears_that_it_was_the_shops_fault(monkeypatch, settings, engine, status):
    settings.SESSION_ENGINE = engine
    client = Client(raise_request_exception=False)
    unit = factories.commune()
    basket = {"listing": factories.listing().code, "quantity": "1"}
    assert client.post("/gio-hang/them/", basket).status_code == 302

    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Session, "save", away)
    typed = {"commune": unit.code, "next": "/"}

    assert client.post("/xa-cua-toi/", typed).status_code == status
