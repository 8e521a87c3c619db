"""A statement against what was collected: each verdict, once and only once, nothing lost."""

import pytest

from marketplace.audit.models import Line
from marketplace.orders import money_due, reconcile, statement_file
from marketplace.orders.deliver import deliver
from marketplace.orders.models import CarrierStatementLine, Payment
from marketplace.orders.place_order import place_order
from marketplace.orders.refuse import refuse
from marketplace.orders.refused import OrderRefused
from marketplace.orders.statement_file import Row
from tests import factories, handing, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey():
    return factories.listing(quantity=50)


@pytest.fixture
def post(honey):
    return money.carrier(honey.seller, "Bưu cục Mẫu")


def verdicts(statement):
    return list(statement.lines.order_by("row").values_list("verdict", flat=True))


def _ordered(listing):
    return place_order(factories.checkout(listing)).parcels.get()


def refused(call):
    with pytest.raises(OrderRefused) as said:
        call()
    return said.value.codes


def test_each_row_gets_its_verdict(honey, post):
    good, other = (money.delivered(honey, by=post) for _ in range(2))
    under_way = money.shipped(honey, by=post)
    elsewhere = money.delivered(honey, by=money.carrier(honey.seller, "Hãng khác"))
    codes = [parcel.shipment.tracking_code for parcel in (good, other, under_way, elsewhere)]
    content = money.csv(
        (codes[0], 155_000, 20_000),
        (codes[1], 150_000, 20_000),
        (codes[2], 155_000, 20_000),
        (codes[3], 155_000, 20_000),
        (codes[0], 155_000, 20_000),
        (codes[2], 0, 10_000),
    )

    statement = money.statement(post, content)

    assert verdicts(statement) == [
        *("matched", "differs", "not_delivered", "unknown", "twice", "twice")
    ]
    remitted = Payment.objects.exclude(remitted_at=None)
    assert [payment.parcel for payment in remitted] == [good]
    line = statement.lines.get(row=3)
    assert (line.amount, line.fee, line.payment.parcel) == (150_000, 20_000, other)
    data = Line.objects.get(action="orders.take_in_statement").data
    assert data["rows"] == 6 and data["matched"] == 1


def test_what_was_refused_and_brought_nothing_matches_without_money(honey, post):
    parcel = money.shipped(honey, by=post)

    statement = money.statement(post, money.csv((parcel.shipment.tracking_code, 0, 15_000)))

    assert verdicts(statement) == ["matched"]
    assert statement.lines.get().payment is None
    assert Payment.objects.get(parcel=parcel).remitted_at is None


def test_codes_are_known_however_they_are_written(honey, post):
    first = money.delivered(honey, by=post, tracking="ghn-ab 12.3")
    second = money.delivered(honey, by=post)

    content = money.csv(("GHNAB123", 155_000, 0), (second.code.lower(), 155_000, 0))

    assert verdicts(money.statement(post, content)) == ["matched", "matched"]
    assert Payment.objects.filter(parcel__in=(first, second), remitted_at=None).count() == 0


def test_a_row_without_a_code_is_about_no_parcel_that_went_without_one(honey):
    parcel = deliver(handing.shipped(_ordered(honey)).code, actor_id=None)
    rider = parcel.shipment.carrier
    assert parcel.shipment.tracking_code == ""
    rows = [Row(2, "-", 155_000, None), Row(3, parcel.code, 155_000, None)]

    judged = reconcile.judge(rider, rows)

    assert [one.verdict for one in judged] == ["unknown", "matched"]


def test_the_same_file_answers_as_the_first_time(honey, post):
    parcel = money.delivered(honey, by=post)
    content = money.csv((parcel.shipment.tracking_code, 155_000, 0))

    assert money.statement(post, content) == money.statement(post, content, "again.csv")
    assert CarrierStatementLine.objects.count() == 1


