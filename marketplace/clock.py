"""The one source of time.

Stored as UTC, meant in Asia/Ho_Chi_Minh. Nothing else in the project asks the machine or the
database for the moment: SQL gets it as a parameter, so that a test can move the clock of a
running server and every room moves with it.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    moved = _moved()
    return moved if moved is not None else datetime.now(UTC)


def today() -> date:
    """The calendar day it is now in Viet Nam."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as clocks in Viet Nam show it."""
    return moment.astimezone(LOCAL)


def day_start(day: date) -> datetime:
    """00:00 of the day in Viet Nam."""
    return datetime.combine(day, time.min, LOCAL)


def day_end(day: date) -> datetime:
    """24:00 of the day in Viet Nam: the first moment that no longer belongs to it."""
    return day_start(day + timedelta(days=1))


def _moved() -> datetime | None:
    """The moment a test wrote into OCOP_CLOCK_FILE; read at every call, so it can move.

    The setting exists only while OCOP_TEST is on (see settings.py): a shop that serves people
    cannot be told another time.
    """
    path = getattr(settings, "CLOCK_FILE", None)
    if not path:
        return None
    try:
        written = Path(path).read_text().strip()
    except FileNotFoundError:
        return None
    return datetime.fromisoformat(written).astimezone(UTC) if written else None
