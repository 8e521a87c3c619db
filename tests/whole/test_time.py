"""clock.py is the one source of time: neither the machine nor the database is asked elsewhere."""

import ast
import re

from tests.whole import our_code

CLOCK = "marketplace/clock.py"
# The launcher waits for real processes, whatever time the shop believes it is.
LAUNCHER = "marketplace/embedded/"

ASKS_THE_MACHINE = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("datetime", "fromtimestamp"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
ASKS_THE_DATABASE = re.compile(
    r"\bnow\s*\(\s*\)|\bCURRENT_(?:DATE|TIME|TIMESTAMP)\b|\bLOCALTIME(?:STAMP)?\b"
    r"|\b(?:clock|statement|transaction)_timestamp\b|\btimeofday\b",
    re.IGNORECASE,
)
# Template tags and filters that read the machine's clock.
ASKS_IN_A_TEMPLATE = re.compile(
    r"\{%\s*now\b|\|\s*(?:timesince|timeuntil|naturaltime|naturalday)\b"
)


def rooms():
    for path in our_code.code():
        if our_code.name(path) != CLOCK and not our_code.name(path).startswith(LAUNCHER):
            yield path


def calls(path):
    """(object, attribute, line) of every x.y that the file mentions."""
    for node in our_code.nodes(path):
        if isinstance(node, ast.Attribute):
            owner = node.value
            called = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield called, node.attr, node.lineno


def test_only_the_clock_asks_the_machine():
    asking = [
        f"{our_code.name(path)}:{line} {owner}.{attribute}"
        for path in rooms()
        for owner, attribute, line in calls(path)
        if (owner, attribute) in ASKS_THE_MACHINE
    ]
    clock = {(owner, name) for owner, name, _line in calls(our_code.ROOT / CLOCK)}

    assert asking == []
    assert clock & ASKS_THE_MACHINE == {("datetime", "now")}


def test_nothing_imports_a_clock_under_another_name():
    names = {f"{owner}.{name}" for owner, name in ASKS_THE_MACHINE if owner in {"time", "timezone"}}
    whole = {f"django.utils.{name}" for name in names} | names | {"django.db.models.functions.Now"}
    importing = [
        f"{our_code.name(path)} imports {name}"
        for path in rooms()
        for name in our_code.imports(path)
        if name in whole
    ]

    assert importing == []


def test_sql_gets_the_moment_as_a_parameter():
    asking = [
        f"{our_code.name(path)}: {found.group()}"
        for path in our_code.code()
        for text in our_code.texts(path)
        for found in ASKS_THE_DATABASE.finditer(text)
    ]

    assert asking == []


def test_no_field_fills_itself():
    filling = [
        f"{our_code.name(path)}:{node.value.lineno} {node.arg}"
        for path in our_code.code()
        for node in our_code.nodes(path)
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add", "db_default"}
    ]

    assert filling == []


def test_no_template_asks_the_machine():
    templates = our_code.files(
        ".html", ".txt", ".xml", ".svg", under=("marketplace", "storefront_theme")
    )
    asking = [
        f"{our_code.name(path)}: {found.group()}"
        for path in templates
        for found in ASKS_IN_A_TEMPLATE.finditer(path.read_text(encoding="utf-8"))
    ]

    assert len(templates) > 20
    assert asking == []
