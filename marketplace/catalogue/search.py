"""Lists and search over the cards, with the stars and the stock of the moment asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from marketplace import clock, text
from marketplace.catalogue import synonyms
from marketplace.catalogue.models import Card
from marketplace.certification.stars import stars_at
from marketplace.inventory import availability

PAGE = 24
ORDERS = ("best", "name", "price", "-price", "new")
# How near a mistyped word must come to be taken as meant.
NEAR_ENOUGH = 0.5


@dataclass(frozen=True)
class Search:
    """shelf: group code I..VI; province: current province code; stars: exactly 3, 4 or 5; place:
    the id of one where a unit can be sold now."""

    text: str = ""
    shelf: str = ""
    province: str = ""
    stars: int | None = None
    on_sale: bool = False
    in_stock: bool = False
    place: int | None = None
    order: str = "best"
    page: int = 1


@dataclass
class Found:
    """One page of cards, each with .stars (3, 4, 5 or None) and .free (units, None: no offer).

    facets: for shelf, province and stars, how many cards each choice would give while the
    other choices stay. on_sale, in_stock: the same of these two. corrected: nothing had these words, near ones are shown.
    """

    cards: list[Card]
    total: int
    page: int
    pages: int
    facets: dict[str, dict]
    on_sale: int = 0
    in_stock: int = 0
    corrected: bool = False
    search: Search = field(default_factory=Search)


def search(wanted: Search, moment: datetime) -> Found:
    """Find cards. A fixed number of queries, however many cards there are."""
    base = shown(moment)
    if wanted.place is not None:
        base = base.filter(_in_stock(moment, wanted.place))
    found, corrected = _matching(base, wanted.text)
    on_sale = Q(listing__isnull=False)
    in_stock = _in_stock(moment)
    sale = found.filter(_shelf(wanted), _province(wanted), _stars(wanted)).aggregate(
        on_sale=Count("pk", filter=on_sale), in_stock=Count("pk", filter=in_stock)
    )
    matched = found
    if wanted.in_stock:
        matched = found.filter(in_stock)
    elif wanted.on_sale:
        matched = found.filter(on_sale)
    chosen = matched.filter(_shelf(wanted), _province(wanted), _stars(wanted))
    total = chosen.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(wanted.page, 1), pages)
    start = (page - 1) * PAGE
    cards = list(
        _ordered(chosen, wanted.order).select_related("producer__province")[start : start + PAGE]
    )
    _add_free(cards, moment)
    return Found(
        cards=cards,
        total=total,
        page=page,
        pages=pages,
        facets={
            "shelf": _counts(matched.filter(_province(wanted), _stars(wanted)), "shelf"),
            "province": _counts(matched.filter(_shelf(wanted), _stars(wanted)), "province_code"),
            "stars": _counts(matched.filter(_shelf(wanted), _province(wanted)), "stars"),
        },
        on_sale=sale["on_sale"],
        in_stock=sale["in_stock"],
        corrected=corrected,
        search=replace(wanted, page=page),
    )


def counts_by_place(moment: datetime) -> dict[int, int]:
    """For each place with any, how many of the offers on sale can be bought there now. One query."""
    offers = Card.objects.filter(listing__state="on_sale").values("variant_id")
    return availability.articles_by_place(offers, clock.local(moment).date())


def card_by_code(code: str, moment: datetime) -> Card | None:
    """The card of an offer or of a certified product, with .stars and .free; None if unknown."""
    cards = list(
        _with_stars(Card.objects.filter(code=code), moment).select_related(
            "producer__province", "producer__unit", "certified_product__group", "listing__seller"
        )
    )
    _add_free(cards, moment)
    return cards[0] if cards else None


def of_producer(producer_id: int, moment: datetime) -> list[Card]:
    """All shown cards of one producer, offers first."""
    cards = list(
        _ordered(shown(moment).filter(producer_id=producer_id), "best").select_related(
            "producer__province"
        )
    )
    _add_free(cards, moment)
    return cards


def _with_stars(cards: QuerySet[Card], moment: datetime) -> QuerySet[Card]:
    period = stars_at(moment).filter(certified_product_id=OuterRef("certified_product_id"))
    return cards.annotate(stars=Subquery(period.values("stars")[:1]))


def shown(moment: datetime) -> QuerySet[Card]:
    """Offers on sale, starred or not; what is not on sale only while its star holds."""
    return _with_stars(Card.objects.all(), moment).filter(
        Q(listing__state="on_sale") | Q(listing__isnull=True, stars__isnull=False)
    )


def _matching(cards: QuerySet[Card], typed: str) -> tuple[QuerySet[Card], bool]:
    """The cards that have every word or another name of it, else those with words near to them.

    Nothing typed is every card; only signs, nothing anybody could mean by a name, is none.
    """
    words = text.fold(typed[:200]).split()[:12]
    if not words:
        return (cards.none() if typed.strip() else cards), False
    exact = cards.filter(having_all(words))
    if exact.exists():
        return exact, False
    near = cards.annotate(likeness=TrigramWordSimilarity(" ".join(words), "search"))
    near = near.filter(likeness__gte=NEAR_ENOUGH)
    return near, near.exists()


def having_all(words: Sequence[str], column: str = "search") -> Q:
    """Rows whose folded column has each term: as part of a word, or by another name as a whole one."""
    condition = Q()
    for term in synonyms.terms(words):
        one = Q(**{f"{column}__contains": term.words})
        if term.others:
            one |= Q(**{f"{column}__regex": rf"\m({'|'.join(term.others)})\M"})
        condition &= one
    return condition


def _in_stock(moment: datetime, place_id: int | None = None) -> Q:
    variants = availability.variants_in_stock(clock.local(moment).date(), place_id)
    return Q(variant_id__in=variants)


def _ordered(cards: QuerySet[Card], order: str) -> QuerySet[Card]:
    """best: offers before what can't be bought, more stars first, then the newest."""
    by = {
        "name": [],
        "price": [F("price").asc(nulls_last=True)],
        "-price": [F("price").desc(nulls_last=True)],
        "new": ["-newest_at"],
    }.get(order)
    if by is None:
        cards = cards.annotate(not_on_sale=IsNull(F("listing"), True))
        by = ["not_on_sale", F("stars").desc(nulls_last=True), "-newest_at"]
    return cards.order_by(*by, "sort_key", "pk")


def _shelf(wanted: Search) -> Q:
    return Q(shelf=wanted.shelf) if wanted.shelf else Q()


def _province(wanted: Search) -> Q:
    return Q(province_code=wanted.province) if wanted.province else Q()


def _stars(wanted: Search) -> Q:
    return Q(stars=wanted.stars) if wanted.stars else Q()


def _counts(cards: QuerySet[Card], name: str) -> dict:
    rows = cards.values_list(name).annotate(many=Count("pk")).order_by()
    return {value: many for value, many in rows if value not in (None, "")}


def _add_free(cards: Sequence[Card], moment: datetime) -> None:
    variants = {card.variant_id for card in cards if card.variant_id}
    free: dict[int, int] = dict.fromkeys(variants, 0)
    for row in availability.free_anywhere(variants, clock.local(moment).date()) if variants else []:
        free[row.variant_id] += row.quantity
    for card in cards:
        card.free = free[card.variant_id] if card.variant_id else None
