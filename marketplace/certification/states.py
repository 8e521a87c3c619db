"""What state a certificate is in on a day, in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.certification.models import Certificate, StarPeriod
from marketplace.certification.validity import EXPIRING_DAYS


@dataclass(frozen=True)
class Standing:
    """code: pending, not_starred, not_yet, active, expiring, extended, expired, revoked,
    superseded, undone."""

    code: str
    words: str
    star_shows: bool = False


def standing(certificate: Certificate, moment: datetime) -> Standing:
    """Read from the record, its star period and the moment. Expiry needs no job to come true."""
    if certificate.state == Certificate.State.PENDING:
        return Standing("pending", _("Waiting for its decision to be verified"))
    if certificate.state == Certificate.State.UNDONE:
        return Standing("undone", _("Imported by mistake, undone"))
    period = _period(certificate)
    if period is None and certificate.state == Certificate.State.ACTIVE:
        return Standing("not_starred", _("Below 3 stars: no certificate"))
    if period is None or moment >= period.during.upper:
        if certificate.state == Certificate.State.REVOKED:  # from its moment on, as the star
            return Standing("revoked", _("Revoked"))
        if certificate.state == Certificate.State.SUPERSEDED:
            return Standing("superseded", _("Replaced by a newer decision"))
        return Standing("expired", _("Expired"))
    if moment < period.during.lower:
        return Standing("not_yet", _("Not valid yet"))
    if certificate.last_day and moment >= clock.day_end(certificate.last_day):
        words = _("Extended until %(day)s") % {"day": f"{certificate.final_day:%d/%m/%Y}"}
        return Standing("extended", words, star_shows=True)
    if is_expiring(certificate.final_day, clock.local(moment).date()):
        return Standing("expiring", _("Valid, expires soon"), star_shows=True)
    return Standing("active", _("Valid"), star_shows=True)


def is_expiring(last_day: date | None, day: date) -> bool:
    """Whether the renewal window is open (Decision 26/2026/QĐ-TTg, Art. 7)."""
    return last_day is not None and last_day - day <= timedelta(days=EXPIRING_DAYS)


def _period(certificate: Certificate) -> StarPeriod | None:
    try:
        return certificate.star_period
    except StarPeriod.DoesNotExist:
        return None
