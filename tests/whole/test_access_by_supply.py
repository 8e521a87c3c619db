"""A centre's manager at a place that the centre supplies: as at the own place, on every page."""

import pytest
from django.db import transaction
from django.test import Client

from marketplace.accounts.models import Role
from marketplace.places.supply import set_supplier
from tests import factories
from tests.whole.access_lines import FOREIGN, OWN
from tests.whole.test_access_table import TABLE, World

MANAGER = 4  # where the manager's answer stands in a line
# Agreements and zones are the seller's, whose centre is the manager's own; a refill needs a supplier of its own.
OTHERWISE = {"agreement", "agreement_new", "agreement_end", "refill_draft", "zone"}
WRITES = {"pack_counted", "cancel", "place_edit", "publish"}
ABOUT_A_PLACE = [
    line
    for line in TABLE
    if line.place == OWN and line.name not in OTHERWISE
    if line.method == "get" or line.name in WRITES
]


class Supplied(World):
    """The own place is a sales point two steps below the manager's centre."""

    def __init__(self, *, is_supplied: bool) -> None:
        super().__init__()
        shops = self.shops
        between = factories.place("Khu vực", seller=shops.centre.operator, kind="district_centre")
        if is_supplied:
            set_supplier(between, shops.centre, actor_id=None)
        set_supplier(shops.point, between, actor_id=None)
        self.places = {OWN: shops.point}

    def ask(self, line) -> int:
        client = Client()
        with transaction.atomic():
            client.force_login(self.person(Role.CENTRE_MANAGER))
            address, body = self.request(line)
            response = getattr(client, line.method)(address, body)
            transaction.set_rollback(True)
        return response.status_code


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("line", ABOUT_A_PLACE, ids=lambda line: f"{line.method}-{line.name}")
def test_a_supplied_place_is_an_own_one_and_foreign_without_supply(line):
    foreign = {
        (one.name, one.method): one.answers[MANAGER] for one in TABLE if one.place == FOREIGN
    }

    assert Supplied(is_supplied=True).ask(line) == line.answers[MANAGER]
    with transaction.atomic():
        world = Supplied(is_supplied=False)
        expected = foreign.get((line.name, line.method))
        if expected is not None:
            assert world.ask(line) == expected
        transaction.set_rollback(True)
