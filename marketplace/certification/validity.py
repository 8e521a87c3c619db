"""How long a certificate is good."""

from datetime import date

from dateutil.relativedelta import relativedelta

MONTHS = 36  # from the day of issue: Decision 26/2026/QĐ-TTg, Art. 4.3
RENEWAL_DUE_DAYS = 120  # and closes: the file must be in by then
MOST_EXTENDED = 180  # days a certificate may go on after its last: same decision, Art. 12.3
EXPIRING_DAYS = 180  # renewal opens: Decision 26/2026/QĐ-TTg, Art. 7


def last_day(first_day: date) -> date:
    """The last day of 36 months, valid until its 24:00.

    A period counted in months ends on the same day of its last month, or on that month's last
    day where there is no such day (Civil Code 91/2015/QH13, Art. 148.3): 29/02/2024 →
    28/02/2027, 31/08/2025 → 31/08/2028.
    """
    return first_day + relativedelta(months=MONTHS)
