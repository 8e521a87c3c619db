"""Fewest parcels, whole sets, never more than is free; against trying everything."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.orders.allocate import allocate
from marketplace.orders.demand import Demand, wanted_units
from marketplace.places.models import Place

MOST = st.integers(0, 4)
VARIANTS = (1, 2, 3, 4)
SET = {3: 2, 4: 1}  # two of 3 and one of 4; sold in no other way here


def places(many):
    return [Place(pk=pk, name=f"P{pk}") for pk in range(1, many + 1)]


def single(variant, quantity):
    return Demand(variant, quantity, {variant: 1})


def shares_of(found):
    return {(share.place.pk, share.demand.listing_id): share.quantity for share in found.shares}


def test_the_nearest_that_has_everything_sends_it():
    free = {(1, 1): 1, (2, 1): 5, (3, 1): 9}

    found = allocate([single(1, 3)], places(3), free)

    assert shares_of(found) == {(2, 1): 3}
    assert found.missing == {}


def test_two_places_are_better_than_three_however_near_those_are():
    free = {(1, 1): 1, (2, 2): 1, (3, 1): 1, (4, 1): 2, (5, 2): 2, (4, 2): 0}

    found = allocate([single(1, 2), single(2, 2)], places(5), free)

    assert {share.place.pk for share in found.shares} == {4, 5}


def test_a_set_is_not_torn():
    demand = Demand(9, 2, SET)
    apart = {(1, 3): 4, (2, 4): 2}
    together = {(1, 3): 2, (1, 4): 1, (2, 3): 3, (2, 4): 1}

    assert allocate([demand], places(2), apart).missing == {9: 2}
    assert shares_of(allocate([demand], places(2), together)) == {(1, 9): 1, (2, 9): 1}


def test_what_is_short_is_told_and_the_rest_is_shared_out():
    free = {(1, 1): 1, (2, 1): 1, (2, 2): 5}

    found = allocate([single(1, 5), single(2, 2)], places(2), free)

    assert found.missing == {1: 3}
    assert sum(quantity for (_place, one), quantity in shares_of(found).items() if one == 2) == 2


def test_a_set_and_a_single_of_the_same_article_do_not_share_one_unit():
    free = {(1, 3): 2, (1, 4): 1}

    found = allocate([single(3, 1), Demand(9, 1, SET)], places(1), free)

    assert sum(found.missing.values()) == 1


def test_a_set_without_parts_is_nowhere():
    assert allocate([Demand(9, 1, {})], places(2), {(1, 1): 5}).missing == {9: 1}


@st.composite
def baskets(draw):
    wanted = [single(variant, quantity) for variant in (1, 2) if (quantity := draw(MOST))]
    if quantity := draw(st.integers(0, 3)):
        wanted.append(Demand(9, quantity, SET))
    many = draw(st.integers(1, 5))
    free = {(pk, variant): draw(MOST) for pk in range(1, many + 1) for variant in VARIANTS}
    return wanted, places(many), free


def can_fill(wanted, chosen, free):
    """With one set among the demands and its articles in no other, places fill it apart."""
    return all(
        sum(min(free[one.pk, v] // n for v, n in demand.units.items()) for one in chosen)
        >= demand.quantity
        for demand in wanted
    )


def fewest(wanted, there, free):
    for size in range(len(there) + 1):
        if any(can_fill(wanted, chosen, free) for chosen in combinations(there, size)):
            return size
    return None


@given(baskets())
def test_never_more_than_free_whole_sets_and_the_fewest_up_to_three(basket):
    wanted, there, free = basket

    found = allocate(wanted, there, free)

    taken = {}
    for share in found.shares:
        assert share.quantity > 0
        for variant, each in share.demand.units.items():
            key = share.place.pk, variant
            taken[key] = taken.get(key, 0) + each * share.quantity
    assert all(units <= free[key] for key, units in taken.items())
    for demand in wanted:
        shared = sum(one.quantity for one in found.shares if one.demand is demand)
        assert shared + found.missing.get(demand.listing_id, 0) == demand.quantity
    best = fewest(wanted, there, free)
    used = len({share.place.pk for share in found.shares})
    if best is None:
        assert found.missing
    elif best <= 3:
        assert (found.missing, used) == ({}, best)
    assert allocate(wanted, there, free) == found


def test_units_of_all_demands_add_up():
    assert wanted_units([single(3, 2), Demand(9, 3, SET)]) == {3: 8, 4: 3}
