"""The country as it is drawn: from degrees to the coordinates of the map, and back to kilometres."""

from math import asin, cos, radians, sin, sqrt

# Equirectangular around the middle of the country: a degree of latitude is 40 units.
UNITS_A_DEGREE = 40
NORTH_EDGE, WEST_EDGE = 23.7, 101.9
NARROWED = cos(radians(16))
WIDTH, HEIGHT = 520, 620  # with Hoàng Sa and Trường Sa
EARTH_KM = 6371.0


def on_map(latitude: float, longitude: float) -> tuple[float, float]:
    """x to the east and y to the south, in map units; the country is WIDTH × HEIGHT of them."""
    return (
        (longitude - WEST_EDGE) * NARROWED * UNITS_A_DEGREE,
        (NORTH_EDGE - latitude) * UNITS_A_DEGREE,
    )


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """As the crow flies between two points of (latitude, longitude) in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(y), radians(x)) for y, x in (here, there))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
