"""What no trigger sees: the owner of the tables breaks a figure, so that a check has it to find."""

import contextlib
from collections.abc import Callable
from typing import Any


def hand(owner_cursor: Any) -> Callable[..., None]:
    """break_it(table, statement, *values, constraint=""): one row, past triggers and constraints."""

    def break_it(table: str, statement: str, *values: Any, constraint: str = "") -> None:
        with contextlib.ExitStack() as at_end:
            owner_cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            at_end.callback(owner_cursor.execute, f"ALTER TABLE {table} ENABLE TRIGGER USER")
            if constraint:
                owner_cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
            owner_cursor.execute(statement, values)
            assert owner_cursor.rowcount == 1

    return break_it
