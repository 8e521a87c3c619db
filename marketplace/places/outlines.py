"""The provinces as shapes, drawn from where their communes lie.

No survey of borders comes with the units, so the shapes are an honest sketch: each bit of land
belongs to the province of its nearest commune, and land is what lies near a commune. Islands
(Hoàng Sa, Trường Sa, Phú Quốc …) stand where they are, as round spots.
"""

from collections import defaultdict
from collections.abc import Iterable

import shapely
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from marketplace.places.map_points import on_map
from marketplace.places.models import Level, Outline, Scheme, Unit

# In map units, 40 a degree. A commune gives the land around it; what is left between is closed.
AROUND, CLOSED, SPOT = 11.0, 7.0, 4.0
COARSE = 0.7
ISLAND = "đặc khu"  # the kind of unit that islands are since July 2025
LEAST_AREA = 4.0

Points = dict[int, list[tuple[float, float]]]  # province id → map points


def redraw() -> int:
    """Draw every province of today anew from the communes in it; how many there are.

    In the caller's transaction; two queries and one write for all.
    """
    communes = Unit.objects.filter(
        level=Level.COMMUNE, scheme=Scheme.QD19, valid_until__isnull=True
    ).exclude(latitude=None)
    land: Points = defaultdict(list)
    islands: Points = defaultdict(list)
    for parent, kind, latitude, longitude in communes.order_by("code").values_list(
        "parent_id", "kind", "latitude", "longitude"
    ):
        where = islands if kind == ISLAND else land
        where[parent].append(on_map(float(latitude), float(longitude)))
    Outline.objects.all().delete()
    drawn = draw(land, islands)
    Outline.objects.bulk_create(Outline(unit_id=unit, path=path) for unit, path in drawn.items())
    return len(drawn)


def draw(land: Points, islands: Points) -> dict[int, str]:
    """For each province the d of its SVG path, from the map points of its communes."""
    shapes: dict[int, list[BaseGeometry]] = defaultdict(list)
    for province, spots in islands.items():
        shapes[province] += [Point(spot).buffer(SPOT, quad_segs=3) for spot in spots]
    owner = {point: province for province, found in land.items() for point in found}
    if owner:
        spots = MultiPoint(list(owner))
        ground = shapely.union_all(shapely.buffer(spots.geoms, AROUND, quad_segs=3))
        ground = ground.simplify(0.2).buffer(-CLOSED, quad_segs=3)
        cells: dict[int, list[BaseGeometry]] = defaultdict(list)
        for point, cell in _cells(spots):
            cells[owner[point]].append(cell)
        for province, mine in cells.items():
            shapes[province].append(shapely.union_all(mine).intersection(ground).simplify(COARSE))
    return {province: _path(shapely.union_all(found)) for province, found in shapes.items()}


def _cells(spots: MultiPoint) -> Iterable[tuple[tuple[float, float], BaseGeometry]]:
    """Each point with what lies nearer to it than to any other."""
    around = spots.envelope.buffer(AROUND * 2)
    if len(spots.geoms) == 1:
        return [((spots.geoms[0].x, spots.geoms[0].y), around)]
    cells = shapely.voronoi_polygons(spots, extend_to=around, ordered=True).geoms
    return zip(((spot.x, spot.y) for spot in spots.geoms), cells, strict=True)


def _path(shape: BaseGeometry) -> str:
    """Rings as "M x y l dx dy …z": a tenth of a unit, each point as its distance from the last."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    kept = [part for part in parts if part.area >= LEAST_AREA] or parts
    return "".join(_ring(part) for part in sorted(kept, key=lambda part: -part.area))


def _ring(part: Polygon) -> str:
    corners = [(round(x * 10), round(y * 10)) for x, y in part.exterior.coords[:-1]]
    steps = "".join(
        f"{(x - before_x) / 10:g} {(y - before_y) / 10:g} "
        for (before_x, before_y), (x, y) in zip(corners, corners[1:], strict=False)
    )
    return f"M{corners[0][0] / 10:g} {corners[0][1] / 10:g}l{steps.strip()}z"
