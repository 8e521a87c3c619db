"""Two people decide about one proposal, or about one new product, at the same second."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError

from marketplace.audit.models import Line
from marketplace.certification import by_hand, deciding
from marketplace.certification.by_hand import Asking
from marketplace.certification.checks import CertificateRefused
from marketplace.certification.models import Certificate, Proposal
from tests import factories
from tests.concurrency.buyers import Meeting, at_once
from tests.concurrency.test_imports import until_somebody_waits_for_the_register

pytestmark = pytest.mark.django_db(transaction=True)

NAMED = {
    "stars": 4,
    "number": "77/QĐ-UBND",
    "decided_on": date(2026, 11, 1),
    "authority": "UBND tỉnh Lâm Đồng",
    "source_level": "A",
    "product": "Cà phê",
    "producer": "HTX Mới",
    "address": "tỉnh Lâm Đồng",
    "group": "",
}


def proposed(key: str) -> Proposal:
    return by_hand.award(Asking(actor_id=1, reason="Giấy số 5", client_key=key), NAMED)


def confirm(one: Proposal, actor_id: int) -> Callable[[], Proposal]:
    return lambda: deciding.confirm(one.code, actor_id=actor_id)


def before_writing(monkeypatch: pytest.MonkeyPatch, pause: Callable[[], object]) -> None:
    """A pause point between the checks and the writing."""
    award = deciding._award

    def pause_and_award(*given):
        pause()
        award(*given)

    monkeypatch.setattr(deciding, "_award", pause_and_award)


def test_two_words_on_one_proposal_write_it_once(monkeypatch):
    factories.province()
    one = proposed("a")
    first = iter([until_somebody_waits_for_the_register])
    before_writing(monkeypatch, lambda: next(first, lambda: None)())

    answers = at_once(confirm(one, 2), confirm(one, 3))

    refused = [answer for answer in answers if isinstance(answer, CertificateRefused)]
    assert [answer.codes for answer in refused] == [["decided_already"]]
    assert Certificate.objects.count() == 1
    assert Line.objects.filter(action="certification.award").count() == 1


def test_one_new_product_in_two_proposals_is_made_once(monkeypatch):
    factories.province()
    one, two = proposed("a"), proposed("b")
    first = iter([until_somebody_waits_for_the_register])
    before_writing(monkeypatch, lambda: next(first, lambda: None)())

    answers = at_once(confirm(one, 2), confirm(two, 2))

    refused = [answer for answer in answers if isinstance(answer, CertificateRefused)]
    assert [answer.codes for answer in refused] == [["same_day"]]
    assert Certificate.objects.count() == 1


def test_without_the_lock_the_database_refuses(monkeypatch):
    factories.province()
    one, two = proposed("a"), proposed("b")
    monkeypatch.setattr(deciding, "lock_register", lambda: None)
    before_writing(monkeypatch, Meeting(2).wait)

    answers = at_once(confirm(one, 2), confirm(two, 2))

    broken = [answer for answer in answers if isinstance(answer, IntegrityError)]
    assert len(broken) == 1
    assert "producer_once_a_province" in str(broken[0])
    assert Certificate.objects.count() == 1
