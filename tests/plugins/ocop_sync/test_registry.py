"""Fetching a list from a registry, through everything a network does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from marketplace import clock
from plugins.ocop_sync import problems
from plugins.ocop_sync.parse import parse
from plugins.ocop_sync.registry.fetch import Fetched, fetch
from plugins.ocop_sync.registry.source import FetchFailed, Source
from tests.plugins.ocop_sync.stand_in_registry import CUT, DROP, GARBAGE, Registry, running


def item(number: int) -> dict[str, Any]:
    return {
        "TenSanPham": f"Trà {number}",
        "ChuTheSXKD": "Hợp tác xã Mẫu",
        "DiaChi": "xã Lạc Dương, tỉnh Lâm Đồng",
        "XepHang": "3*" if number % 2 else "4*",
        "so_quyet_dinh": "100/QĐ-UBND",
        "ngay_quyet_dinh": "2026-08-05",
        "co_quan_ban_hanh": "UBND tỉnh Lâm Đồng",
    }


@pytest.fixture
def registry() -> Iterator[Registry]:
    with running([item(number) for number in range(1, 6)]) as stand_in:
        yield stand_in


@pytest.fixture
def get(registry: Registry, tmp_path: Path) -> Callable[..., Fetched]:
    """Fetch; get.pauses is how long it paused, in seconds, without any pause."""
    pauses: list[float] = []

    def fetch_now(**limits: Any) -> Fetched:
        session = requests.Session()
        session.trust_env = False  # a proxy knows nothing of this machine's own addresses
        source = Source(registry.url, may_be_local=True, **limits)
        return fetch(source, tmp_path / "source", session=session, wait=pauses.append)

    fetch_now.pauses = pauses  # type: ignore[attr-defined]
    return fetch_now


def failed(get: Callable[..., Fetched], **limits: Any) -> tuple[str, dict[str, object]]:
    with pytest.raises(FetchFailed) as refused:
        get(**limits)
    assert "%" not in problems.sentence(refused.value.code, refused.value.data)
    return refused.value.code, refused.value.data


def test_all_pages_give_the_rows_of_a_list(get: Any) -> None:
    fetched = get()

    parsed = parse("registry.json", fetched.content)
    assert [(row.sheet, row.number, row.product, row.stars) for row in parsed.rows] == [
        ("Trang 1", 1, "Trà 1", 3),
        ("Trang 1", 2, "Trà 2", 4),
        ("Trang 2", 1, "Trà 3", 3),
        ("Trang 2", 2, "Trà 4", 4),
        ("Trang 3", 1, "Trà 5", 3),
    ]
    assert (parsed.bad, {row.decision.number for row in parsed.rows}) == ([], {"100/QĐ-UBND"})
    assert (fetched.pages, fetched.changed, fetched.asked) == (3, True, 4)


def test_what_did_not_change_is_not_sent_again(registry: Registry, get: Any) -> None:
    first = get()
    registry.asked.clear()

    second = get()

    assert (second.content, second.changed) == (first.content, False)
    assert registry.asked == [(1, 304), (2, 304), (3, 304), (1, 304)]


def test_a_page_with_another_etag_is_read_anew(registry: Registry, get: Any) -> None:
    get()
    registry.items[3] = item(44)
    registry.asked.clear()

    again = get()

    assert again.changed
    assert registry.asked == [(1, 304), (2, 200), (3, 304), (1, 304)]
    assert [row.product for row in parse("x", again.content).rows][3] == "Trà 44"


def test_a_list_that_grew_shorter_is_changed(registry: Registry, get: Any) -> None:
    get()
    del registry.items[2:]

    assert (get().pages, get().changed) == (1, False)


@pytest.mark.parametrize("fault", [DROP, CUT, GARBAGE, 500, 503])
def test_a_passing_fault_is_tried_again_after_longer_pauses(
    registry: Registry, get: Any, fault: str | int
) -> None:
    registry.faults[2] = [fault, fault]
    registry.retry_after = ""

    fetched = get()

    assert fetched.pages == 3
    assert [page for page, _status in registry.asked] == [1, 2, 2, 2, 3, 1]
    assert get.pauses == [1, 2]


def test_too_many_requests_wait_as_long_as_the_registry_asks(registry: Registry, get: Any) -> None:
    registry.faults[1] = [429]

    get()

    assert get.pauses == [3]


def test_a_moment_to_come_back_at(registry: Registry, get: Any) -> None:
    moment = clock.now() + timedelta(seconds=60)
    registry.faults[1] = [503]
    registry.retry_after = moment.astimezone(tz=None).strftime("%a, %d %b %Y %H:%M:%S %z")

    get()

    assert 58 <= get.pauses[0] <= 61


def test_a_registry_that_wants_an_hour_is_left_alone(registry: Registry, get: Any) -> None:
    registry.faults[2] = [429]
    registry.retry_after = "3600"

    assert failed(get) == ("source_busy", {"page": 2, "seconds": 3600})
    assert get.pauses == []


def test_after_a_break_it_goes_on_where_it_was(registry: Registry, get: Any) -> None:
    registry.faults[3] = [DROP] * 5
    assert failed(get)[0] == "source_unreachable"
    registry.asked.clear()

    fetched = get()

    assert registry.asked == [(1, 304), (3, 200), (1, 304)]
    assert (fetched.pages, fetched.changed) == (3, True)
    assert len(parse("x", fetched.content).rows) == 5


def test_a_day_after_a_break_every_page_is_asked_for(
    registry: Registry, get: Any, today: Callable[..., None]
) -> None:
    registry.faults[3] = [DROP] * 5
    failed(get)
    registry.asked.clear()
    today(clock.now() + timedelta(days=1))

    get()

    assert registry.asked == [(1, 304), (2, 304), (3, 200), (1, 304)]


def test_after_a_break_a_changed_list_is_read_from_its_beginning(
    registry: Registry, get: Any
) -> None:
    registry.faults[3] = [DROP] * 5
    failed(get)
    registry.items.insert(0, item(0))
    registry.asked.clear()

    fetched = get()

    assert [page for page, _status in registry.asked] == [1, 2, 3, 1]
    assert [row.product for row in parse("x", fetched.content).rows] == [
        f"Trà {number}" for number in range(6)
    ]


def test_a_list_that_changes_while_it_is_read_is_read_again(registry: Registry, get: Any) -> None:
    def grow(page: int) -> None:
        if page == 2 and len(registry.items) == 5:
            registry.items.insert(0, item(0))

    registry.meanwhile = grow

    fetched = get()

    assert [row.product for row in parse("x", fetched.content).rows] == [
        f"Trà {number}" for number in range(6)
    ]


def test_a_list_that_never_rests_is_given_up(registry: Registry, get: Any) -> None:
    registry.meanwhile = lambda page: registry.items.insert(0, item(page))

    assert failed(get, most_pages=50) == ("source_changing", {"tries": 3})


def test_without_an_etag_pages_are_compared(registry: Registry, get: Any) -> None:
    registry.with_etag = False
    get()

    assert get().changed is False


@pytest.mark.parametrize(
    ("limits", "next_of", "expected"),
    [
        ({"most_pages": 2}, None, ("source_too_many_pages", {"most": 2})),
        ({"page_bytes": 50}, None, ("source_page_too_big", {"page": 1, "most": 0})),
        ({"all_bytes": 400}, None, ("source_too_big", {"most": 0})),
        ({}, lambda page: "/products?page=1", ("source_loop", {"page": 3})),
        ({}, lambda page: "http://elsewhere.example/2", ("source_foreign", {"page": 1})),
        ({}, lambda page: "//elsewhere.example/2", ("source_foreign", {"page": 1})),
    ],
)
def test_limits(registry: Registry, get: Any, limits: Any, next_of: Any, expected: Any) -> None:
    registry.next_of = next_of

    assert failed(get, **limits) == expected


def test_the_next_page_by_its_number_alone(registry: Registry, get: Any) -> None:
    registry.next_of = lambda page: page + 1 if page < 3 else None

    assert get().pages == 3


@pytest.mark.parametrize("status", [301, 401, 404])
def test_an_answer_that_will_not_get_better_is_told_at_once(
    registry: Registry, get: Any, status: int
) -> None:
    registry.faults[1] = [status]

    assert failed(get) == ("source_answer", {"page": 1, "status": status})
    assert get.pauses == []


@pytest.mark.parametrize("url", ["file:///etc/hosts", "products", "http://", "ftp://a.example/"])
def test_only_web_addresses(url: str, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="source_address"):
        fetch(Source(url), tmp_path)


def test_nobody_answers(tmp_path: Path) -> None:
    with running([]) as gone:
        pass
    pauses: list[float] = []

    with pytest.raises(FetchFailed, match="source_unreachable"):
        fetch(Source(gone.url, connect_seconds=1, may_be_local=True), tmp_path, wait=pauses.append)

    assert pauses == [1, 2, 4, 8]
