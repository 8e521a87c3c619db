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


@pytest.fixture
def signed_in(client):
    """signed_in(role, **scope): the client, signed in as a new person with that role."""
    from tests.staff import make_person

    def sign_in(role, **scope):
        client.person = make_person(f"nguoi-{role}".replace("_", "-"), role, **scope)
        client.force_login(client.person)
        return client

    return sign_in
