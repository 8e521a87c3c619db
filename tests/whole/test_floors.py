"""Who may know whom: DESIGN.md's floors, read from the imports themselves."""

import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.apps import apps

from tests.whole import our_code
from tests.whole.our_code import ASIDE, FLOORS, room

OUR_LABEL = re.compile(r"\bocop_([a-z_]+)\.[A-Za-z]\w*")
# Tables in our SQL, for example ocop_inventory_shelf.
OUR_TABLE = re.compile(
    r"\bocop_(places|producers|accounts|certification|listings|inventory|catalogue|orders)_\w+"
)


def known_rooms() -> dict[Path, set[str]]:
    """What each file imports, as rooms; its own left out."""
    found: dict[Path, set[str]] = {}
    for path in our_code.code():
        own = room(our_code.module(path))
        found[path] = {room(name) for name in our_code.imports(path)} - {"", own}
    return found


def room_of_label(label: str) -> str:
    return "plugins.ocop_sync" if label == "sync" else f"marketplace.{label}"


def test_every_room_has_a_floor():
    rooms = {room(our_code.module(path)) for path in our_code.code()} - {""}

    assert rooms - ASIDE <= set(FLOORS)


def test_an_import_never_points_up():
    upward = [
        f"{our_code.name(path)} (floor {FLOORS[own]}) knows {other} (floor {FLOORS[other]})"
        for path, others in known_rooms().items()
        if (own := room(our_code.module(path))) in FLOORS
        for other in sorted(others)
        if FLOORS.get(other, 0) > FLOORS[own]
    ]

    assert upward == []


def test_rooms_never_know_each_other_both_ways():
    """On one floor a room may know its neighbour (listings → inventory), never in a circle."""
    edges: dict[str, set[str]] = defaultdict(set)
    for path, others in known_rooms().items():
        edges[room(our_code.module(path))] |= others

    try:
        order = list(TopologicalSorter(edges).static_order())
    except CycleError as circle:
        raise AssertionError(f"rooms in a circle: {' → '.join(circle.args[1])}") from None
    assert order.index("marketplace.clock") < order.index("marketplace.orders")


def test_nothing_knows_what_stands_aside():
    knowing = [
        f"{our_code.name(path)} knows {other}"
        for path, others in known_rooms().items()
        if room(our_code.module(path)) not in ASIDE
        for other in sorted(others & ASIDE)
    ]

    assert knowing == []


def test_the_bridge_knows_no_room():
    # A user's joining day comes from the one source of time; rows of an order are written together.
    allowed = {"marketplace.clock", "marketplace.bulk"}
    bridge = {
        f"{our_code.name(path)} knows {other}"
        for path, others in known_rooms().items()
        if room(our_code.module(path)) == "marketplace.saleor_bridge"
        for other in others - allowed
    }

    assert bridge == set()


def test_nobody_but_the_bridge_and_the_plugin_says_saleor():
    saying = {
        our_code.name(path)
        for path in our_code.code()
        for name in our_code.imports(path)
        if name.split(".")[0] == "saleor"
    }

    elsewhere = {name for name in saying if not name.startswith("marketplace/saleor_bridge/")}
    assert elsewhere <= {"plugins/ocop_sync/plugin.py"}
    assert "marketplace/saleor_bridge/models.py" in saying


def test_foreign_keys_never_point_up():
    upward = [
        f"{model.__name__}.{field.name} → {there}"
        for model in apps.get_models(include_auto_created=True)
        if (here := room(model.__module__)) in FLOORS
        for field in model._meta.local_fields + model._meta.local_many_to_many
        if field.related_model is not None
        if (there := room(field.related_model.__module__))
        if FLOORS[there] > FLOORS[here]
    ]

    assert upward == []


def test_labels_and_tables_in_strings_never_point_up():
    """Migrations and our own SQL included: a table is knowledge as an import is."""
    upward = [
        f"{our_code.name(path)} names {found.group()}"
        for path in our_code.code()
        if (own := room(our_code.module(path))) in FLOORS
        for text in our_code.texts(path)
        for found in [*OUR_LABEL.finditer(text), *OUR_TABLE.finditer(text)]
        if FLOORS[room_of_label(found.group(1))] > FLOORS[own]
    ]

    assert upward == []
