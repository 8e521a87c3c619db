"""What a line of the access table says."""

from dataclasses import dataclass

OWN, FOREIGN, ANY = "own", "foreign", "any"


@dataclass(frozen=True)
class Line:
    """A page, the place its subject belongs to, and what each person gets, in this order:
    anonymous, no role, administrator, officer, manager of the centre, clerk of the centre."""

    name: str
    place: str
    method: str
    answers: tuple[int, int, int, int, int, int]
