from decimal import Decimal

from mysteryshop.domain.places import distance_m


def test_distances_agree_with_the_map():
    stockholm, gothenburg = (Decimal("59.3293"), Decimal("18.0686")), (Decimal("57.7089"), Decimal("11.9746"))
    assert abs(distance_m(*stockholm, *gothenburg) - 398_000) < 2_000
    assert distance_m(*stockholm, *stockholm) == 0
    assert abs(distance_m(0, 179.9995, 0, -179.9995) - 111.2) < 0.2  # across the date line
