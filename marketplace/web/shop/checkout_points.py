"""The points of a checkout as choices: from when, how far, when they are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.orders.collection import Point
from marketplace.orders.view_basket import View
from marketplace.web.shop.place_cards import Now, address, standing

MOST_SHOWN = 30  # of those that can hand over; the nearest


@dataclass(frozen=True)
class ShownPoint:
    """distance: "3,2 km", or "" where nobody knows it; is_chosen: this is where it is collected."""

    point: Point
    url: str
    now: Now | None
    distance: str
    is_chosen: bool


def shown_points(seen: View, moment: datetime) -> list[ShownPoint]:
    """Those that can hand over all of it, the nearest first; and the chosen one in any case."""
    points: Sequence[Point] = seen.promise.points
    shown = [one for one in points if one.day is not None][:MOST_SHOWN]
    if seen.point is not None and seen.point not in shown:
        shown.append(seen.point)
    return [
        ShownPoint(
            one,
            address(one.place),
            standing(one.hours, moment),
            _kilometres(one.kilometres),
            one == seen.point,
        )
        for one in shown
    ]


def _kilometres(far: float | None) -> str:
    if far is None:
        return ""
    said = f"{far:.1f}".replace(".", ",") if far < 10 else str(round(far))
    return f"{said}\u00a0km"
