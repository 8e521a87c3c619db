"""Sessions in cache and database, as Django keeps them, honest about a database that is away.

Django takes any error of the database for a session that somebody has deleted, and answers 400: "bad
request". A database that starts again is no fault of the reader's: that is a 500, and pressing
again helps.
"""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.cached_db import SessionStore as CachedSessionStore
from django.db import InterfaceError, OperationalError


class SessionStore(CachedSessionStore):
    def save(self, must_create: bool = False) -> Any:
        """Raises UpdateError for a session that is gone, the database's own error for one that is away."""
        try:
            return super().save(must_create)
        except UpdateError as failed:
            if isinstance(failed.__context__, OperationalError | InterfaceError):
                raise failed.__context__ from None
            raise
