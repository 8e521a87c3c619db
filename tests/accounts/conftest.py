import pytest


@pytest.fixture(autouse=True)
def nobody_has_tried_to_sign_in():
    from django.core.cache import cache

    cache.clear()  # the wrong sign-ins of another test


@pytest.fixture
def shops(db):
    from tests.staff import make_shops  # not before Django is set up

    return make_shops()