def test_a_row_of_a_later_file_that_was_handed_on_before_is_twice(honey, post):
    parcel = money.delivered(honey, by=post)
    code = parcel.shipment.tracking_code
    money.statement(post, money.csv((code, 155_000, 0)))
    moment = Payment.objects.get(parcel=parcel).remitted_at

    again = money.statement(post, money.csv((code, 155_000, 0), ("KHÁC", 1, 0)))

    assert verdicts(again) == ["twice", "unknown"]
    assert Payment.objects.get(parcel=parcel).remitted_at == moment


def test_the_preview_says_the_same_and_writes_nothing(honey, post):
    parcel = money.delivered(honey, by=post)
    content = money.csv((parcel.shipment.tracking_code, 155_000, 0), ("KHÁC", 1, 0))

    judged = reconcile.judge(post, statement_file.read(content).rows)

    assert [one.verdict for one in judged] == ["matched", "unknown"]
    assert Payment.objects.get(parcel=parcel).remitted_at is None
    assert not post.statements.exists()


def test_a_file_without_one_good_row_is_not_taken_in(post):
    content = money.csv(("VD1", "?", 0))

    assert refused(lambda: money.statement(post, content)) == ["bad_file"]


def test_a_difference_is_settled_by_a_person_either_way(honey, post):
    less, more = (money.delivered(honey, by=post) for _ in range(2))
    statement = money.statement(
        post,
        money.csv(
            (less.shipment.tracking_code, 150_000, 0), (more.shipment.tracking_code, 160_000, 0)
        ),
    )
    first, second = statement.lines.order_by("row")

    reconcile.settle(first.pk, "Khách trả thiếu, bỏ qua", is_remitted=True, actor_id=5)
    reconcile.settle(second.pk, "Hãng sẽ sửa lại", is_remitted=False, actor_id=5)
    again = reconcile.settle(first.pk, "Một câu khác", is_remitted=False, actor_id=6)

    assert (again.settled_note, again.settled_by_id) == ("Khách trả thiếu, bỏ qua", 5)
    assert Payment.objects.get(parcel=less).remitted_at is not None
    assert Payment.objects.get(parcel=more).remitted_at is None
    assert money_due.by_carrier([post])[post.pk].amount == 155_000


def test_what_was_still_owed_is_handed_on_after_all(honey, post):
    parcel = money.delivered(honey, by=post)
    content = money.csv((parcel.shipment.tracking_code, 150_000, 0))
    line = money.statement(post, content).lines.get()
    reconcile.settle(line.pk, "Hãng sẽ sửa lại", is_remitted=False, actor_id=5)

    for _press in range(2):
        done = reconcile.settle(line.pk, "Hãng đã chuyển bù", is_remitted=True, actor_id=6)

    assert (done.settled_note, done.settled_by_id) == ("Hãng đã chuyển bù", 6)
    assert money_due.by_carrier([post]) == {}
    said = [one.data["remitted"] for one in Line.objects.filter(action="orders.settle_row")]
    assert sorted(said) == [False, True]


@pytest.mark.parametrize("note", ["", " a ", "x" * 301])
def test_settling_needs_a_note(post, note):
    line = money.statement(post, money.csv(("KHÁC", 1, 0))).lines.get()

    assert refused(lambda: reconcile.settle(line.pk, note, is_remitted=False, actor_id=5)) == [
        "bad_note"
    ]


def test_no_money_is_handed_on_that_the_carrier_has_not(honey, post):
    parcel = money.shipped(honey, by=post)
    content = money.csv(("KHÁC", 1, 0), (parcel.shipment.tracking_code, 155_000, 0))

    for line in money.statement(post, content).lines.all():
        pk = line.pk
        assert refused(
            lambda pk=pk: reconcile.settle(pk, "Đã kiểm tra", is_remitted=True, actor_id=5)
        ) == ["not_due"]


