"""Nhãn: for shelves, lots and articles, on a roll or on sheets."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock, text
from marketplace.accounts.access import Action, places_for
from marketplace.certification.badge import badges_for
from marketplace.inventory.models import Balance, Barcode
from marketplace.inventory.scan import label_text
from marketplace.places.models import Place
from marketplace.saleor_bridge.money import to_dong
from marketplace.web import pdf
from marketplace.web.console.fields import UnitsField
from marketplace.web.console.guard import staff
from marketplace.web.console.page import show
from marketplace.web.console.paging import page_of
from marketplace.web.label_drawing import Label, Paper, draw

SHELF, LOT, ARTICLE = "shelf", "lot", "article"
KINDS = (
    (SHELF, gettext_lazy("Shelf label: price, star, QR")),
    (LOT, gettext_lazy("Lot label: lot, best before, QR to scan")),
    (ARTICLE, gettext_lazy("Article label: barcode and price")),
)
PAPERS = (
    (Paper.ROLL.value, gettext_lazy("Roll, 40 × 30 mm")),
    (Paper.SHEET.value, gettext_lazy("A4 sheet, 24 labels of 70 × 37 mm")),
)
MOST = 1_000  # labels in one file


class Choice(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Label"), choices=KINDS)
    paper = forms.ChoiceField(label=gettext_lazy("Paper"), choices=PAPERS)

    @classmethod
    def of(cls, request: HttpRequest) -> "Choice":
        """As the address says; shelf labels on a roll where it says nothing sensible."""
        asked = {"kind": SHELF, "paper": Paper.ROLL.value}
        asked |= {name: request.GET[name] for name in asked if name in request.GET}
        form = cls(asked)
        if not form.is_valid():
            form = cls({"kind": SHELF, "paper": Paper.ROLL.value})
            form.is_valid()
        return form


@staff(Action.SEE_STOCK)
def labels(request: HttpRequest, code: str) -> HttpResponse:
    """What stands at the place, with how many labels of each; the figures go to labels_pdf."""
    place = _place(request, code)
    choice = Choice.of(request)
    page = page_of(request, _rows(place, choice.cleaned_data["kind"]))
    context = {"place": place, "choice": choice, "page": page, "most": MOST}
    context["rows"] = [
        {"balance": row, "name": f"n-{_key(row, choice.cleaned_data['kind'])}"}
        for row in page.object_list
    ]
    return show(request, "console/goods/labels.html", context)


@staff(Action.SEE_STOCK)
def labels_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The labels that the address asks for, one of each where it names none. 422 with a sentence where the figures can't be."""
    place = _place(request, code)
    choice = Choice.of(request).cleaned_data
    rows = {_key(row, choice["kind"]): row for row in _rows(place, choice["kind"])}
    is_asked = any(name.startswith("n-") for name in request.GET)
    wanted: dict[str, int | None] = dict.fromkeys(rows, 1)
    if is_asked:
        wanted = _wanted(request)
    problem = _problem(wanted)
    if problem:
        context = {"place": place, "problem": problem}
        return show(request, "console/goods/labels_refused.html", context, 422)
    chosen = {key: rows[key] for key in wanted if key in rows}
    made = _made(choice["kind"], chosen)
    copies = [made[key] for key in chosen for _copy in range(wanted[key] or 0)]
    title = _("Labels, %(place)s") % {"place": place.name}
    return pdf.answer(f"nhan-{place.code}", draw(copies, Paper(choice["paper"]), title=title))


def _place(request: HttpRequest, code: str) -> Place:
    return get_object_or_404(places_for(request.user, Action.SEE_STOCK), code=code)


def _rows(place: Place, kind: str) -> QuerySet[Balance]:
    """A row a lot, or a row an article; with the article, its lot and listing."""
    rows = Balance.objects.filter(place=place, quantity__gt=0).select_related(
        "lot__variant__product", "lot__variant__listing"
    )
    if kind == LOT:
        return rows.order_by("lot__variant__product__name", "lot__code", "pk").distinct(
            "lot__variant__product__name", "lot__code"
        )
    return rows.order_by("lot__variant__product__name", "lot__variant_id", "pk").distinct(
        "lot__variant__product__name", "lot__variant_id"
    )


def _key(row: Balance, kind: str) -> str:
    sku = row.lot.variant.sku
    return label_text(sku, row.lot.code) if kind == LOT else sku


def _wanted(request: HttpRequest) -> dict[str, int | None]:
    """How many of each; None where the figure can't be read. What is left empty is not asked for."""
    field = UnitsField(required=False)
    wanted: dict[str, int | None] = {}
    for name, typed in request.GET.items():
        if name.startswith("n-") and typed.strip():
            try:
                wanted[name[2:]] = field.clean(typed.strip())
            except forms.ValidationError:
                wanted[name[2:]] = None
    return wanted


def _problem(wanted: dict[str, int | None]) -> str:
    if None in wanted.values():
        return _("Write a whole number, like 12 or 1.200.")
    total = sum(number or 0 for number in wanted.values())
    if total == 0:
        return _("Say how many labels of at least one article.")
    if total > MOST:
        return _("At most %(most)d labels at once: print them in parts.") % {"most": MOST}
    return ""


def _made(kind: str, rows: dict[str, Balance]) -> dict[str, Label]:
    """The label of each row. One query for the stars or the barcodes of all."""
    if kind == LOT:
        return {key: _lot_label(row) for key, row in rows.items()}
    variants = {row.lot.variant_id for row in rows.values()}
    if kind == ARTICLE:
        found = Barcode.objects.filter(variant__in=variants).order_by("-internal", "-pk")
        gtins = dict(found.values_list("variant_id", "gtin"))  # the producer's own wins
        return {
            key: _article_label(row, gtins.get(row.lot.variant_id)) for key, row in rows.items()
        }
    return _shelf_labels(rows)


def _lot_label(row: Balance) -> Label:
    lot, variant = row.lot, row.lot.variant
    best = f"{lot.best_before:%d/%m/%Y}" if lot.best_before else _("none")
    return Label(
        title=variant.product.name,
        small=(
            _("Lot %(lot)s") % {"lot": lot.code},
            _("Best before: %(day)s") % {"day": best},
            variant.name,
        ),
        qr=label_text(variant.sku, lot.code),
    )


def _article_label(row: Balance, gtin: str | None) -> Label:
    variant = row.lot.variant
    return Label(
        title=variant.product.name,
        big=_price(variant),
        small=(variant.name,),
        qr="" if gtin else variant.sku,
        gtin=gtin or "",
    )


def _shelf_labels(rows: dict[str, Balance]) -> dict[str, Label]:
    badges = badges_for(_certified(rows.values()), clock.now())
    made = {}
    for key, row in rows.items():
        variant = row.lot.variant
        badge = badges.get(variant.listing.certified_product_id)
        if badge:
            address = reverse("shop:verify", kwargs={"code": badge.code})
        else:
            kwargs = {"slug": variant.listing.slug, "code": variant.listing.code}
            address = reverse("shop:product", kwargs=kwargs)
        made[key] = Label(
            title=variant.product.name,
            big=_price(variant),
            small=(variant.name,),
            qr=f"{settings.SITE_URL}{address}",
            stars=badge.stars if badge else 0,
            starred=f"{badge.level} · {badge.valid_until}" if badge else "",
        )
    return made


def _certified(rows: Iterable[Balance]) -> set[int]:
    found = {row.lot.variant.listing.certified_product_id for row in rows}
    return {one for one in found if one is not None}


def _price(variant: Any) -> str:
    return text.dong(to_dong(variant.product.price_amount))
