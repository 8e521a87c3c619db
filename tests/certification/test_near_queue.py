"""The queue: asked once, decided once, remembered, and asked again on wish."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.certification import near_asking, near_queue
from marketplace.certification.merging import Deciding, MergeRefused
from marketplace.certification.models import Merge, NearMatch
from marketplace.certification.near_register import ask_all
from marketplace.certification.settle import settle
from tests import factories

pytestmark = pytest.mark.django_db
BY = Deciding(actor_id=7, reason="Đã gọi điện hỏi")


def near_pair():
    maker = factories.producer()
    one = factories.certified("Mắc ca sấy", of=maker, decided_on=date(2026, 1, 5))
    other = factories.certified("Macca sấy", of=maker, decided_on=date(2026, 8, 5))
    settle([one.pk, other.pk])
    assert ask_all() == 1
    return one, other, NearMatch.objects.get()


def test_the_whole_register_is_looked_through_and_nothing_asked_twice():
    one, other, asked = near_pair()

    assert (asked.first, asked.second, asked.why) == (one, other, "typo")
    assert ask_all() == 0
    assert list(near_queue.waiting()) == [asked]


def test_merging_from_the_queue_and_parting_again():
    one, other, asked = near_pair()

    done = near_queue.merge(asked.code, other.pk, BY)

    assert (done.kept_product, done.merged_product) == (other, one)
    assert not near_queue.waiting().exists()
    assert ask_all() == 0
    assert near_queue.merge(asked.code, other.pk, BY) == done

    near_queue.part_again(done.code, BY)

    asked.refresh_from_db()
    assert (asked.state, ask_all(), near_queue.waiting().count()) == ("apart", 0, 0)


def test_apart_is_remembered_and_can_be_asked_again():
    _one, _other, asked = near_pair()

    near_queue.keep_apart(asked.code, BY)

    assert ask_all() == 0
    assert not near_queue.waiting().exists()
    with pytest.raises(MergeRefused) as error:
        near_queue.merge(asked.code, asked.first.pk, BY)
    assert error.value.codes == ["decided_already"]
    near_queue.ask_again(asked.code, BY)
    assert near_queue.waiting().count() == 1


def test_a_decision_needs_a_reason():
    _one, _other, asked = near_pair()
    silent = Deciding(actor_id=7, reason="  ")

    for call in (
        lambda: near_queue.keep_apart(asked.code, silent),
        lambda: near_queue.merge(asked.code, asked.first.pk, silent),
    ):
        with pytest.raises(MergeRefused) as error:
            call()
        assert error.value.codes == ["no_reason"]
    assert near_queue.waiting().count() == 1


def test_a_merge_is_not_taken_back_as_if_they_were_apart():
    _one, _other, asked = near_pair()
    near_queue.merge(asked.code, asked.first.pk, BY)

    with pytest.raises(MergeRefused) as error:
        near_queue.ask_again(asked.code, BY)
    assert error.value.codes == ["not_apart"]


def test_what_is_asked_of_the_merged_one_is_asked_of_the_kept_one():
    one, other, asked = near_pair()
    third = factories.certified("Mắc ca sấyy", of=one.producer, decided_on=date(2026, 9, 5))
    apart = factories.certified("Macca khô", of=one.producer, decided_on=date(2026, 10, 5))
    near_asking.ask(
        [
            near_asking.pair("product", other.pk, third.pk, why="typo", score=90),
            near_asking.pair("product", other.pk, apart.pk, why="typo", score=80),
        ]
    )
    near_queue.keep_apart(NearMatch.objects.get(second_product=apart).code, BY)

    near_queue.merge(asked.code, one.pk, BY)

    open_pairs = {(pair.first, pair.second) for pair in near_queue.waiting()}
    assert open_pairs == {(one, third)}
    assert NearMatch.objects.get(first_product=one, second_product=apart).state == "apart"


def test_what_was_kept_apart_of_the_merged_one_alone_is_asked_anew_once_they_part():
    one, other, asked = near_pair()
    third, fourth = (
        factories.certified(name, of=one.producer, decided_on=date(2026, 9, 5))
        for name in ("Macca khô", "Mắc ca khô")
    )
    near_asking.ask(
        [
            near_asking.pair("product", other.pk, third.pk, why="typo", score=90),
            near_asking.pair("product", other.pk, fourth.pk, why="typo", score=80),
            near_asking.pair("product", one.pk, fourth.pk, why="typo", score=80),
        ]
    )
    for pair in NearMatch.objects.exclude(pk=asked.pk):
        near_queue.keep_apart(pair.code, BY)
    done = near_queue.merge(asked.code, one.pk, BY)
    assert not near_queue.waiting().exists()

    near_queue.part_again(done.code, BY)

    (again,) = near_queue.waiting()
    assert (again.first, again.second) == (one, third)
    near_queue.keep_apart(again.code, BY)
    near_queue.part_again(done.code, BY)
    assert not near_queue.waiting().exists()


def test_what_an_undone_import_brought_is_not_asked_about():
    one, _other, _asked = near_pair()

    one.certificates.update(state="undone")
    settle([one.pk])

    assert not near_queue.waiting().exists()


def test_producers_are_asked_about_within_their_province(capsys):
    for name in ("CTCP Hạt Vàng", "Công ty Cổ phần Hạt Vàng", "HTX Khác Hẳn"):
        factories.certified(of=factories.producer(name))

    call_command("ocop_near_matches")

    assert "1" in capsys.readouterr().out
    asked = NearMatch.objects.get()
    assert (asked.kind, asked.why, asked.score) == ("producer", "legal_form", 100)


def test_products_of_two_producers_are_compared_once_those_are_one():
    makers = [factories.producer(name) for name in ("CTCP Hạt Vàng", "Công ty CP Hạt Vàng")]
    one = factories.certified("Mắc ca sấy", of=makers[0], decided_on=date(2026, 1, 5))
    other = factories.certified("Macca sấy", of=makers[1], decided_on=date(2026, 8, 5))
    settle([one.pk, other.pk])
    ask_all()
    assert [pair.kind for pair in near_queue.waiting()] == ["producer"]

    near_queue.merge(NearMatch.objects.get().code, makers[0].pk, BY)

    assert [(pair.first, pair.second) for pair in near_queue.waiting()] == [(one, other)]


def test_looking_through_asks_a_fixed_number_of_questions():
    counts = []
    for more in (1, 8):
        for n in range(more):
            factories.certified(of=factories.producer(f"HTX Mẫu Số {counts}{n} A"))
        with CaptureQueriesContext(connection) as asked:
            ask_all()
        counts.append(len(asked))
    near_pair()

    assert counts[0] == counts[1] <= 4
    assert Merge.objects.count() == 0
