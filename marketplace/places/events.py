from dataclasses import dataclass

from marketplace.places.models import Place
from marketplace.refusal import Problem


@dataclass(frozen=True)
class PlaceCloses:
    """The place is about to close; its row is locked. Whoever is against it adds a problem."""

    place: Place
    problems: list[Problem]
