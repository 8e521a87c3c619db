"""A database of its own with every unit loaded once: other rooms' tests make the few they need."""

import pytest
from django.db import transaction

from marketplace.embedded.roles import connected_to


@pytest.fixture(scope="session")
def units_database(database_server, django_db_setup, django_db_blocker):
    """The name of a clone that has them; nobody stays connected to it, so that it can be cloned itself."""
    from marketplace.places.load_units import load  # Django is not ready when conftest is read

    name = database_server.clone()
    with django_db_blocker.unblock(), connected_to(database_server.url(name)):
        load()
    yield name
    database_server.drop(name)


@pytest.fixture
def units(units_database, database_server, django_db_blocker):
    """The package's units; what the test writes beside them is rolled back."""
    with (
        django_db_blocker.unblock(),
        connected_to(database_server.url(units_database)),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)
