"""The database itself holds every star to its certificate."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import factories


@pytest.fixture
def product(transactional_db):
    return factories.certified(stars=4)


def sql(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ocop_certification_starperiod SET stars = 5",
        "UPDATE ocop_certification_starperiod SET during = tstzrange(lower(during), NULL)",
        "UPDATE ocop_certification_starperiod"
        " SET during = tstzrange(lower(during), upper(during) + interval '1 second')",
        "UPDATE ocop_certification_starperiod"
        " SET during = tstzrange(lower(during) - interval '1 second', upper(during))",
        "UPDATE ocop_certification_certificate SET stars = 3",
        "UPDATE ocop_certification_certificate SET state = 'pending'",
        "UPDATE ocop_certification_certificate SET last_day = last_day - 1",
        "UPDATE ocop_certification_certificate SET state = 'revoked', revoked_at = recorded_at",
    ],
)
def test_a_star_that_says_more_than_its_certificate_fails_at_commit(product, statement):
    with pytest.raises(IntegrityError, match="is not what certificate"):
        sql(statement)


def test_a_star_may_end_sooner(product):
    sql(
        "UPDATE ocop_certification_starperiod"
        " SET during = tstzrange(lower(during), upper(during) - interval '1 day')"
    )

    assert product.star_periods.get().stars == 4
