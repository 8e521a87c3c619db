import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    from django.core.cache import cache

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # the wrong sign-ins of another test


@pytest.fixture
def shops(db):
    from tests.staff import make_shops  # not before Django is set up

    return make_shops()
