"""What the days say against a row: its own, and those of the product's other certificates. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from marketplace import clock
from marketplace.certification.validity import MOST_EXTENDED, last_day
from plugins.ocop_sync.known import Certificate
from plugins.ocop_sync.parse import GoodRow, Problem
from plugins.ocop_sync.product_row import UNNAMED


def check_days(row: GoodRow, today: date) -> Problem | None:
    """A decision or an award of the future, or a paper that ends before it begins."""
    day = row.decision.day
    if day and day > today:
        apart = row.withdraws and row.given.has("withdrawal_day")
        return problem(
            row, "date_in_future", "withdrawal_day" if apart else "day", f"{day:%d/%m/%Y}"
        )
    if row.award_year and row.award_year > today.year:
        return problem(row, "year_in_future", "year", str(row.award_year))
    return None if row.withdraws else check_last_day(row, row.printed_last_day)


def check_last_day(row: GoodRow, printed: date | None) -> Problem | None:
    """printed: the last day that stands on paper, from this row or from one before it."""
    day = row.decision.day
    if day and printed and printed < day:
        return problem(row, "last_day_too_early", "last_day", f"{printed:%d/%m/%Y}")
    # Longer than 36 months with the longest extension there is: no rule gives that.
    if day and printed and printed > last_day(day) + timedelta(days=MOST_EXTENDED):
        return problem(row, "last_day_too_late", "last_day", f"{printed:%d/%m/%Y}")
    return None


def check_others(
    row: GoodRow, certificates: Iterable[Certificate], known: Certificate | None = None
) -> Problem | None:
    """What the product's other certificates say against this decision's becoming active.

    Two decisions of one day can't be ordered. One that was signed before a withdrawal and comes
    after it can't be told from one the withdrawal meant. known: the row's own certificate.
    """
    day = row.decision.day
    for other in certificates:
        if other is known or not other.counts or day is None:
            continue
        if other.first_day == day:
            return problem(row, "same_day", "product", row.product, number=other.number)
        withdrawn = clock.local(other.revoked_at).date() if other.revoked_at else None
        if withdrawn and day < withdrawn:
            return problem(
                row,
                "withdrawn_since",
                "product",
                row.product,
                number=other.revocation_number,
                day=f"{withdrawn:%d/%m/%Y}",
            )
    return None


def problem(row: GoodRow, code: str, name: str, value: str, **data: object) -> Problem:
    """A problem of the row in the column of this name."""
    label = row.given.labels.get(name) or UNNAMED.get(name, name)
    return Problem(code, label, value, data)
