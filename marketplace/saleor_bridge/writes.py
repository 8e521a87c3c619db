"""Who may write a Saleor table: code of the bridge, and the few listed exceptions.

The convention is the call stack. A function of the bridge that writes is called by the other rooms,
so one of its frames stands on the stack when the statement runs. Handing a Saleor model instance
out and calling `save()` on it elsewhere breaks the convention. The tests run with a wrapper on the
connection that asks `refuse_foreign_write()` about each statement.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from types import FrameType

from django.apps import apps

BRIDGE = "marketplace.saleor_bridge"

# Django hashes a password anew in today's way when its owner signs in; (module, function).
SIGN_IN = frozenset(
    {
        ("django.contrib.auth.base_user", "setter"),
        ("django.contrib.auth.base_user", "asetter"),
    }
)
MIGRATIONS = "django.db.migrations"

# DELETE FROM, UPDATE and the like anywhere in the statement, so inside a CTE too; `FOR UPDATE OF`
# and `DO UPDATE SET` name no table of Saleor's.
_WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|MERGE\s+INTO"
    r'|TRUNCATE(?:\s+TABLE)?)\s+(?:"?public"?\.)?"?(\w+)',
    re.IGNORECASE,
)


class WriteOutsideBridge(AssertionError):
    """A Saleor table was written by code that is not the bridge's."""


@cache
def saleor_tables() -> frozenset[str]:
    """The tables of Saleor's models, those between many-to-many ends included."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if apps.get_app_config(model._meta.app_label).name.startswith("saleor.")
    )


def written_tables(sql: str) -> set[str]:
    """Saleor's tables that the statement writes; empty for one that only reads or locks."""
    return {name.lower() for name in _WRITE.findall(sql)} & saleor_tables()


def refuse_foreign_write(sql: str, also: Iterable[str] = ()) -> None:
    """Raise WriteOutsideBridge if `sql` writes a Saleor table with no bridge frame on the stack.

    also: names of modules that may write too, such as the tests' factories.
    """
    tables = written_tables(sql)
    if tables and not _has_a_writer_on_stack(frozenset(also)):
        raise WriteOutsideBridge(
            f"{', '.join(sorted(tables))}: only {BRIDGE} writes Saleor's tables. Put the write "
            f"into a function there and call it. Statement: {sql[:200]}"
        )


def _has_a_writer_on_stack(also: frozenset[str]) -> bool:
    for frame in _frames():
        module = frame.f_globals.get("__name__", "")
        if module == __name__:
            continue
        if module in also or _is_in(module, BRIDGE) or _is_in(module, MIGRATIONS):
            return True
        if (module, frame.f_code.co_name) in SIGN_IN:
            return True
    return False


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back
