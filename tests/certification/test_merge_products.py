"""Gộp and tách lại of products: what moves, what is refused, and that all of it goes back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.certification import by_hand, merge_products, part
from marketplace.certification.checks import CertificateRefused
from marketplace.certification.merging import Deciding, MergeRefused
from marketplace.certification.models import Certificate, CertifiedProduct, Merge, StarPeriod
from marketplace.certification.settle import settle
from marketplace.certification.shown import shown_at
from marketplace.certification.stars import star_of
from marketplace.certification.validity import last_day
from marketplace.listings.models import Listing
from marketplace.outbox import webhooks
from tests import factories
from tests.certification.hands import AWARD, asking
from tests.certification.register_state import rebuilt, state

pytestmark = pytest.mark.django_db
BY = Deciding(actor_id=7, reason="Cùng một sản phẩm, in sai tên")


def two(first: date = date(2026, 1, 5), second: date = date(2026, 8, 5), stars: int = 4):
    maker = factories.producer()
    kept = factories.certified("Mắc ca sấy", of=maker, decided_on=first)
    merged = factories.certified("Macca sấy", of=maker, decided_on=second, stars=stars)
    settle([kept.pk, merged.pk])
    return kept, merged


def stars(product: CertifiedProduct, day: date) -> int | None:
    held = star_of(product.pk, clock.day_start(day) + timedelta(hours=9))
    return held.stars if held else None


def refused(kept, merged, by=BY) -> list[str]:
    before = state()
    with pytest.raises(MergeRefused) as error:
        merge_products.merge(kept.pk, merged.pk, by)
    assert state() == before
    return error.value.codes


def test_certificates_move_and_follow_each_other_as_if_they_had_always_named_one_product():
    kept, merged = two()

    merge_products.merge(kept.pk, merged.pk, BY)

    assert [stars(kept, date(2026, 1, 4)), stars(kept, date(2026, 3, 1))] == [None, 3]
    assert stars(kept, date(2026, 8, 5)) == 4
    assert stars(merged, date(2026, 8, 5)) is None
    assert [one.state for one in kept.certificates.order_by("first_day")] == [
        "superseded",
        "active",
    ]
    assert not merged.certificates.exists()
    assert CertifiedProduct.objects.get(pk=merged.pk).merged_into_id == kept.pk


def test_parting_puts_everything_back():
    kept, merged = two()
    offer = factories.listing(merged)
    before = rebuilt()

    done = merge_products.merge(kept.pk, merged.pk, BY)
    assert Listing.objects.get(pk=offer.pk).certified_product_id == kept.pk
    part.part(done.code, BY)

    assert state() == before


def test_what_the_pages_showed_stays_known_of_each_through_merge_and_parting(monkeypatch):
    def at(hour: int) -> datetime:
        return datetime(2026, 11, 22, hour, tzinfo=clock.LOCAL)

    def shown(product, hour: int) -> int | None:
        line = shown_at(product.pk, at(hour))
        return line.stars if line else None

    monkeypatch.setattr(clock, "now", lambda: at(8))
    kept, merged = two()
    StarPeriod.objects.all().delete()  # the factories write no history
    settle([kept.pk, merged.pk])
    monkeypatch.setattr(clock, "now", lambda: at(10))
    done = merge_products.merge(kept.pk, merged.pk, BY)
    monkeypatch.setattr(clock, "now", lambda: at(12))
    part.part(done.code, BY)

    assert [shown(kept, hour) for hour in (7, 9, 11, 13)] == [None, 3, 4, 3]
    assert [shown(merged, hour) for hour in (7, 9, 11, 13)] == [None, 4, None, 4]


def paper(product, day, given_stars):
    return {
        "certified_product": product,
        "stars": given_stars,
        "number": f"{day}/QĐ-UBND",
        "decided_on": day,
        "authority": "UBND tỉnh Lâm Đồng",
        "first_day": day,
        "last_day": last_day(day),
        "state": "active",
        "source_level": "A",
        "recorded_at": clock.now(),
        "confirmed_at": clock.now(),
    }


def test_the_second_press_answers_as_the_first():
    kept, merged = two()

    first = merge_products.merge(kept.pk, merged.pk, BY)

    assert merge_products.merge(kept.pk, merged.pk, BY) == first
    assert part.part(first.code, BY).pk == part.part(first.code, BY).pk == first.pk
    assert Merge.objects.count() == 1


def test_a_name_of_a_name_leads_to_the_last():
    kept, merged = two()
    third = factories.certified("Mắc ca xấy", of=kept.producer, decided_on=date(2026, 10, 1))
    settle([third.pk])
    before = rebuilt()

    first = merge_products.merge(kept.pk, merged.pk, BY)
    second = merge_products.merge(third.pk, kept.pk, BY)

    assert {one.merged_into_id for one in (_now(kept), _now(merged))} == {third.pk}
    with pytest.raises(MergeRefused) as error:
        part.part(first.code, BY)
    assert error.value.codes == ["merged_since"]
    part.part(second.code, BY)
    assert _now(merged).merged_into_id == kept.pk
    part.part(first.code, BY)
    assert state() == before


def _now(product):
    return CertifiedProduct.objects.get(pk=product.pk)


def test_what_is_refused_and_why():
    kept, merged = two()
    other_maker = factories.certified("Macca sấy")
    other_group = factories.certified("Macca sấy khô", of=kept.producer, group="II")

    assert refused(kept, kept) == ["itself"]
    assert refused(kept, other_maker) == ["two_producers"]
    assert refused(kept, other_group) == ["two_groups"]
    assert refused(kept, merged, Deciding(actor_id=7, reason=" ")) == ["no_reason"]


def test_two_decisions_of_one_day_are_two_products():
    kept, merged = two(date(2026, 8, 5), date(2026, 8, 5))

    assert refused(kept, merged) == ["same_day"]

    Certificate.objects.filter(certified_product=merged).update(
        number=kept.certificates.get().number
    )
    assert refused(kept, merged) == ["same_decision"]


def test_an_older_certificate_beside_a_withdrawal_is_for_a_person():
    kept, merged = two()
    Certificate.objects.filter(certified_product=kept).update(
        state="revoked", revoked_at=clock.day_start(date(2026, 9, 1)), revocation_number="9/QĐ"
    )
    settle([kept.pk])

    assert refused(kept, merged) == ["withdrawn_since"]
    assert refused(merged, kept) == ["withdrawn_since"]


def test_a_change_by_hand_that_waits_goes_first():
    kept, merged = two()
    by_hand.extend(asking(), merged.certificates.get(), date(2029, 10, 1))

    assert refused(kept, merged) == ["proposal_waits"]


def test_nothing_is_entered_by_hand_at_what_was_merged():
    kept, merged = two()
    merge_products.merge(kept.pk, merged.pk, BY)

    with pytest.raises(CertificateRefused) as error:
        by_hand.award(asking(), AWARD, CertifiedProduct.objects.get(pk=merged.pk))

    assert error.value.codes == ["merged"]


def test_what_came_since_stands_in_the_way_of_parting():
    kept, merged = two()
    done = merge_products.merge(kept.pk, merged.pk, BY)
    newer = Certificate.objects.create(**paper(kept, date(2026, 11, 2), 5))
    settle([kept.pk])

    with pytest.raises(MergeRefused) as error:
        part.part(done.code, BY)
    assert error.value.codes == ["certificates_since"]
    assert newer.number in error.value.problems[0].sentence

    Certificate.objects.filter(pk=newer.pk).update(state="undone")
    settle([kept.pk])
    assert part.part(done.code, BY).undone_at is not None


def test_an_undone_certificate_of_one_decision_stays_where_it_is():
    kept, merged = two()
    number = kept.certificates.get()
    undone = Certificate.objects.create(
        **paper(merged, number.decided_on, 3)
        | {"state": "undone", "number": number.number, "authority": number.authority}
    )
    before = rebuilt()

    done = merge_products.merge(kept.pk, merged.pk, BY)

    assert Certificate.objects.get(pk=undone.pk).certified_product_id == merged.pk
    part.part(done.code, BY)
    assert state() == before
    assert refused(merged, kept) == ["undone_there"]


def test_every_merge_and_parting_is_audited():
    kept, merged = two()

    done = merge_products.merge(kept.pk, merged.pk, BY)
    part.part(done.code, Deciding(actor_id=8, reason="Nhầm"))

    lines = Line.objects.filter(action__in=["certification.merge", "certification.part"])
    assert [(line.action, line.actor_id) for line in lines.order_by("pk")] == [
        ("certification.merge", 7),
        ("certification.part", 8),
    ]


def test_a_merge_asks_a_fixed_number_of_questions():
    webhooks.is_wanted("certificate.changed")  # looked up once in a while, not once a merge
    counts = []
    for more in (0, 6):
        kept, merged = two()
        for month in range(1, more + 1):
            Certificate.objects.create(**paper(merged, date(2025, month, 1), 3))
        settle([kept.pk, merged.pk])
        with CaptureQueriesContext(connection) as asked:
            merge_products.merge(kept.pk, merged.pk, BY)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 50
