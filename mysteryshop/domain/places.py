"""How far apart two places on the earth are."""

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_000.0
Degrees = Decimal | float


def distance_m(lat: Degrees, lon: Degrees, other_lat: Degrees, other_lon: Degrees) -> float:
    """Metres along the surface between two places, given in degrees; the earth taken as a ball (within 0.5 %).

    Source: the haversine formula.
    """
    phi, other_phi = radians(lat), radians(other_lat)
    half = sin((other_phi - phi) / 2) ** 2
    half += cos(phi) * cos(other_phi) * sin(radians(float(other_lon) - float(lon)) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))
