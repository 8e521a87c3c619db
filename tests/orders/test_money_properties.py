"""Whatever carriers write: what is due and what was handed on make up what was collected, always."""

import contextlib

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.orders import money_due, reconcile
from marketplace.orders.deliver import deliver
from marketplace.orders.models import CarrierStatementLine, Parcel, Payment
from marketplace.orders.refused import OrderRefused
from tests import factories, money

pytestmark = pytest.mark.django_db
PARCELS = 4

which = st.integers(0, PARCELS)  # the last is no parcel of ours
row = st.tuples(which, st.sampled_from([0, 1, 154_999, 155_000, 155_001, 280_000]))
step = st.one_of(
    st.tuples(st.just("deliver"), which),
    st.tuples(st.just("statement"), st.lists(row, min_size=1, max_size=6)),
    st.tuples(st.just("settle"), st.booleans()),
    st.tuples(st.just("hand in"), st.sampled_from([0, 155_000, 310_000, 465_000])),
)


def total(payments):
    return payments.aggregate(sum=Sum("amount"))["sum"] or 0


@pytest.fixture
def under_way(db):
    """Four parcels with one carrier; the same for every example, each of which is taken back."""
    honey = factories.listing(quantity=PARCELS)
    post = money.carrier(honey.seller)
    return post, [money.shipped(honey, by=post, tracking=f"VD{at}") for at in range(PARCELS)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=12))
def test_due_and_handed_on_make_up_what_was_collected(under_way, steps):
    post, parcels = under_way
    codes = [f"VD{at}" for at in range(PARCELS)] + ["KHÁC"]
    with transaction.atomic():
        for number, (what, value) in enumerate(steps):
            with contextlib.suppress(OrderRefused):
                take(number, what, value, parcels, codes, post)
            assert_sums(post)
        transaction.set_rollback(True)


def take(number, what, value, parcels, codes, post):
    if what == "deliver" and value < PARCELS:
        deliver(parcels[value].code, actor_id=None)
    elif what == "statement":
        rows = [(codes[at], amount, number) for at, amount in value]
        money.statement(post, money.csv(*rows))
    elif what == "settle":
        line = CarrierStatementLine.objects.exclude(verdict="matched").order_by("-pk").first()
        if line:
            reconcile.settle(line.pk, "Đã hỏi hãng", is_remitted=value, actor_id=1)
    elif what == "hand in":
        money_due.hand_in(post, parcels[0].place, counted=value, actor_id=1)


def assert_sums(post):
    collected = Payment.objects.filter(carrier=post, state="collected")
    delivered = Parcel.objects.filter(state="delivered")
    handed_on = collected.exclude(remitted_at=None)
    due = total(money_due.due([post]))
    assert total(collected) == sum(delivered.values_list("to_collect", flat=True))
    assert due + total(handed_on) == total(collected)
    owed = money_due.by_carrier([post]).get(post.pk)
    assert (owed.amount if owed else 0) == due
    # A payment is handed on by one row at most, and never before it was collected.
    matched = CarrierStatementLine.objects.filter(verdict="matched", payment__isnull=False)
    assert len(set(matched.values_list("payment", flat=True))) == matched.count()
    assert set(matched.values_list("payment", flat=True)) <= set(
        handed_on.values_list("pk", flat=True)
    )
    assert not Payment.objects.filter(remitted_at__isnull=False).exclude(state="collected").exists()
