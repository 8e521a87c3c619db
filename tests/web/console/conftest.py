import pytest


@pytest.fixture(autouse=True)
def nobody_has_tried_to_sign_in():
    from django.core.cache import cache

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


@pytest.fixture
def clerk(signed_in, shops):
    from marketplace.accounts.models import Role

    return signed_in(Role.CLERK, place=shops.centre)


@pytest.fixture
def manager(signed_in, shops):
    from marketplace.accounts.models import Role

    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)
