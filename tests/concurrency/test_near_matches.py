"""Two people decide about one near pair at the same second; and one while a list is written."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace.certification import merge_products, merging, near_queue
from marketplace.certification.merging import Deciding, MergeRefused
from marketplace.certification.models import Merge, NearMatch
from marketplace.certification.near_register import ask_all
from marketplace.certification.record import lock_register
from marketplace.certification.settle import settle
from tests import factories
from tests.concurrency.buyers import Meeting, at_once
from tests.concurrency.test_imports import until_somebody_waits_for_the_register

pytestmark = pytest.mark.django_db(transaction=True)


def near_pair() -> NearMatch:
    maker = factories.producer()
    one = factories.certified("Mắc ca sấy", of=maker, decided_on=date(2026, 1, 5))
    other = factories.certified("Macca sấy", of=maker, decided_on=date(2026, 8, 5))
    with transaction.atomic():
        settle([one.pk, other.pk])
    ask_all()
    return NearMatch.objects.get()


def word(one: NearMatch, actor_id: int, keep: int) -> Callable[[], Merge]:
    by = Deciding(actor_id=actor_id, reason="Một sản phẩm")
    return lambda: near_queue.merge(one.code, keep, by)


def before_writing(monkeypatch: pytest.MonkeyPatch, pause: Callable[[], object]) -> None:
    """A pause point between the checks and the writing."""
    write = merge_products.write

    def pause_and_write(*given, **named):
        pause()
        return write(*given, **named)

    monkeypatch.setattr(merge_products, "write", pause_and_write)


def test_two_words_on_one_pair_merge_it_once(monkeypatch):
    asked = near_pair()
    first = iter([until_somebody_waits_for_the_register])
    before_writing(monkeypatch, lambda: next(first, lambda: None)())

    answers = at_once(word(asked, 2, asked.first.pk), word(asked, 3, asked.second.pk))

    refused = [answer for answer in answers if isinstance(answer, MergeRefused)]
    assert [answer.codes for answer in refused] == [["decided_already"]]
    assert Merge.objects.count() == 1


def test_without_the_locks_the_database_itself_refuses_the_second(monkeypatch):
    asked = near_pair()
    unlock(monkeypatch)
    meeting = Meeting(2)
    before_writing(monkeypatch, meeting.wait)

    answers = at_once(word(asked, 2, asked.first.pk), word(asked, 3, asked.first.pk))

    assert sorted(isinstance(answer, IntegrityError) for answer in answers) == [False, True]
    assert Merge.objects.count() == 1


def unlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock of the register, of the pair or of the products."""
    for module in (near_queue, merge_products):
        monkeypatch.setattr(module, "lock", lambda: None)
    monkeypatch.setattr(near_queue, "locked", lambda code: NearMatch.objects.get(code=code))
    plain = merge_products.CertifiedProduct.objects
    monkeypatch.setattr(
        merge_products,
        "locked",
        lambda kept, merged: tuple(
            plain.select_related("group").get(pk=pk) for pk in (kept, merged)
        ),
    )


def test_a_list_that_is_being_written_is_not_waited_for(monkeypatch):
    asked = near_pair()
    monkeypatch.setattr(merging, "PATIENCE", "100ms")
    meeting = Meeting(2)

    def write_a_list():
        with transaction.atomic():
            lock_register()
            meeting.wait()
            meeting.wait()

    def merge():
        meeting.wait()
        try:
            return word(asked, 2, asked.first.pk)()
        finally:
            meeting.wait()

    answers = at_once(write_a_list, merge)

    refused = [answer for answer in answers if isinstance(answer, MergeRefused)]
    assert [answer.codes for answer in refused] == [["register_busy"]]
    assert NearMatch.objects.get().state == "open"
