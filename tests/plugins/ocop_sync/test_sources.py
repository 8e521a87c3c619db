"""Registries that are asked by themselves."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from marketplace import clock
from marketplace.certification.models import Certificate
from marketplace.open_internet import is_public
from plugins.ocop_sync import sources
from plugins.ocop_sync.models import RegisterImport, ScheduledSource
from plugins.ocop_sync.problems import sentence
from plugins.ocop_sync.refused import ImportRefused
from tests.plugins.ocop_sync.lifecycle import OFFICER, confirmed, worked
from tests.plugins.ocop_sync.stand_in_registry import Registry, running
from tests.plugins.ocop_sync.test_registry import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(private_files: Any, settings: Any) -> Iterator[Registry]:
    settings.SOURCES_MAY_BE_LOCAL = True
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


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x/", "ocop", "http://example.vn/ocop", "https://:0/"]
)
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        added(url)

    assert refused.value.codes == ["address"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "[::ffff:192.168.1.1]"]
)
def test_an_address_inside_the_house_is_refused_beside_its_field(host: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        added(f"https://{host}/ocop")

    assert refused.value.codes == ["private"]
    assert refused.value.problems[0].field == "url"


def test_a_name_that_leads_into_the_house_is_not_asked(
    private_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_to(monkeypatch, "10.0.0.5")

    one = asked(added("https://ocop.example.vn/list"))

    assert (one.result, one.error) == ("failed", {"code": "source_private", "data": {}})
    assert "internet" in sentence(one.error["code"], {})


def test_a_name_that_leads_elsewhere_the_second_time_is_sent_nothing(
    private_files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_to(monkeypatch, "203.113.131.1", "127.0.0.1")
    with running([item(1)]) as inside:
        port = urlsplit(inside.url).port
        one = asked(added(f"https://ocop.example.vn:{port}/products"))

    assert (one.error["code"], inside.asked) == ("source_private", [])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.113.131.1", True),
        ("2405:4800::1", True),
        ("64:ff9b::203.113.131.1", True),
        ("64:ff9b::10.0.0.1", False),
        ("2002:a00:1::", False),
        ("fe80::1%eth0", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """What the name servers answer, one after the other, the last for ever."""
    answers = list(addresses)

    def look_up(_host: str, port: int, *_about: Any, **_more: Any) -> list[Any]:
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_one_address_is_one_source() -> None:
    added("https://example.vn/ocop")

    with pytest.raises(ImportRefused) as refused:
        added("https://example.vn/ocop")

    assert refused.value.codes == ["known"]
