"""The database that the tests themselves stand on."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_app_role_is_who_django_signs_in_as():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("ocop_app",)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", [1, 2])
def test_a_committed_row_is_gone_for_the_next_test(round, owner_cursor):
    owner_cursor.execute("SELECT count(*) FROM django_site WHERE name = 'left over'")
    assert owner_cursor.fetchone() == (0,)

    owner_cursor.execute("INSERT INTO django_site (domain, name) VALUES ('a.example', 'left over')")
