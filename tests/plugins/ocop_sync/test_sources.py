"""Registries that are asked by themselves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.certification.models import Certificate
from plugins.ocop_sync import sources
from plugins.ocop_sync.models import RegisterImport, ScheduledSource
from plugins.ocop_sync.refused import ImportRefused
from tests.plugins.ocop_sync.lifecycle import OFFICER, confirmed, worked
from tests.plugins.ocop_sync.stand_in_registry import Registry, running
from tests.plugins.ocop_sync.test_registry import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(private_files: Any) -> Iterator[Registry]:
    with running([item(number) for number in range(1, 6)]) as stand_in:
        yield stand_in


def added(url: str) -> ScheduledSource:
    return sources.add("Sổ tỉnh", url, "A", 24, actor_id=OFFICER)


def asked(one: ScheduledSource) -> ScheduledSource:
    sources.fetch_due()
    one.refresh_from_db()
    return one


def test_a_source_brings_its_list_which_waits_for_a_second_person(registry: Registry) -> None:
    one = asked(added(registry.url))

    assert (one.result, one.heard_at) == ("new", clock.now())
    assert one.due_at == clock.now() + timedelta(hours=24)
    brought = worked(RegisterImport.objects.get())
    assert (brought.state, brought.uploaded_by_id) == ("waiting", OFFICER)
    assert brought.report["counts"]["created"] == 5
    assert Certificate.objects.count() == 0
    assert worked(confirmed(brought)).state == "applied"
    assert Certificate.objects.count() == 5


def test_a_list_that_is_as_before_is_not_brought_again(registry: Registry, today: Any) -> None:
    one = asked(added(registry.url))
    assert sources.fetch_due() == 0  # not yet

    today(clock.now() + timedelta(hours=24))
    assert asked(one).result == "unchanged"
    assert RegisterImport.objects.count() == 1

    registry.items.append(item(6))
    today(clock.now() + timedelta(hours=24))
    assert asked(one).result == "new"
    assert RegisterImport.objects.count() == 2


def test_a_source_that_fails_says_why_and_gives_the_alarm_when_it_stays_so(
    registry: Registry, today: Any
) -> None:
    one = asked(added(registry.url))
    registry.faults = {1: [404] * 99}
    start = clock.now()

    today(start + timedelta(hours=24))
    assert asked(one).result == "failed"
    assert one.error["code"] == "source_answer"
    assert not sources.silent(clock.now()).exists()

    today(start + timedelta(hours=73))
    assert list(sources.silent(clock.now())) == [one]
    sources.switch(one.code, on=False, actor_id=OFFICER)
    assert not sources.silent(clock.now()).exists()


def test_a_source_that_is_off_is_not_asked(registry: Registry) -> None:
    one = added(registry.url)
    sources.switch(one.code, on=False, actor_id=OFFICER)

    assert sources.fetch_due() == 0
    assert registry.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://x/", "ocop"])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        added(url)

    assert refused.value.codes == ["address"]


def test_one_address_is_one_source() -> None:
    added("https://example.vn/ocop")

    with pytest.raises(ImportRefused) as refused:
        added("https://example.vn/ocop")

    assert refused.value.codes == ["known"]
