"""Administrative units, legal entities, and the places that hold stock with all that is said of them.

The trigger and the exclusion constraint that hold places together stand in the migrations.
"""

from marketplace.places.models.coordinates import EAST, NORTH, SOUTH, WEST
from marketplace.places.models.facts import OpeningHours, Recognition, ServedUnit
from marketplace.places.models.parties import Operator, Party
from marketplace.places.models.places import Place
from marketplace.places.models.units import Level, Outline, Scheme, Unit, UnitSuccession

__all__ = [
    "EAST",
    "NORTH",
    "SOUTH",
    "WEST",
    "Level",
    "OpeningHours",
    "Operator",
    "Outline",
    "Party",
    "Place",
    "Recognition",
    "Scheme",
    "ServedUnit",
    "Unit",
    "UnitSuccession",
]
