"""The console's screens about orders in the tables of tests/whole, one file a subject.

Each file gives LINES (of the access table), SUBJECTS (what an address is about and what is posted
there, made at a place), ASKED (what a person can ask besides the bare address) and POST_ONLY.
"""

from collections.abc import Callable

from marketplace.places.models import Place
from tests.whole.access_lines import Line
from tests.whole.orders import calls, fulfilment, money, offers, system

FILES = (calls, fulfilment, money, offers, system)

Maker = Callable[[Place], tuple[dict, dict]]  # → arguments of the address, body of a POST

LINES: list[Line] = [line for file in FILES for line in file.LINES]
SUBJECTS: dict[str, Maker] = {name: make for file in FILES for name, make in file.SUBJECTS.items()}
ASKED: dict[str, list[str]] = {name: asked for file in FILES for name, asked in file.ASKED.items()}
POST_ONLY: tuple[str, ...] = tuple(name for file in FILES for name in file.POST_ONLY)
