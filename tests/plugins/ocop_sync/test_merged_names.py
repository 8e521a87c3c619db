"""What was merged is found by every name it had: the lists of before change nothing, nor after parting."""

from typing import Any

import pytest
from django.conf import settings

from marketplace.certification import merge_producers, merge_products, part, tasks
from marketplace.certification.merging import Deciding
from marketplace.certification.models import CertifiedProduct, NearMatch
from marketplace.producers.models import Producer
from plugins.ocop_sync import near
from plugins.ocop_sync.undo import in_the_way
from tests import factories
from tests.certification.register_state import state
from tests.plugins.ocop_sync import lifecycle
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.reading import decided, figures

pytestmark = pytest.mark.django_db
BY = Deciding(actor_id=7, reason="Cùng một chủ thể")
FIRST = decided("1/QĐ-UBND", "05/01/2026", "UBND tỉnh Lâm Đồng")
SECOND = decided("2/QĐ-UBND", "05/08/2026", "UBND tỉnh Lâm Đồng")
LONG, SHORT = "Công ty Cổ phần Hạt Vàng", "CTCP Hạt Vàng"


def of(producer: str, **more: Any) -> dict[str, Any]:
    return {"producer": producer, "address": "xã Lạc Dương, tỉnh Lâm Đồng", **more}


def older() -> bytes:
    return annex([award("Mắc ca sấy", **of(LONG)), award("Trà hoa", **of(LONG))], above=FIRST)


def newer() -> bytes:
    rows = [
        award("Macca sấy", **of(SHORT)),
        award("Cà phê", **of(SHORT)),
        award("Trà hoa", **of(SHORT)),
    ]
    return annex(rows, above=SECOND)


def unchanged(run: Any, *lists: bytes) -> None:
    for content in lists:
        before = state()
        report = figures(run(content))
        assert set(report) == {"unchanged"}, report
        assert state() == before


def product(name: str, producer: str) -> CertifiedProduct:
    return CertifiedProduct.objects.get(name=name, producer__name=producer)


@pytest.fixture
def lists(run: Any) -> tuple[bytes, bytes]:
    factories.commune()
    content = older(), newer()
    for one in content:
        run(one)
    return content


def test_merged_producers_and_products_are_found_by_all_their_names(run: Any, lists: Any) -> None:
    kept, merged = Producer.objects.get(name=LONG), Producer.objects.get(name=SHORT)
    before = state()

    both = merge_producers.merge(kept.pk, merged.pk, BY)
    unchanged(run, *lists)
    one = merge_products.merge(product("Mắc ca sấy", LONG).pk, product("Macca sấy", LONG).pk, BY)
    unchanged(run, *lists)

    part.part(one.code, BY)
    unchanged(run, *lists)
    part.part(both.code, BY)
    unchanged(run, *lists)
    assert state() == before


def test_it_does_not_matter_which_of_the_two_was_kept(run: Any, lists: Any) -> None:
    kept, merged = Producer.objects.get(name=SHORT), Producer.objects.get(name=LONG)

    merge_producers.merge(kept.pk, merged.pk, BY)
    merge_products.merge(product("Macca sấy", SHORT).pk, product("Mắc ca sấy", SHORT).pk, BY)

    unchanged(run, *lists)


def test_another_address_under_the_merged_name_moves_nobody(run: Any, lists: Any) -> None:
    factories.commune("24850", "Đức Trọng")
    moved = annex(
        [award("Bánh", **of("HTX Đầu") | {"address": "xã Đức Trọng, tỉnh Lâm Đồng"})],
        above=decided("3/QĐ-UBND", "06/08/2026", "UBND tỉnh Lâm Đồng"),
    )
    run(moved)
    kept, merged = Producer.objects.get(name=LONG), Producer.objects.get(name="HTX Đầu")

    merge_producers.merge(kept.pk, merged.pk, BY)

    unchanged(run, moved, *lists)
    assert Producer.objects.get(pk=kept.pk).unit == kept.unit


def test_a_new_decision_under_the_merged_name_reaches_the_kept_product(
    run: Any, lists: Any
) -> None:
    kept, merged = Producer.objects.get(name=LONG), Producer.objects.get(name=SHORT)
    merge_producers.merge(kept.pk, merged.pk, BY)
    third = decided("4/QĐ-UBND", "01/09/2026", "UBND tỉnh Lâm Đồng")

    report = run(annex([award("Trà hoa", **of(SHORT))], above=third))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert product("Trà hoa", LONG).certificates.count() == 3
    assert not product("Trà hoa", SHORT).certificates.exists()


def test_an_import_asks_about_what_it_brought(lists: Any) -> None:
    asked = NearMatch.objects.get()

    assert (asked.kind, asked.why) == ("producer", "legal_form")
    assert asked.found_by_import is not None


def test_the_plan_shows_what_is_near_before_anything_is_written(run: Any) -> None:
    factories.commune()
    run(older())
    rows = [award("Mắc ca sấyy rang", **of(SHORT)), award("Mắc ca rang sấyy", **of(LONG))]
    rows.append(award("Trà hoa vàng khô", **of("Cty CP Hạt Vàng")))

    one = lifecycle.brought(annex(rows, above=SECOND))

    near = one.report["near"]
    assert near["count"] == len(near["pairs"]) == 3
    assert {frozenset(pair["names"]) for pair in near["pairs"]} == {
        frozenset((LONG, SHORT)),
        frozenset((LONG, "Cty CP Hạt Vàng")),
        frozenset((SHORT, "Cty CP Hạt Vàng")),
    }
    assert not NearMatch.objects.exists()
    written = lifecycle.worked(lifecycle.confirmed(one))
    assert written.report["near"] == {"count": 3}
    assert NearMatch.objects.filter(found_by_import=one.pk).count() == 3


def test_products_of_two_decisions_are_asked_about_and_those_of_one_are_not(run: Any) -> None:
    factories.commune()
    run(annex([award("Mắc ca sấy", **of(LONG)), award("Macca sấy", **of(LONG))], above=FIRST))
    assert not NearMatch.objects.exists()

    run(annex([award("Mắc ca sấy nứt vỏ", **of(LONG))], above=FIRST))
    run(annex([award("Macca sấy nứt vỏ", **of(LONG))], above=SECOND))

    assert [one.why for one in NearMatch.objects.all()] == ["typo"]


def test_an_import_that_was_merged_is_not_undone_before_it_is_parted(run: Any) -> None:
    factories.commune()
    run(older())
    one = lifecycle.written(newer())
    kept, merged = Producer.objects.get(name=LONG), Producer.objects.get(name=SHORT)

    both = merge_producers.merge(kept.pk, merged.pk, BY)

    assert [problem.code for problem in in_the_way(one)] == ["newer"]
    part.part(both.code, BY)
    assert in_the_way(one) == []


def test_a_list_too_long_to_compare_says_so_and_the_night_finds_its_pairs(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.commune()
    run(older())
    monkeypatch.setattr(near, "MOST_COMPARED", 1)

    one = lifecycle.brought(newer())
    assert one.report["near"] == {"compared": False}
    assert lifecycle.worked(lifecycle.confirmed(one)).report["near"] == {"compared": False}
    assert not NearMatch.objects.exists()

    named = settings.CELERY_BEAT_SCHEDULE["near names"]["task"]
    assert named == tasks.ask_near_matches.name
    tasks.ask_near_matches()

    assert {asked.why for asked in NearMatch.objects.all()} == {"legal_form"}
