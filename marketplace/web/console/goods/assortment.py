"""Độ phủ: which of my places can sell which product of the province."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.listings.assortment import Matrix, Reach, Row, Share, asked_of, matrix
from marketplace.places.models import Place, Unit
from marketplace.web.console import sheet
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of

WORDS = {
    Reach.STOCKED: gettext_lazy("in stock"),
    Reach.ORDERABLE: gettext_lazy("orderable"),
    Reach.MISSING: gettext_lazy("missing"),
}
MARKS = {Reach.STOCKED: "●", Reach.ORDERABLE: "○", Reach.MISSING: "–"}


class Filters(forms.Form):
    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    reach = forms.ChoiceField(
        label=gettext_lazy("Products"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            (Reach.MISSING.value, gettext_lazy("Missing somewhere")),
        ],
    )

    def __init__(self, *args: Any, provinces: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [(one.code, one.name) for one in provinces]


@staff(Action.SEE_STOCK)
def assortment(request: HttpRequest) -> HttpResponse:
    """The matrix of one province: a row a product, a column a place, shares above."""
    places = list(
        places_for(request.user, Action.SEE_STOCK)
        .open_on(clock.today())
        .select_related("unit__parent")
        .order_by("kind", "name")
    )
    provinces = list({one.unit.parent.pk: one.unit.parent for one in places}.values())
    filters = Filters(request.GET, provinces=provinces)
    filters.is_valid()
    asked = filters.cleaned_data
    province = next((one for one in provinces if one.code == asked.get("province")), None)
    province = province or (provinces[0] if provinces else None)
    there = [one for one in places if province and one.unit.parent_id == province.pk]
    products = asked_of(province.pk, clock.now()) if province else []
    found = matrix(there, products, clock.today())
    rows = [
        row
        for row in found.rows
        if asked.get("reach") != Reach.MISSING or Reach.MISSING in row.reaches
    ]
    if request.GET.get("as") == "xlsx":
        return _sheet(found)
    page = page_of(request, rows)
    context = {
        "filters": filters,
        "province": province,
        "has_many_provinces": len(provinces) > 1,
        "shares": found.shares,
        "page": page,
        "rows": [_shown(row, there) for row in page.object_list],
        "is_filtered": bool(asked.get("reach")),
    }
    return show(request, "console/goods/assortment.html", context)


def _shown(row: Row, places: Sequence[Place]) -> dict[str, Any]:
    cells = [
        {"place": place.name, "reach": reach.value, "words": WORDS[reach], "mark": MARKS[reach]}
        for place, reach in zip(places, row.reaches, strict=True)
    ]
    return {"product": row.product, "listing": row.listing, "cells": cells}


def _sheet(found: Matrix) -> HttpResponse:
    headings = [_("Code"), _("Product"), _("Producer"), *(one.place.name for one in found.shares)]
    rows: list[tuple[Any, ...]] = [
        ("", _("Can be sold, in percent"), "", *map(_percent, found.shares))
    ]
    rows += [
        (
            row.listing.code if row.listing else "",
            row.product.name,
            row.product.producer.name,
            *(str(WORDS[reach]) for reach in row.reaches),
        )
        for row in found.rows
    ]
    return sheet.answer("do-phu", headings, rows)


def _percent(share: Share) -> int | str:
    return "–" if share.percent is None else share.percent
