"""Whatever is done in whatever order: entries, balances, shelves, holds and Saleor tell one story."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from marketplace import clock
from marketplace.inventory import availability
from marketplace.inventory.models import Balance, Document, Entry, Hold, Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.orders import basket as baskets
from marketplace.orders import view_basket
from marketplace.orders.cancel import cancel
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.saleor_bridge.models import Stock
from tests import factories
from tests.handing import hand_over
from tests.inventory.plain_stock import FAR, PlainStock

START = datetime(2026, 11, 22, 8, tzinfo=clock.LOCAL)
PLACES = ARTICLES = (0, 1)
units = st.integers(1, 9)
AT_FIRST, KEEP_UNTIL = 9, (START.date() + timedelta(days=4), None)  # of each article, a place each


class Stockroom(RuleBasedStateMachine):
    """Two places of one seller and two articles; set by the test: places, listings, set_clock."""

    parcels = Bundle("parcels")

    def __init__(self):
        super().__init__()
        self.moment = START
        self.set_clock(START.isoformat())
        self.stock = PlainStock()
        for place, listing, day in zip(self.places, self.listings, KEEP_UNTIL, strict=True):
            self.stock.receive((place.pk, listing.variant_id), day, AT_FIRST)
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        transaction.set_rollback(True)  # back to the two places and articles of the beginning
        self.transaction.__exit__(None, None, None)

    @property
    def today(self):
        return self.moment.date()

    @rule(place=st.sampled_from(PLACES), article=st.sampled_from(ARTICLES), count=units,
          keeps=st.sampled_from([None, 0, 3]))  # fmt: skip
    def receive(self, place, article, count, keeps):
        best_before = None if keeps is None else self.today + timedelta(days=keeps)
        here, listing = self.places[place], self.listings[article]
        line = Received(listing.variant_id, f"L{best_before}", count, best_before=best_before)
        key = f"receive {Document.objects.count()}"
        for _press in range(2):  # the second press of the button moves nothing
            receive(here, [line], owner_id=listing.producer.party_id, actor_id=7, client_key=key)
        self.stock.receive((here.pk, listing.variant_id), best_before, count)

    @rule(target=parcels, first=st.integers(0, 4), second=st.integers(0, 4))
    def order(self, first, second):
        asked = [
            (listing, n) for listing, n in zip(self.listings, (first, second), strict=True) if n
        ]
        if not asked:
            return multiple()
        wanted = {listing.variant_id: count for listing, count in asked}
        basket = baskets.open_basket(None)
        for listing, count in asked:
            baskets.add(basket, listing.code, count)
        seen = view_basket.view(basket, factories.commune())
        checkout = factories.checkout(
            basket_token=basket.token, agreed_total=seen.total or 0, agreed=seen.plan.digest
        )
        free = self.stock.free(self.today)
        if not self.stock.can_fill(wanted, self.today):
            with pytest.raises(OrderRefused) as refused:
                place_order(checkout)
            assert set(refused.value.codes) == {"not_enough"}
            return multiple()
        parcels = list(place_order(checkout).parcels.all())
        confirm_by_phone(parcels[0].code, actor_id=7)  # held until it is handed over
        for parcel in parcels:
            holds = Hold.objects.filter(reference=parcel.reference)
            self.stock.held[parcel.code] = Counter(
                {(h.shelf.place_id, h.shelf.variant_id): h.quantity for h in holds}
            )
        given = Counter(free) - self.stock.free(self.today)
        assert sum(given.values()) == sum(wanted.values())
        return multiple(*(parcel.code for parcel in parcels))

    @rule(target=parcels, parcel=consumes(parcels), is_wanted=st.sampled_from([True, True, False]))
    def end(self, parcel, is_wanted):
        if not is_wanted:
            cancel(parcel, actor_id=7, reason="Người mua đổi ý")
            del self.stock.held[parcel]
            return multiple()
        if not self.stock.can_hand_over(parcel, self.today):
            with pytest.raises(StockRefused) as refused:
                hand_over(parcel, actor_id=7, client_key=f"hand over {parcel}")
            assert refused.value.codes == ["not_enough"]
            return parcel  # it still waits
        for _press in range(2):
            hand_over(parcel, actor_id=7, client_key=f"hand over {parcel}")
        self.stock.hand_over(parcel, self.today)
        return multiple()

    @rule(days=st.sampled_from([1, 4]))
    def days_pass(self, days):
        self.moment += timedelta(days=days)
        self.set_clock(self.moment.isoformat())

    @invariant()
    def the_database_agrees(self):
        with connection.cursor() as cursor:  # the checks that wait for the commit, now
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def every_document_sums_to_zero(self):
        sums = Entry.objects.values("document", "lot").annotate(sum=Sum("quantity"))
        assert not sums.exclude(sum=0).exists()

    @invariant()
    def entries_are_balances_are_what_was_done(self):
        where = ("place", "lot", "owner", "condition")
        entries = Entry.objects.filter(place__isnull=False).values_list(*where)
        ledger = {row[:4]: row[4] for row in entries.annotate(sum=Sum("quantity"))}
        balances = {row[:4]: row[4] for row in Balance.objects.values_list(*where, "quantity")}
        lots = Counter()
        for balance in Balance.objects.select_related("lot"):
            assert balance.quantity >= 0
            day = balance.lot.best_before or FAR
            lots[balance.place_id, balance.lot.variant_id, day] += balance.quantity
        assert ledger == balances
        assert lots == self.stock.lots

    @invariant()
    def shelves_and_saleor_have_what_was_done(self):
        saleor = Stock.objects.values_list("warehouse__place", "product_variant", "quantity")
        on_hand = self.stock.on_hand()
        assert {row[:2]: row[2] for row in saleor} == on_hand
        for shelf in Shelf.objects.all():
            key = shelf.place_id, shelf.variant_id
            assert shelf.on_hand == on_hand[key] >= shelf.held >= 0
            assert shelf.held == self.stock.promised()[key]
        live = Hold.objects.filter(state="live").aggregate(sum=Sum("quantity"))["sum"] or 0
        assert live == self.stock.promised().total()

    @invariant()
    def what_is_free_is_good_and_not_promised(self):
        keys = [
            (place.pk, article.variant_id) for place in self.places for article in self.listings
        ]
        free = availability.free(keys, self.today)
        assert Counter(free) == self.stock.free(self.today)
        assert all(count >= 0 for count in free.values())
        anywhere = {variant for (_place, variant), count in free.items() if count}
        assert {row["variant_id"] for row in availability.variants_in_stock(self.today)} == anywhere


@pytest.mark.slow
@pytest.mark.django_db
def test_the_stock_is_true_whatever_is_done(set_clock):
    set_clock(START.isoformat())
    seller = factories.operator()
    Stockroom.places = [factories.place(name, seller=seller) for name in ("Trung tâm", "Điểm bán")]
    Stockroom.listings = [
        factories.listing(at=place, quantity=AT_FIRST, best_before=day)
        for place, day in zip(Stockroom.places, KEEP_UNTIL, strict=True)
    ]
    Stockroom.set_clock = staticmethod(set_clock)

    run_state_machine_as_test(
        Stockroom,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # with Phase.shrink it looks for a shorter story, for minutes
        ),
    )
