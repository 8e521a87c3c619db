"""The list: search words, filters with their counts, order, pages. The address says it all."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace import clock, text
from marketplace.catalogue.search import Found, Search, search
from marketplace.certification import groups
from marketplace.places import units
from marketplace.places.models import Place, Unit
from marketplace.web.shop import choices as addresses
from marketplace.web.shop import pictures, provinces
from marketplace.web.shop.cards import shop_cards
from marketplace.web.shop.choices import Choices
from marketplace.web.shop.page_links import page_links
from marketplace.web.shop.pages import page
from marketplace.web.shop.provinces import Chosen
from marketplace.web.shop.templatetags.shop import level


@dataclass(frozen=True)
class Choice:
    """One choice of a filter: value in the address, how many products it would give."""

    value: str
    name: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    key: str
    name: str
    choices: list[Choice]


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    choices = addresses.read(request.GET)
    today = units.provinces()
    chosen = provinces.choose(choices.tinh, today)
    place = _place(choices)
    found = search(_search(choices, chosen, place), clock.now())
    if choices.trang > found.pages:
        return HttpResponseRedirect(choices.but(trang=found.pages).url())
    return page(
        request,
        "shop/products.html",
        {
            "heading": _heading(choices, chosen, place),
            "search_text": choices.q,
            "corrected": found.corrected,
            "place_note": chosen.note,
            "place_problem": chosen.problem,
            "place_text": choices.tinh if chosen.note or chosen.problem else "",
            "has_only_signs": bool(choices.q) and not text.fold(choices.q),
            "is_chosen": choices != Choices(xep=choices.xep),
            "other_fields": _other_fields(choices),
            "filters": _filters(choices, chosen, found, today),
            "filters_open": bool(chosen.problem),
            "taken": _taken(choices, chosen, place),
            "orders": _orders(choices),
            "cards": shop_cards(found.cards),
            "total": found.total,
            "page_number": found.page,
            "pages": page_links(
                found.page, found.pages, lambda number: choices.but(trang=number).url()
            ),
            "empty_picture": pictures.drawn("", "IV"),
            "is_indexed": not choices.q and not choices.xep,
        },
        indexed=choices.but(xep="", tinh=_canonical(chosen), trang=choices.trang).query(),
    )


def _place(choices: Choices) -> Place | None:
    """The open place whose stock is asked for; an old link to a closed one shows the rest."""
    if not choices.diem:
        return None
    return Place.objects.open_on(clock.today()).filter(code=choices.diem).first()


def _search(choices: Choices, chosen: Chosen, place: Place | None) -> Search:
    return Search(
        text=choices.q,
        shelf=choices.shelf,
        province=chosen.province.code if chosen.province else "",
        stars=choices.sao,
        on_sale=choices.ban == "dang-ban",
        in_stock=choices.ban == "con-hang",
        place=place.pk if place else None,
        order=choices.order,
        page=choices.trang,
    )


def _heading(choices: Choices, chosen: Chosen, place: Place | None) -> str:
    """Đồ uống · Lâm Đồng · OCOP 4 sao; or what was searched for."""
    parts = []
    if choices.q:
        parts.append(_("Results for “%(words)s”") % {"words": choices.q})
    if choices.shelf:
        parts.append(groups.shelf(choices.shelf).name)
    if chosen.province:
        parts.append(chosen.province.name)
    if choices.sao:
        parts.append(level(choices.sao))
    if place:
        parts.append(_("In stock at %(place)s") % {"place": place.name})
    return "\u00a0· ".join(parts) or _("OCOP products")


def _filters(choices: Choices, chosen: Chosen, found: Found, today: list[Unit]) -> list[Filter]:
    filters = [
        Filter("nhom", _("Group"), _group_choices(choices, found.facets["shelf"])),
        Filter("sao", _("OCOP stars"), _star_choices(choices, found.facets["stars"])),
        Filter("ban", _("Availability"), _sale_choices(choices, found)),
        Filter(
            "tinh",
            _("Province"),
            _province_choices(choices, chosen, found.facets["province"], today),
        ),
    ]
    # The province field stands even where no province has a product.
    return [one for one in filters if one.choices or one.key == "tinh"]


def _group_choices(choices: Choices, counts: dict) -> list[Choice]:
    return [
        _choice(choices, "nhom", slug, groups.shelf(code).name, counts.get(code, 0), choices.nhom)
        for code, slug in addresses.GROUP_SLUGS.items()
        if counts.get(code) or slug == choices.nhom
    ]


def _star_choices(choices: Choices, counts: dict) -> list[Choice]:
    return [
        _choice(choices, "sao", stars, level(stars), counts.get(stars, 0), choices.sao)
        for stars in addresses.STARS
        if counts.get(stars) or stars == choices.sao
    ]


def _sale_choices(choices: Choices, found: Found) -> list[Choice]:
    counts = {"dang-ban": found.on_sale, "con-hang": found.in_stock}
    return [
        _choice(choices, "ban", slug, name, counts[slug], choices.ban)
        for slug, name in _sale_names().items()
        if counts[slug] or slug == choices.ban
    ]


def _sale_names() -> dict[str, str]:
    return {"dang-ban": _("Sold online"), "con-hang": _("In stock")}


def _canonical(chosen: Chosen) -> str:
    """One address for a province, by whatever name it was asked for."""
    return provinces.slug(chosen.province) if chosen.province else ""


def _province_choices(
    choices: Choices, chosen: Chosen, counts: dict, today: list[Unit]
) -> list[Choice]:
    here = provinces.slug(chosen.province) if chosen.province else None
    return [
        _choice(choices, "tinh", provinces.slug(unit), unit.name, counts.get(unit.code, 0), here)
        for unit in today
        if counts.get(unit.code) or unit == chosen.province
    ]


def _choice(
    choices: Choices, key: str, value: object, name: str, count: int, chosen: object
) -> Choice:
    """Choosing what is chosen gives it back."""
    is_chosen = value == chosen
    nothing = None if key == "sao" else ""
    return Choice(
        value=str(value),
        name=name,
        count=count,
        url=choices.but(**{key: nothing if is_chosen else value}).url(),
        is_chosen=is_chosen,
    )


def _taken(choices: Choices, chosen: Chosen, place: Place | None) -> list[dict]:
    taken = []
    if choices.q:
        taken.append({"name": f"“{choices.q}”", "url": choices.but(q="").url()})
    if choices.shelf:
        name = groups.shelf(choices.shelf).name
        taken.append({"name": name, "url": choices.but(nhom="").url()})
    if choices.sao:
        taken.append({"name": level(choices.sao), "url": choices.but(sao=None).url()})
    if choices.ban:
        name = _sale_names()[choices.ban]
        taken.append({"name": name, "url": choices.but(ban="").url()})
    if chosen.province:
        taken.append({"name": chosen.province.name, "url": choices.but(tinh="").url()})
    if place:
        taken.append({"name": place.name, "url": choices.but(diem="").url()})
    return taken


def _orders(choices: Choices) -> list[dict]:
    names = {
        "": _("Most stars first"),
        "moi": _("Newest"),
        "gia": _("Price, low first"),
        "gia-giam": _("Price, high first"),
        "ten": _("Name"),
    }
    return [
        {
            "key": key or "sao",
            "name": name,
            "url": choices.but(xep=key).url(),
            "is_chosen": key == choices.xep,
        }
        for key, name in names.items()
    ]


def _other_fields(choices: Choices) -> list[tuple[str, object]]:
    """What the province form must carry on."""
    kept = {
        "q": choices.q,
        "nhom": choices.nhom,
        "sao": choices.sao,
        "ban": choices.ban,
        "diem": choices.diem,
        "xep": choices.xep,
    }
    return [(name, value) for name, value in kept.items() if value]
