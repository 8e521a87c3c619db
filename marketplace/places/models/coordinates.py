"""Where something lies: degrees, and the bounds that every position keeps."""

from django.db import models
from django.db.models import Q

# Mainland and sea of Viet Nam with Hoàng Sa and Trường Sa; narrow enough to catch a swapped pair.
SOUTH, NORTH = 6, 24
WEST, EAST = 102, 118


def coordinates_constraint(name: str) -> models.CheckConstraint:
    """Both coordinates or none, in degrees, inside Viet Nam."""
    return models.CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True)
        | Q(
            latitude__isnull=False,
            longitude__isnull=False,
            latitude__range=(SOUTH, NORTH),
            longitude__range=(WEST, EAST),
        ),
        name=name,
    )
