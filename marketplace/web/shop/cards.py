"""A card as the pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from marketplace.catalogue.models import Card
from marketplace.web.shop import pictures
from marketplace.web.shop.pictures import Picture


@dataclass(frozen=True)
class ShopCard:
    """price: đồng a unit, None: not on sale online; stars: 3, 4, 5 or None at the moment asked;
    producer: of a gift set, who puts it together."""

    url: str
    name: str
    picture: Picture
    stars: int | None
    producer: str
    province: str
    price: int | None
    unit_name: str
    is_sold_out: bool


def shop_cards(cards: Iterable[Card]) -> list[ShopCard]:
    """Cards that came from the catalogue with their .stars and .free. No query."""
    return [shop_card(card) for card in cards]


def shop_card(card: Card) -> ShopCard:
    province = card.producer.province
    return ShopCard(
        url=address(card),
        name=card.name,
        picture=pictures.photo(card.picture)
        if card.picture
        else pictures.drawn(card.name, card.shelf),
        stars=card.stars,
        producer=card.seller if card.is_gift_set else card.producer.name,
        province=province.name if province and not card.is_gift_set else "",
        price=card.price,
        unit_name=card.unit_name,
        is_sold_out=card.price is not None and card.free == 0,
    )


def address(card: Card) -> str:
    return reverse("shop:product", kwargs={"slug": card.slug, "code": card.code})
