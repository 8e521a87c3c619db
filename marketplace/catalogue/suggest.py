"""What somebody may mean while still typing: names of shown products and of their makers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import StrIndex

from marketplace import text
from marketplace.catalogue import synonyms
from marketplace.catalogue.models import Card
from marketplace.catalogue.search import having_all, shown
from marketplace.producers.models import Producer

MOST = 8
MOST_PRODUCERS = 3
LEAST_LETTERS = 2
# Rows looked through for names; a card's words begin with its name, so those stand in front.
_LOOKED_THROUGH = 40


@dataclass(frozen=True)
class Suggestions:
    """At most MOST together."""

    cards: list[Card]
    producers: list[Producer]


def suggest(typed: str, moment: datetime) -> Suggestions:
    """Names with every word typed, marks or none. Two queries, or none for less than two letters."""
    words = text.fold(typed[:100]).split()[:8]
    if sum(map(len, words)) < LEAST_LETTERS:
        return Suggestions([], [])
    producers = list(
        Producer.objects.filter(
            having_all(words, "folded"),
            Exists(shown(moment).filter(producer_id=OuterRef("pk"))),
        ).order_by("sort_key", "pk")[:MOST_PRODUCERS]
    )
    near_front = (
        shown(moment)
        .filter(having_all(words))
        .select_related("producer")
        .order_by(StrIndex("search", Value(words[0])), "sort_key", "pk")
    )
    cards = [
        card
        for card in near_front[:_LOOKED_THROUGH]
        if synonyms.has_all(text.fold(card.name), words)
    ]
    return Suggestions(cards[: MOST - len(producers)], producers)
