"""Goods that a person may pick from: what stands at a place, what an order took out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import F, Q, QuerySet

from marketplace import clock
from marketplace.inventory import returns, scan
from marketplace.inventory.models import Balance, Condition, Lot
from marketplace.inventory.picked import Picked
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Party, Place
from marketplace.text import fold
from marketplace.web.console.goods.events import CONDITIONS, owner_name

MOST_SHOWN = 60  # of one search; more than one writes figures beside


@dataclass(frozen=True)
class Pickable:
    """Sales units of a lot, an owner and a condition; there: how many at most."""

    lot: Lot
    owner: Party
    condition: str
    there: int

    @property
    def key(self) -> str:
        """How a form names them: no primary key, all that tells them from others."""
        return "/".join((self.lot.variant.sku, self.owner.code, self.condition, self.lot.code))

    @property
    def owner_name(self) -> str:
        return owner_name(self.owner)

    @property
    def condition_words(self) -> Any:
        return CONDITIONS[Condition(self.condition)]

    @property
    def is_expired(self) -> bool:
        return self.lot.best_before is not None and self.lot.best_before < clock.today()

    def picked(self, units: int) -> Picked:
        return Picked(self.lot.pk, self.owner.pk, self.condition, units)


class Shelf(Protocol):
    """Where goods are found by what is typed or scanned, and again by their keys."""

    def search(self, text: str) -> list[Pickable]: ...

    def named(self, keys: Iterable[str]) -> dict[str, Pickable]: ...


class Standing:
    """What stands at a place; `only` narrows it. Empty balances where they may be found again."""

    def __init__(self, place: Place, only: Q | None = None, *, with_empty: bool = False) -> None:
        self.place, self.with_empty = place, with_empty
        self.balances = Balance.objects.filter(only or Q(), place=place).select_related(
            "lot__variant__product", "owner__producer", "owner__operator"
        )

    def search(self, text: str) -> list[Pickable]:
        """By barcode, code or lot label exactly, else by part of the product's name or lot code.

        With nothing typed, all of it where it is few. Raises StockRefused for a barcode that is
        unknown here.
        """
        found = self.balances.order_by(
            "lot__variant__product__name", F("lot__best_before").asc(nulls_last=True), "pk"
        )
        if not (text and self.with_empty):
            found = found.filter(quantity__gt=0)
        if text:
            found = found.filter(self._meant(text))
        rows = [_pickable(row) for row in found[: MOST_SHOWN + 1]]
        return rows[:MOST_SHOWN] if text or len(rows) <= MOST_SHOWN else []

    def named(self, keys: Iterable[str]) -> dict[str, Pickable]:
        """Those of the keys that are here, empty or not. One query."""
        wanted = set(keys)
        parts = [key.split("/", 3) for key in wanted if key.count("/") >= 3]
        rows = self.balances.filter(
            lot__variant__sku__in={part[0] for part in parts},
            lot__code__in={part[3] for part in parts},
        )
        found = {one.key: one for one in map(_pickable, rows)}
        return {key: found[key] for key in wanted & found.keys()}

    def _meant(self, text: str) -> Q:
        try:
            scanned = scan.find(text, self.place)
        except StockRefused:
            if looks_scanned(text):
                raise
            named = Q(lot__variant__product__name__icontains=text) | Q(lot__code__iexact=text)
            folded = fold(text)
            if folded:
                named |= Q(lot__variant__listing__certified_product__folded__contains=folded)
            return named
        here = Q(lot__variant=scanned.variant_id)
        return here & Q(lot=scanned.lot) if scanned.lot else here


class TakenOut:
    """What an order took out and its shopper still has; all of it is shown."""

    def __init__(self, reference: str) -> None:
        out = +returns.still_out(reference)
        lots = lots_with_products(lot for lot, _owner in out)
        owners = _owners(owner for _lot, owner in out)
        self.rows = [
            Pickable(lots[lot], owners[owner], Condition.GOOD, units)
            for (lot, owner), units in sorted(out.items())
        ]

    def search(self, text: str) -> list[Pickable]:
        return self.rows

    def named(self, keys: Iterable[str]) -> dict[str, Pickable]:
        wanted = set(keys)
        return {one.key: one for one in self.rows if one.key in wanted}


class SoldHere:
    """Lots that have stood at a place, as a shopper without a receipt may bring them back."""

    def __init__(self, place: Place) -> None:
        self.standing = Standing(place, Q(condition=Condition.GOOD), with_empty=True)

    def search(self, text: str) -> list[Pickable]:
        return self._with_shoppers(self.standing.search(text)) if text else []

    def named(self, keys: Iterable[str]) -> dict[str, Pickable]:
        found = self._with_shoppers(self.standing.named(keys).values())
        return {one.key: one for one in found}

    def _with_shoppers(self, rows: Iterable[Pickable]) -> list[Pickable]:
        shown = list(rows)
        out = returns.sold_of({one.lot.pk for one in shown})
        found = [
            Pickable(one.lot, one.owner, one.condition, out[one.lot.pk, one.owner.pk])
            for one in shown
        ]
        return [one for one in found if one.there > 0]


def looks_scanned(text: str) -> bool:
    """Digits as under bars, or a lot label: nobody means a name by it."""
    article = text.partition("/")[0].replace(" ", "").replace("-", "")
    return "/" in text or (article.isdigit() and len(article) >= 8)


def lots_with_products(keys: Iterable[int]) -> dict[int, Lot]:
    return Lot.objects.select_related("variant__product").in_bulk(set(keys))


def _owners(keys: Iterable[int]) -> dict[int, Party]:
    owners: QuerySet[Party] = Party.objects.select_related("producer", "operator")
    return owners.in_bulk(set(keys))


def _pickable(row: Balance) -> Pickable:
    return Pickable(row.lot, row.owner, row.condition, row.quantity)
