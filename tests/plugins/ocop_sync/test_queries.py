"""As many queries for many rows as for few."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plugins.ocop_sync import apply, parse
from tests import factories
from tests.plugins.ocop_sync import files

pytestmark = pytest.mark.django_db


def queries(what: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        what()
    return len(captured)


def rows(many: int, stars: str = "3 sao") -> list[list[str]]:
    return [
        files.award(
            f"Trà {number}/{many}",
            f"HTX {number}/{many}",
            f"Thôn {number}, xã Lạc Dương, tỉnh Lâm Đồng",
            stars=stars,
        )
        for number in range(many)
    ]


@pytest.mark.parametrize("dry_run", [True, False])
def test_few_and_many_rows_cost_the_same_queries(admin: Any, dry_run: bool) -> None:
    factories.commune()

    def import_of(content: bytes) -> int:
        parsed = parse.parse("ds.xlsx", content)
        if dry_run:
            return queries(lambda: apply.dry_run(parsed))
        return queries(lambda: apply.apply(parsed, content, actor_id=admin.pk))

    import_of(files.annex(rows(1), above=files.title("1/QĐ-UBND", "01/01/2026")))  # fills caches
    steps = [
        lambda many: files.annex(rows(many)),  # new
        lambda many: files.annex(rows(many)),  # unchanged
        lambda many: files.annex(rows(many, "4 sao")),  # changed
        lambda many: files.annex(rows(many), above=files.title("2/QĐ-UBND", "06/9/2026")),
    ]

    few = [import_of(make(3)) for make in steps]
    many = [import_of(make(150)) for make in steps]

    assert many == few