def test_a_long_statement_takes_few_queries(honey, post, django_assert_max_num_queries):
    parcels = [money.delivered(honey, by=post) for _ in range(3)]
    few = [(one.shipment.tracking_code, 155_000, 0) for one in parcels[:1]]
    many = [(one.shipment.tracking_code, 155_000, 0) for one in parcels]
    many += [(f"KHÁC{at}", 1, 0) for at in range(300)]

    for rows in (few, many):
        with django_assert_max_num_queries(12):
            money.statement(post, money.csv(*rows))


def test_what_is_due_is_told_by_carrier_and_place_with_its_oldest_day(set_clock):
    seller = factories.operator()
    here, there = (factories.place(name, seller=seller) for name in ("Một", "Hai"))
    post = money.carrier(seller)
    set_clock("2026-11-20T10:00:00+07:00")
    money.delivered(factories.listing(at=here), by=post)
    set_clock("2026-11-22T10:00:00+07:00")
    money.delivered(factories.listing(at=there), 2, by=post)

    [owed] = money_due.by_carrier([post]).values()
    assert (owed.parcels, owed.amount, str(owed.oldest)) == (2, 435_000, "2026-11-20")
    by_place = {place.name: one.amount for place, one in money_due.by_place(post).items()}
    assert by_place == {"Một": 155_000, "Hai": 280_000}
    assert money_due.by_carrier([money.carrier(seller, "Không nợ")]) == {}


def test_a_rider_hands_the_cash_in_by_one_press(honey):
    parcels = [money.delivered(honey) for _ in range(2)]
    rider, place = parcels[0].shipment.carrier, parcels[0].place

    assert money_due.hand_in(rider, place, counted=310_000, actor_id=4) == 310_000

    assert money_due.by_carrier([rider]) == {}
    line = Line.objects.get(action="orders.hand_in")
    assert line.data == {"place": place.code, "parcels": 2, "amount": 310_000}
    for counted in (310_000, 0):
        assert refused(
            lambda counted=counted: money_due.hand_in(rider, place, counted=counted, actor_id=4)
        ) == ["changed"]


def test_a_sum_that_has_grown_is_counted_again(honey):
    first = money.delivered(honey)
    rider, place = first.shipment.carrier, first.place
    money.delivered(honey)

    assert refused(lambda: money_due.hand_in(rider, place, counted=155_000, actor_id=4)) == [
        "changed"
    ]
    assert money_due.by_carrier([rider])[rider.pk].parcels == 2


def test_a_carrier_with_statements_hands_nothing_in(honey):
    carrier = money.carrier(honey.seller, "GHN", adapter="ghn")
    parcel = money.delivered(honey, by=carrier)

    assert refused(
        lambda: money_due.hand_in(carrier, parcel.place, counted=155_000, actor_id=4)
    ) == ["other_adapter"]


def test_the_rider_of_other_tests_is_one_that_hands_in(honey):
    assert handing.rider(money.shipped(honey)).adapter == money_due.OWN_RIDER


def test_money_that_came_before_we_knew_of_the_delivery_is_settled_afterwards(honey, post):
    parcel = money.shipped(honey, by=post)
    content = money.csv((parcel.shipment.tracking_code, 155_000, 0))
    line = money.statement(post, content).lines.get()
    assert line.verdict == "not_delivered"

    deliver(parcel.code, actor_id=None)
    reconcile.settle(line.pk, "Người giao báo muộn", is_remitted=True, actor_id=5)

    assert money_due.by_carrier([post]) == {}


def test_what_was_refused_at_the_door_and_yet_paid_goes_to_a_person(honey, post):
    parcel = money.shipped(honey, by=post)
    refuse(parcel.code, reason="Khách không nhận", actor_id=None)

    statement = money.statement(post, money.csv((parcel.shipment.tracking_code, 155_000, 0)))

    assert verdicts(statement) == ["not_delivered"]
    assert Payment.objects.get(parcel=parcel).state == "void"
