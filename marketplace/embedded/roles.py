"""Changing the database role that Django signs in as, inside one process."""

import contextlib
from collections.abc import Iterator

import dj_database_url
from django.db import connections


@contextlib.contextmanager
def connected_to(url: str) -> Iterator[None]:
    """Django's default connection leads to that database, as that role, until the block ends."""
    connection = connections["default"]
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(dj_database_url.parse(url))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)
