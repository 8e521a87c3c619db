"""The map: provinces as shapes, places as spots on them that lead somewhere. Drawn on the server."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot

from marketplace.places.map_points import HEIGHT, WIDTH, on_map
from marketplace.places.models import Outline, Place

APART = 0.1  # of the map's width: on the smallest phone still 24 px between two spots
RADIUS = 0.034
LEAST_WIDTH = 34.0  # map units: a part of a province
FAR_ISLANDS = (("Hoàng Sa", 16.568, 112.135), ("Trường Sa", 9.71, 114.45))
_NUMBER = re.compile(r"-?[\d.]+")


@dataclass(frozen=True)
class Spot:
    """One place, or several that lie close together: their number stands in it."""

    x: float
    y: float
    url: str
    label: str
    count: int


@dataclass(frozen=True)
class Shape:
    path: str
    is_chosen: bool


@dataclass(frozen=True)
class Map:
    """view: the viewBox; radius, size: of spots and letters, in its units."""

    view: str
    shapes: list[Shape]
    spots: list[Spot]
    labels: list[dict]
    radius: float
    size: float
    is_part: bool


def draw(
    places: Sequence[Place],
    *,
    address: Callable[[list[Place]], str],
    province_id: int | None = None,
    around: Place | None = None,
) -> Map | None:
    """The country, one province, or what lies around one place. One query.

    address(places): where a spot leads to. None where no shape is drawn and no place has a
    position: then there is nothing to show.
    """
    outlines = list(Outline.objects.order_by("pk"))
    known = [place for place in places if place.latitude is not None]
    if not outlines and not known:
        return None
    left, top, width, height = _frame(outlines, known, province_id, around)
    spots = _merged(known, width * APART)
    return Map(
        view=f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}",
        shapes=[Shape(one.path, one.unit_id == province_id) for one in outlines],
        spots=[
            Spot(
                x=round(x, 1),
                y=round(y, 1),
                url=address(there),
                label=", ".join(place.name for place in there),
                count=len(there),
            )
            for x, y, there in spots
        ],
        labels=[
            {"name": name, "x": round(x, 1), "y": round(y - 8, 1)}
            for name, latitude, longitude in FAR_ISLANDS
            for x, y in [on_map(latitude, longitude)]
        ],
        radius=round(width * RADIUS, 2),
        size=round(width * RADIUS * 1.15, 2),
        is_part=width < WIDTH,
    )


def _frame(
    outlines: list[Outline], known: list[Place], province_id: int | None, around: Place | None
) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is shown."""
    if around is not None and around.latitude is not None:
        x, y = _point(around)
        return x - LEAST_WIDTH, y - LEAST_WIDTH * 0.75, LEAST_WIDTH * 2, LEAST_WIDTH * 1.5
    corners = [_point(place) for place in known]
    corners += [spot for one in outlines if one.unit_id == province_id for spot in _mainland(one)]
    if province_id is None or not corners:
        return 0, 0, WIDTH, HEIGHT
    left, right = min(x for x, _y in corners), max(x for x, _y in corners)
    top, bottom = min(y for _x, y in corners), max(y for _x, y in corners)
    side = max(right - left, bottom - top, LEAST_WIDTH) * 1.12
    return (left + right - side) / 2, (top + bottom - side) / 2, side, side


def _mainland(outline: Outline) -> list[tuple[float, float]]:
    """The corners of the largest part of the shape, which is its first."""
    numbers = [float(one) for one in _NUMBER.findall(outline.path.split("z")[0])]
    x = y = 0.0
    corners = []
    for east, south in zip(numbers[::2], numbers[1::2], strict=False):
        x, y = x + east, y + south
        corners.append((x, y))
    return corners


def _merged(places: list[Place], apart: float) -> list[tuple[float, float, list[Place]]]:
    """Places closer than `apart` become one spot, where the first of them is."""
    spots: list[tuple[float, float, list[Place]]] = []
    for place in places:
        x, y = _point(place)
        near = next((there for a, b, there in spots if hypot(a - x, b - y) < apart), None)
        if near is None:
            spots.append((x, y, [place]))
        else:
            near.append(place)
    return spots


def _point(place: Place) -> tuple[float, float]:
    return on_map(float(place.latitude or 0), float(place.longitude or 0))
