"""Lists and search over the cards, with the stars and the stock of the moment asked."""

from collections.abc import Mapping, Sequence
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
from marketplace.listings import set_stock
from marketplace.listings.models import Listing

PAGE = 24
ORDERS = ("best", "name", "price", "-price", "new")
# How near a mistyped word must come to be taken as meant.
NEAR_ENOUGH = 0.5
BOOKED = Listing.Way.BOOKING
Sets = Mapping[int, Mapping[int, int]]  # what set_stock.free_sets() says


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
    """One page of cards, each with .stars (3, 4, 5 or None), .free (units, None: nothing to count),
    .way and .is_gift_set of its offer, .seller where it is a set.

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
    sets = set_stock.free_sets(clock.local(moment).date())
    if wanted.place is not None:
        base = base.filter(_in_stock(moment, sets, wanted.place))
    found, corrected = _matching(base, wanted.text)
    on_sale = Q(listing__isnull=False)
    in_stock = _in_stock(moment, sets)
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
    cards = list(_with_offer(_ordered(chosen, wanted.order))[start : start + PAGE])
    _add_free(cards, moment, sets)
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
    """For each place with any, how many of the offers on sale can be bought there now. Two queries,
    three where there are gift sets."""
    day = clock.local(moment).date()
    offers = Card.objects.filter(listing__state="on_sale").values("variant_id")
    counts = availability.articles_by_place(offers, day)
    for places in set_stock.free_sets(day).values():
        for place in places:
            counts[place] = counts.get(place, 0) + 1
    return counts


def card_by_code(code: str, moment: datetime) -> Card | None:
    """The card of an offer or of a certified product, with .stars and .free; None if unknown."""
    cards = list(
        _with_offer(_with_stars(Card.objects.filter(code=code), moment)).select_related(
            "producer__province", "producer__unit", "certified_product__group", "listing__seller"
        )
    )
    _add_free(cards, moment)
    return cards[0] if cards else None


def of_producer(producer_id: int, moment: datetime, most: int | None = None) -> list[Card]:
    """The shown cards of one producer, offers first: all of them, or so many at most."""
    cards = list(
        _with_offer(_ordered(shown(moment).filter(producer_id=producer_id), "best"))[:most]
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


def _in_stock(moment: datetime, sets: Sets, place_id: int | None = None) -> Q:
    """Offers of which one can be had: a unit on a shelf, a set whose parts are together at a place,
    or a day to book, which is at no place of ours."""
    variants = availability.variants_in_stock(clock.local(moment).date(), place_id)
    filled = [pk for pk, places in sets.items() if (place_id in places if place_id else places)]
    found = Q(variant_id__in=variants) | Q(listing__in=filled)
    return found if place_id else found | Q(listing__way=BOOKED)


def _with_offer(cards: QuerySet[Card]) -> QuerySet[Card]:
    """With the maker's province, and what a card must know of its offer."""
    return cards.select_related("producer__province").annotate(
        way=F("listing__way"),
        is_gift_set=F("listing__is_gift_set"),
        seller=F("listing__seller__name"),
    )


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


def _add_free(cards: Sequence[Card], moment: datetime, sets: Sets | None = None) -> None:
    """sets: free_sets() of at least the sets among the cards, where it has been asked already."""
    day = clock.local(moment).date()
    variants = {card.variant_id for card in cards if card.variant_id and not card.is_gift_set}
    free: dict[int, int] = dict.fromkeys(variants, 0)
    for row in availability.free_anywhere(variants, day) if variants else []:
        free[row.variant_id] += row.quantity
    in_sets = [card.listing_id for card in cards if card.is_gift_set]
    if sets is None:
        sets = set_stock.free_sets(day, in_sets) if in_sets else {}
    for card in cards:
        if card.is_gift_set:
            card.free = sum(sets.get(card.listing_id, {}).values())
        else:
            card.free = free[card.variant_id] if card.variant_id and card.way != BOOKED else None
