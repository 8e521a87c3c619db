"""The guard under which every test runs: tests/saleor_tables_guard.py, put on in tests/conftest.py."""

import contextlib
from types import FunctionType

import pytest
from django.db import connection, transaction
from saleor.product.models import Category

from marketplace.saleor_bridge.writes import WriteOutsideBridge
from tests.concurrency.buyers import at_once
from tests.saleor_tables_guard import every_connection


def as_of(module, function):
    """The function as if it stood in that module."""
    return FunctionType(function.__code__, {**function.__globals__, "__name__": module})


def rename_all():
    Category.objects.update(name="Chè")


def rename_all_and_say_nothing():
    with contextlib.suppress(Exception), transaction.atomic():
        Category.objects.update(name="Chè")


@pytest.mark.django_db
@pytest.mark.parametrize("module", ["marketplace.orders.place_order", "plugins.ocop_sync.apply"])
def test_a_room_that_writes_a_saleor_table_fails_the_test(module):
    with pytest.raises(WriteOutsideBridge, match="product_category"), every_connection():
        as_of(module, rename_all)()


@pytest.mark.django_db
def test_it_fails_even_where_the_error_is_caught():
    with pytest.raises(WriteOutsideBridge), every_connection():
        as_of("marketplace.web.shop.basket", rename_all_and_say_nothing)()


@pytest.mark.django_db(transaction=True)
def test_it_fails_in_a_thread_with_a_connection_of_its_own():
    with pytest.raises(WriteOutsideBridge), every_connection():
        (answer,) = at_once(as_of("marketplace.orders.place_order", rename_all))
        assert isinstance(answer, WriteOutsideBridge)


@pytest.mark.django_db
def test_the_bridge_writes_and_so_does_a_tests_own_set_up():
    with every_connection():
        rename_all()
        as_of("marketplace.saleor_bridge.products", rename_all)()
        Category.objects.create(name="Trà", slug="tra")


@pytest.mark.django_db
def test_every_test_runs_under_it():
    names = [wrapper.__module__ for wrapper in connection.execute_wrappers]

    assert "tests.saleor_tables_guard" in names
