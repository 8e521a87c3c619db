"""Pages of a list and what its address says."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 50


def page_of(request: HttpRequest, rows: QuerySet | Sequence[Any]) -> Page:
    """The page the address asks for, or the nearest that exists; `numbers`: those to link to."""
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    page.numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=2))
    return page
