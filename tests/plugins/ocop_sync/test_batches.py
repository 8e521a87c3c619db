"""Long lists go through in batches: nothing about them may be seen in the result, or in memory."""

import gc
import random
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.certification import merge_products
from marketplace.certification.merging import Deciding
from marketplace.certification.models import Certificate, StarPeriod
from marketplace.producers.models import Producer
from plugins.ocop_sync import apply, batches, parse, planning, spool
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.parse import GoodRow, ParsedFile
from plugins.ocop_sync.planned import Outcome
from tests import factories
from tests.plugins.ocop_sync import files, lifecycle

SMALL = 4  # rows a batch


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    split = batches.of
    monkeypatch.setattr(batches, "of", lambda *given: split(*given, most=SMALL))


def spooled(content: bytes) -> ParsedFile:
    return parse.parse("ds.xlsx", content, into=spool.empty())


def rows(makers: int, each: int = 2) -> list[list[str]]:
    """Awards of so many producers, one after the other and again from the beginning."""
    return [
        files.award(
            f"Trà {number}", f"HTX {maker}", stars="6 sao" if number == 1 == maker else "3 sao"
        )
        for number in range(each)
        for maker in range(makers)
    ]


def names(batch: batches.Batch) -> list[tuple[str, str]]:
    return [(row.producer, row.product) for row in batch.rows]


def test_all_rows_of_a_producer_are_in_one_batch_in_the_order_of_the_file() -> None:
    parsed = parse.parse("ds.xlsx", files.annex(
        [files.award(product, producer) for product, producer in
         [("A", "HTX 1"), ("B", "HTX 2"), ("C", "htx  1"), ("D", "HTX 3"), ("E", "HTX 2")]]
    ))  # fmt: skip

    found = [names(batch) for batch in batches.of(parsed, most=3)]

    assert found == [
        [("HTX 1", "A"), ("htx 1", "C")],
        [("HTX 2", "B"), ("HTX 3", "D"), ("HTX 2", "E")],
    ]


def test_names_that_mean_one_producer_go_together_also_through_others() -> None:
    makers = ["HTX 1", "HTX 2", "HTX 3", "HTX 4"]
    parsed = parse.parse("ds.xlsx", files.annex([files.award("A", maker) for maker in makers]))

    found = [
        [row.producer for row in batch.rows]
        for batch in batches.of(parsed, [("htx 1", "htx 9"), ("htx 4", "htx 9")], most=2)
    ]

    assert found == [["HTX 1", "HTX 4"], ["HTX 2", "HTX 3"]]


def test_a_producer_of_more_rows_than_a_batch_holds_is_parted_by_whole_products() -> None:
    products = [f"Trà {number % 7}" for number in range(14)]
    parsed = parse.parse("ds.xlsx", files.annex([files.award(product) for product in products]))

    found = list(batches.of(parsed, most=SMALL))

    assert [len(batch.rows) for batch in found] == [4, 4, 4, 2]
    assert [batch.goes_on for batch in found] == [False, True, True, True]
    held = [{row.product for row in batch.rows} for batch in found]
    assert sum(map(len, held)) == 7
    assert all(
        [row.number for row in batch.rows] == sorted(row.number for row in batch.rows)
        for batch in found
    )


@pytest.mark.parametrize("seed", range(3))
def test_what_comes_back_from_the_file_is_what_went_in(seed: int) -> None:
    lines = rows(20) + [files.award(f"Chè {n}", group="Đồ uống", note="\t\\N“…”") for n in range(9)]
    random.Random(seed).shuffle(lines)
    content = files.annex(lines, above=files.title())

    listed, kept = parse.parse("ds.xlsx", content), spooled(content)

    assert list(kept.rows) == listed.rows
    assert list(kept.bad) == listed.bad
    assert (kept.decision, kept.sheets) == (listed.decision, listed.sheets)
    positions = sorted(row.position for row in [*kept.rows, *kept.bad])
    assert positions == list(range(len(lines)))


def live_rows() -> int:
    gc.collect()
    return sum(type(thing) is GoodRow for thing in gc.get_objects())


@pytest.mark.django_db
def test_no_more_than_one_batch_is_in_memory(small: None) -> None:
    parsed = spooled(files.annex(rows(10)))
    before, seen, held = live_rows(), [], []

    def each(made: Any) -> None:
        seen.append(len(made.rows))
        held.append(live_rows() - before)

    planning.through(parsed, "A", each)

    assert seen == [3, 4, 4, 4, 4]  # one row of six stars is rejected
    assert max(held) <= SMALL
    assert live_rows() == before


