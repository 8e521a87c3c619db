"""Thousands of rows at once, by COPY: a row costs neither a model object nor a parameter.

For tables of ours alone; constraints and triggers hold as for any other statement. The rows are
made while the server writes those before them, so making one must not ask the database anything.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = Sequence[Any]
Made = TypeVar("Made", bound=Model)


def keys(model: type[Model], many: int) -> list[int]:
    """So many new primary keys of the model, ascending; for rows that others must name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, many],
        )
        return [row[0] for row in cursor.fetchall()]


def add(model: type[Model], made: Sequence[Model]) -> None:
    """A few new rows from objects in hand, each with its key afterwards; a key set before is none.

    One statement; for the hot ways, where the ORM would take longer to word it than to do it.
    """
    if not made:
        return
    head, row = _wording(model)  # type: ignore[arg-type]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = [
        field.get_db_prep_save(getattr(one, field.attname), connection)
        for one in made
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"{head}{', '.join([row] * len(made))} RETURNING id", values)
        ids = sorted(key for (key,) in cursor.fetchall())
    for one, key in zip(made, ids, strict=True):
        one.pk = key
        one._state.adding, one._state.db = False, connection.alias


def made_of(model: type[Made], names: Sequence[str], values: Row) -> Made:
    """An object of the model from a row of a written statement; columns by name, in any order.

    Columns that are not named are fetched when somebody asks for them.
    """
    found = dict(zip(names, values, strict=True))
    order = [field.attname for field in model._meta.concrete_fields if field.attname in found]
    return model.from_db(connection.alias, order, [found[name] for name in order])


@cache
def _wording(model: type[Model]) -> tuple[str, str]:
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(map(_name, names))
    head = f"INSERT INTO {_name(model._meta.db_table)} ({columns}) VALUES "
    return head, f"({', '.join(['%s'] * len(names))})"


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """New rows, their values in the order of the columns; the others take the model's defaults."""
    some = _some(rows)
    if some:
        _copy(_name(model._meta.db_table), *_whole(model, columns, some))


def update(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Other values for rows that are there: in each its id, then the columns."""
    table = _name(model._meta.db_table)
    new = ", ".join(f"{_name(column)} = new.{_name(column)}" for column in columns)
    _through(
        table,
        ["id", *columns],
        rows,
        f"UPDATE {table} AS held SET {new} FROM ocop_incoming AS new WHERE new.id = held.id",
    )


def upsert(model: type[Model], columns: Sequence[str], rows: Iterable[Row], *, by: str) -> None:
    """New rows; one whose `by` is there already takes the new values."""
    table = _name(model._meta.db_table)
    columns, rows = _whole(model, columns, rows)
    names = ", ".join(map(_name, columns))
    new = ", ".join(
        f"{_name(column)} = excluded.{_name(column)}" for column in columns if column != by
    )
    _through(
        table,
        columns,
        rows,
        f"INSERT INTO {table} ({names}) SELECT {names} FROM ocop_incoming"
        f" ON CONFLICT ({_name(by)}) DO UPDATE SET {new}",
    )


def _whole(
    model: type[Model], columns: Sequence[str], rows: Iterable[Row]
) -> tuple[Sequence[str], Iterable[Row]]:
    """With the columns that are not named and may not be empty."""
    others = [
        field
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.primary_key and not field.null
    ]
    if not others:
        return columns, rows
    return (
        [*columns, *(field.column for field in others)],
        ([*row, *(field.get_default() for field in others)] for row in rows),
    )


def _through(table: str, columns: Sequence[str], rows: Iterable[Row], statement: str) -> None:
    """COPY knows no conflicts and changes nothing: the rows go by a table of this moment."""
    some = _some(rows)
    if some is None:
        return
    names = ", ".join(map(_name, columns))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE ocop_incoming ON COMMIT DROP AS"
            f" SELECT {names} FROM {table} WITH NO DATA"
        )
        _copy("ocop_incoming", columns, some)
        cursor.execute(statement)
        cursor.execute("DROP TABLE ocop_incoming")


def _some(rows: Iterable[Row]) -> Iterable[Row] | None:
    """The rows, None where there is none: nothing is asked of the server then."""
    coming = iter(rows)
    for first in coming:
        return chain([first], coming)
    return None


def _copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    names = ", ".join(map(_name, columns))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _Lines(map(_line, rows)))


class _Lines:
    """What COPY reads: lines, made when they are asked for."""

    def __init__(self, lines: Iterator[str]):
        self._lines = lines

    def read(self, size: int) -> bytes:
        """About so many bytes: whole lines, none only at the end."""
        some: list[str] = []
        length = 0
        for line in self._lines:
            some.append(line)
            length += len(line)
            if length >= size:
                break
        return "".join(some).encode()


def _line(row: Row) -> str:
    return "\t".join([_text(value) for value in row]) + "\n"


def _text(value: Any) -> str:
    """One value as COPY's text format has it."""
    if value is None:
        return "\\N"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, dict | list):
        value = json.dumps(value)
    written = value if isinstance(value, str) else str(value)
    if written.isprintable() and "\\" not in written:
        return written
    return (
        written.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    )


def _name(column: str) -> str:
    return connection.ops.quote_name(column)
