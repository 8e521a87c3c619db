"""Two records of the register side by side, line by line, with what differs marked."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.certification.models import Certificate, CertifiedProduct, NearMatch
from marketplace.certification.near_match import Kind
from marketplace.certification.stars import stars_of
from marketplace.certification.states import standing
from marketplace.listings.models import Listing
from marketplace.producers.models import Producer
from marketplace.text import fold

MOST_PRODUCTS = 30  # named of a producer; the others are counted


@dataclass(frozen=True)
class Line:
    """One matter: what each side says, one value a paragraph; differs: a person should look."""

    label: str
    left: list[str]
    right: list[str]
    differs: bool


@dataclass
class _Side:
    """What is read of one record. names: merged into it before."""

    record: Producer | CertifiedProduct
    products: list[CertifiedProduct] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    star: int | None = None


def of(one: NearMatch) -> list[Line]:
    """All that decides about the pair. A fixed number of queries, whatever the two hold."""
    return _products(one) if one.kind == Kind.PRODUCT else _producers(one)


def _products(one: NearMatch) -> list[Line]:
    rows = CertifiedProduct.objects.select_related(
        "producer__unit", "producer__province", "group"
    ).in_bulk([one.first_product_id, one.second_product_id])
    sides = [_Side(rows[one.first_product_id]), _Side(rows[one.second_product_id])]
    _fill({side.record.pk: side for side in sides})
    stars = stars_of(rows, clock.now())
    for side in sides:
        side.star = stars[side.record.pk].stars if side.record.pk in stars else None
    aliases = CertifiedProduct.objects.filter(merged_into__in=rows).order_by("pk")
    for merged_into, name in aliases.values_list("merged_into", "name"):
        next(side for side in sides if side.record.pk == merged_into).names.append(name)
    return [
        _line(_("Name"), sides, lambda side: [side.record.name]),
        _line(_("Producer"), sides, lambda side: [side.record.producer.name]),
        _line(_("Address"), sides, lambda side: _address(side.record.producer)),
        _line(
            _("Group"), sides, lambda side: [side.record.group.name] if side.record.group else []
        ),
        _line(_("Star today"), sides, _star),
        _line(_("Certificates"), sides, _certificates),
        _line(_("On sale"), sides, _listings),
        _line(_("Merged into it before"), sides, lambda side: side.names),
    ]


def _producers(one: NearMatch) -> list[Line]:
    rows = Producer.objects.select_related("unit", "province").in_bulk(
        [one.first_producer_id, one.second_producer_id]
    )
    sides = [_Side(rows[one.first_producer_id]), _Side(rows[one.second_producer_id])]
    by_producer = {side.record.pk: side for side in sides}
    by_product = {}
    products = CertifiedProduct.objects.filter(producer__in=rows, merged_into=None)
    for product in products.select_related("group").order_by("folded", "pk"):
        side = by_product[product.pk] = by_producer[product.producer_id]
        side.products.append(product)
    _fill(by_product)
    aliases = Producer.objects.filter(merged_into__in=rows).order_by("pk")
    for merged_into, name in aliases.values_list("merged_into", "name"):
        by_producer[merged_into].names.append(name)
    return [
        _line(_("Name"), sides, lambda side: [side.record.name]),
        _line(_("Address"), sides, lambda side: _address(side.record)),
        _line(_("Products"), sides, _names),
        _line(_("Certificates"), sides, _numbers),
        _line(_("On sale"), sides, _listings),
        _line(_("Merged into it before"), sides, lambda side: side.names),
    ]


def _fill(by_product: dict[int, _Side]) -> None:
    """Certificates and offers of the products, two queries."""
    certificates = (
        Certificate.objects.filter(certified_product__in=by_product)
        .exclude(state=Certificate.State.UNDONE)
        .select_related("star_period")
        .order_by("-decided_on", "-pk")
    )
    for certificate in certificates:
        by_product[certificate.certified_product_id].certificates.append(certificate)
    listings = Listing.objects.filter(certified_product__in=by_product)
    for listing in listings.select_related("product").order_by("pk"):
        by_product[listing.certified_product_id].listings.append(listing)


def _line(label: str, sides: list[_Side], say: Callable[[_Side], list[str]]) -> Line:
    left, right = map(say, sides)
    return Line(label, left, right, _bare(left) != _bare(right))


def _bare(values: Iterable[str]) -> list[str]:
    """As it is compared: case, blanks and signs do not differ."""
    return [fold(value) for value in values]


def _address(producer: Producer) -> list[str]:
    units = [unit.full_name for unit in (producer.unit, producer.province) if unit]
    return [text for text in (producer.address, ", ".join(units)) if text]


def _star(side: _Side) -> list[str]:
    return (
        [_("OCOP %(stars)d stars") % {"stars": side.star}]
        if side.star
        else [_("No star is valid now")]
    )


def _certificates(side: _Side) -> list[str]:
    now = clock.now()
    return [
        " · ".join(
            (
                one.number or _("no decision yet"),
                f"{one.decided_on:%d/%m/%Y}" if one.decided_on else "–",
                f"{one.stars}★",
                standing(one, now).words,
            )
        )
        for one in side.certificates
    ]


def _numbers(side: _Side) -> list[str]:
    """The decisions by number, how many products each: a producer may have hundreds."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for one in side.certificates:
        day = f"{one.decided_on:%d/%m/%Y}" if one.decided_on else "–"
        counted[one.number or _("no decision yet"), day] += 1
    return [
        f"{number} · {day} · " + ngettext("%(n)d product", "%(n)d products", many) % {"n": many}
        for (number, day), many in counted.items()
    ]


def _names(side: _Side) -> list[str]:
    names = [product.name for product in side.products[:MOST_PRODUCTS]]
    more = len(side.products) - len(names)
    return [*names, _("and %(n)d more") % {"n": more}] if more else names


def _listings(side: _Side) -> list[str]:
    return [listing.product.name for listing in side.listings]
