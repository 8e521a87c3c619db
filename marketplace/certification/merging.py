"""What merging and parting share: who decides, the lock, and how they say no."""

from dataclasses import dataclass

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from marketplace.certification.record import lock_register
from marketplace.refusal import Problem, Refusal

PATIENCE = "3s"  # a list being written holds the register longer: people should not wait for it
LOCK_NOT_AVAILABLE = "55P03"


class MergeRefused(Refusal):
    """These two can't be merged, or not be parted."""


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """Who decides, and why; despite_provinces: they know that the two lie in two provinces."""

    actor_id: int
    reason: str
    despite_provinces: bool = False

    def problems(self) -> list[Problem]:
        """That a reason is missing."""
        if self.reason.strip():
            return []
        return [Problem("no_reason", _("Say why: the reason is kept for ever."), field="reason")]


def lock() -> None:
    """Hold the register to the end of the transaction. Raises MergeRefused: register_busy."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        try:
            lock_register()
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                raise
            sentence = _("A list is being written into the register. Try again in a minute.")
            raise MergeRefused(Problem("register_busy", sentence)) from error
        cursor.execute("SET LOCAL lock_timeout = 0")
