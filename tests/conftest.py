"""Fixtures that every room may use. How the database comes about stands in tests/database.py."""

import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import django
import hypothesis
import pytest

from tests import database  # reads DATABASE_URL as it was given, so before the lines below
from tests.chromium import browser, leave_out, page, say_what_was_left_out  # noqa: F401
from tests.live_shop import live_shop, served, shop_with_units, static_files  # noqa: F401
from tests.places.unit_data import units, units_database  # noqa: F401
from tests.saleor_tables_guard import every_connection

if "PYTEST_XDIST_WORKER" not in os.environ:
    # A worker of xdist has read its settings from the environment of who started it: it keeps that.
    _scratch = tempfile.TemporaryDirectory(prefix="ocop-test-")
    os.environ |= {  # before Django reads its settings
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "OCOP_TEST": "1",
        "OCOP_STATE_DIR": f"{_scratch.name}/state",
        "MEDIA_ROOT": f"{_scratch.name}/media",
        "PRIVATE_ROOT": f"{_scratch.name}/private",
        "EMAIL_FILE_PATH": f"{_scratch.name}/mail",
        "SMS_FILE_PATH": f"{_scratch.name}/sms",
        "STATIC_ROOT": str(database.state.folder("test-static")),
        "SECRET_KEY": "only-for-tests-and-long-enough-to-sign-tokens",
        "DATABASE_URL": "postgres://not-yet@127.0.0.1:1/not-yet",  # django_db_setup leads to the clone
        "REDIS_URL": "",  # the cache is in memory, and so is the broker
        "CELERY_BROKER_URL": "memory://",
    }


def pytest_configure(config: pytest.Config) -> None:
    from marketplace.translation.catalogue import compile_changed

    config.addinivalue_line("markers", "browser: needs Chromium")
    config.addinivalue_line("markers", "slow: left out by `make quick`")
    # The same examples in every run, however slow the machine is.
    hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
    hypothesis.settings.load_profile("fixed")
    # Whoever runs a single test wants today's Vietnamese, too; Django reads it while setting up.
    compile_changed()
    django.setup()
    _cheapen()


def _cheapen() -> None:
    """What costs a server little, and each of some thousand tests much."""
    from django.conf import settings
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    # One round instead of a million, and still a hash that a web server with the shop's settings can read.
    PBKDF2PasswordHasher.iterations = 1
    # Each test's client would read every static file's name, size and date.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out(config, items)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    say_what_was_left_out(terminalreporter, config)


@pytest.fixture(autouse=True)
def saleors_tables_are_written_by_the_bridge_alone() -> Iterator[None]:
    with every_connection():
        yield


@pytest.fixture(autouse=True)
def no_test_knows_the_endpoints_of_another() -> Iterator[None]:
    yield
    from marketplace.outbox import webhooks

    webhooks.forget()


@pytest.fixture(scope="session")
def database_server() -> Iterator[database.TestDatabase]:
    """The server of this session's databases, with clones to be had."""
    with database.server() as urls:
        yield database.TestDatabase(urls)


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: database.TestDatabase, django_db_blocker: Any
) -> Iterator[database.TestDatabase]:
    """pytest-django's fixture, replaced: the session's own clone, used as the app role."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        database_server.drop_forgotten()
        database_server.clone(database_server.name)
    with pytest.MonkeyPatch.context() as patch, database.connected_to(database_server.url()):
        # Django empties the tables by TRUNCATE, which the app role must not: a new clone instead.
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda case: database_server.renew()
        )
        patch.setenv(
            "DATABASE_URL", database_server.url()
        )  # for commands in processes of their own
        patch.setenv("DATABASE_OWNER_URL", database_server.owner_url())
        yield database_server
    database_server.drop(database_server.name)


@pytest.fixture
def owner_cursor(db: None, django_db_setup: database.TestDatabase) -> Iterator[Any]:
    """A psycopg2 cursor of the owner role, each statement committed at once.

    It does not see what a test without transaction=True has written: that is not committed.
    """
    with django_db_setup.owner(django_db_setup.name) as connection, connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def set_clock(settings: Any, tmp_path: Any) -> Callable[[str], None]:
    """set_clock("2027-02-28T23:59:59+07:00"): what clock.now() says from here on."""
    settings.CLOCK_FILE = str(tmp_path / "clock")

    def write(moment: str) -> None:
        (tmp_path / "clock").write_text(moment)

    return write