@pytest.mark.django_db
def test_every_batch_costs_the_same_queries(admin: Any, small: None) -> None:
    def queries(makers: int, *, dry_run: bool) -> int:
        lines = [
            files.award(f"Trà {number}", f"HTX {makers}/{maker}")
            for maker in range(makers)
            for number in range(2)
        ]
        content = files.annex(lines)
        parsed = spooled(content)
        with CaptureQueriesContext(connection) as captured:
            if dry_run:
                apply.dry_run(parsed)
            else:
                apply.apply(parsed, content, actor_id=admin.pk)
        return len(captured)

    factories.commune()
    queries(1, dry_run=False)  # fills caches
    for dry_run in (True, False):
        few, more, most = (queries(makers, dry_run=dry_run) for makers in (4, 6, 12))
        assert (most - few) == 4 * (more - few)  # of 2, 3 and 6 batches


def register() -> list[tuple]:
    certificates = Certificate.objects.order_by(
        "certified_product__producer__folded", "certified_product__folded", "number"
    )
    return list(
        certificates.values_list(
            "certified_product__producer__name",
            "certified_product__producer__address",
            "certified_product__name",
            "number",
            "stars",
            "state",
            "source_row",
            "star_period__during",
        )
    )


HISTORY = [
    files.annex(rows(6, 3), above=files.title("1/QĐ-UBND", "05/8/2024")),
    files.annex(rows(7, 2), above=files.title("2/QĐ-UBND", "05/8/2025")),
    files.annex([files.award(f"Trà {n}", "HTX 3", note="mới") for n in range(9)]
                + [files.award("Trà 1", "HTX 4", "Xã Lạc Dương, tỉnh Lâm Đồng")],
                above=files.title("2/QĐ-UBND", "05/8/2025")),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("step", range(len(HISTORY)))
def test_batches_write_what_one_plan_would(
    admin: Any, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    def run() -> tuple:
        for content in HISTORY[: step + 1]:
            made = apply.apply(spooled(content), content, actor_id=admin.pk)
        bad = [(row.number, row.position) for row in made.rejected()]
        return {one: made.count(one) for one in Outcome}, made.superseded, bad, register()

    whole = undone(run)
    split = batches.of
    monkeypatch.setattr(batches, "of", lambda *given: split(*given, most=SMALL))
    parted = undone(run)

    assert parted == whole
    assert StarPeriod.objects.count() == 0


def undone(run: Any) -> Any:
    """What it answers; the database forgets it."""
    with transaction.atomic():
        answer = run()
        transaction.set_rollback(True)
    return answer


@pytest.mark.django_db
def test_the_plan_is_kept_in_the_order_of_the_file_and_confirmed_as_a_whole(
    small: None, private_files: Any
) -> None:
    one = lifecycle.brought(files.annex(rows(6), above=files.title()))

    kept = list(one.lines.order_by("position").values_list("position", "row", "outcome"))
    assert [position for position, *_rest in kept] == list(range(12))
    assert [row for _position, row, _outcome in kept] == sorted(row for _p, row, _o in kept)
    assert [outcome for *_rest, outcome in kept].count("rejected") == 1

    written = lifecycle.worked(lifecycle.confirmed(one))

    assert (written.state, written.changes.count()) == ("applied", 11)


@pytest.mark.django_db
def test_a_plan_that_no_longer_fits_leaves_nothing_of_any_batch(
    small: None, private_files: Any
) -> None:
    one = lifecycle.confirmed(lifecycle.brought(files.annex(rows(6), above=files.title())))
    lifecycle.written(files.annex([files.award("Trà 0", "HTX 5", stars="4 sao")]))
    before = register()

    one = lifecycle.worked(one)

    assert (one.state, one.error["code"], one.confirmed_by_id) == (
        "waiting",
        "register_changed",
        None,
    )
    assert register() == before
    assert one.changes.count() == 0
    assert one.lines.filter(outcome="updated").count() == 1

    assert lifecycle.worked(lifecycle.confirmed(one)).state == "applied"
    assert Producer.objects.count() == 6
    assert RegisterImport.objects.filter(state="applied").count() == 2


@pytest.mark.django_db
def test_the_names_of_one_product_go_together_however_many_rows_its_producer_has(
    small: None, admin: Any
) -> None:
    maker = factories.producer(files.PRODUCER)
    kept = factories.certified("Mắc ca", of=maker, decided_on=date(2026, 1, 5))
    merged = factories.certified("Macca", of=maker, decided_on=date(2026, 2, 5))
    merge_products.merge(kept.pk, merged.pk, Deciding(actor_id=7, reason="Cùng một sản phẩm"))
    lines = [files.award(name, address="") for name in ("Mắc ca", *"ABCDEF", "Macca")]

    made = apply.dry_run(spooled(files.annex(lines)))

    assert [(bad.number, bad.problems[0].code) for bad in made.rejected()] == [(15, "duplicate")]
