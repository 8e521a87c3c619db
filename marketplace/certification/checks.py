"""What stands in the way of a change by hand: asked when it is proposed and when it is confirmed."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.certification.models import Certificate, CertifiedProduct, Proposal
from marketplace.certification.record import last_day_of
from marketplace.certification.succession import LEAST_STARRED
from marketplace.certification.validity import MOST_EXTENDED
from marketplace.refusal import Problem, Refusal

Kind, State = Proposal.Kind, Certificate.State
TRUSTED = (Certificate.Level.SIGNED_DECISION, Certificate.Level.STATE_PRESS)
WHOLE = ("number", "decided_on", "authority")


class CertificateRefused(Refusal):
    """A certificate can't be written or changed like this."""


class Ground(models.TextChoices):
    """Why a certificate is taken back: the six of Decision 26/2026/QĐ-TTg."""

    FALSE_DOSSIER = "false_dossier", gettext_lazy("The dossier was false")
    CRITERIA = "criteria", gettext_lazy("The product no longer meets the criteria")
    LAW = "law", gettext_lazy("Quality, safety, environment, property or label law was broken")
    MARK = "mark", gettext_lazy("The OCOP mark was misused")
    STOPPED = "stopped", gettext_lazy("The product is no longer made")
    OTHER = "other", gettext_lazy("Another finding of the authority")


def check(
    kind: str,
    certificate: Certificate | None,
    product: CertifiedProduct | None,
    after: dict[str, Any],
) -> list[Problem]:
    """Every problem of a proposal, by field; none when it can be confirmed as things stand."""
    if certificate and certificate.state == State.UNDONE:
        return [_undone()]
    if kind == Kind.EXTEND and certificate:
        return _check_extension(certificate, after["extended_until"])
    if kind == Kind.RESTORE and certificate:
        if certificate.revoked_at is None:
            return [Problem("not_revoked", _("This certificate is not revoked."))]
        return []
    return _check_values(certificate, product, after)


def check_revocation(
    certificate: Certificate, *, day: date, number: str, ground: str
) -> list[Problem]:
    """Every problem of taking the certificate back by that decision."""
    problems = []
    if certificate.state == State.UNDONE:
        problems.append(_undone())
    elif certificate.state == State.PENDING or certificate.first_day is None:
        problems.append(Problem("pending", _("It waits for its decision and gives no star.")))
    elif certificate.revoked_at:
        problems.append(Problem("revoked_before", _("This certificate is revoked already.")))
    elif day < certificate.first_day:
        sentence = _("The certificate begins on %(day)s: a revocation can't be older.")
        problems.append(
            Problem("too_early", sentence % {"day": _day(certificate.first_day)}, field="day")
        )
    if day > clock.today():
        problems.append(_in_future("day"))
    if not number.strip():
        sentence = _("Give the number of the decision that revokes.")
        problems.append(Problem("no_number", sentence, field="number"))
    if ground not in Ground.values:
        problems.append(Problem("no_ground", _("Choose the ground."), field="ground"))
    return problems


def _check_extension(certificate: Certificate, until: date) -> list[Problem]:
    last = certificate.last_day
    if certificate.state != State.ACTIVE or last is None:
        sentence = _("Only a certificate that counts and was not replaced can be extended.")
        return [Problem("not_active", sentence)]
    if certificate.stars < LEAST_STARRED:
        return [Problem("not_starred", _("Below 3 stars there is nothing to extend."))]
    most = last + timedelta(days=MOST_EXTENDED)
    if not last < until <= most:
        sentence = _("Choose a day after %(last)s and not after %(most)s: 180 days at most.")
        days = {"last": _day(last), "most": _day(most)}
        return [Problem("too_long", sentence % days, field="extended_until", data=days)]
    return []


def _check_values(
    certificate: Certificate | None, product: CertifiedProduct | None, after: dict[str, Any]
) -> list[Problem]:
    problems = []
    if certificate and not after:
        problems.append(Problem("nothing_changed", _("Nothing differs from what is recorded.")))

    def value(name: str) -> Any:
        return after[name] if name in after else getattr(certificate, name, None)

    decided_on, printed = value("decided_on"), value("printed_last_day")
    must_be_whole = certificate is None or certificate.state != State.PENDING
    if must_be_whole:
        problems += [
            Problem("missing", _("Fill this in."), field=name) for name in WHOLE if not value(name)
        ]
        if value("source_level") not in TRUSTED:
            sentence = _("Only a signed decision or the state press can make a certificate count.")
            problems.append(Problem("untrusted", sentence, field="source_level"))
    if value("stars") not in range(1, 6):
        problems.append(Problem("stars", _("Stars are 1 to 5."), field="stars"))
    if decided_on and decided_on > clock.today():
        problems.append(_in_future("decided_on"))
    if printed and decided_on and printed < decided_on:
        sentence = _("The paper can't end before it begins.")
        problems.append(Problem("printed_too_early", sentence, field="printed_last_day"))
    if certificate and certificate.extended_until and decided_on:
        last = last_day_of(decided_on, printed)
        most = last + timedelta(days=MOST_EXTENDED)
        if not last < certificate.extended_until <= most:
            sentence = _("Its extension no longer fits these days: 180 days at most.")
            problems.append(Problem("extension_unfit", sentence))
    owner = certificate.certified_product if certificate else product
    if owner and owner.merged_into_id:
        sentence = _("This product was merged into another one: enter it there.")
        problems.append(Problem("merged", sentence))
    if owner and decided_on:
        problems += _check_others(owner, certificate, value("number"), decided_on)
    return problems


def _check_others(
    product: CertifiedProduct, certificate: Certificate | None, number: str, day: date
) -> list[Problem]:
    """Two decisions of one day about one product: nobody could say which of them counts."""
    others = Certificate.objects.filter(certified_product=product, decided_on=day)
    for other in others.exclude(pk=certificate.pk if certificate else None):
        if other.state == State.UNDONE and other.number == number:
            sentence = _(
                "Decision %(number)s came with an import that was undone: import its list again."
            )
        elif other.state != State.UNDONE and (other.first_day or other.number == number):
            sentence = _("Decision %(number)s of the same day is about this product already.")
        else:
            continue
        words = sentence % {"number": other.number}
        return [Problem("same_day", words, field="decided_on")]
    return []


def _undone() -> Problem:
    sentence = _("The import that brought this certificate was undone: it counts for nothing.")
    return Problem("undone", sentence)


def _in_future(field: str) -> Problem:
    return Problem("date_in_future", _("This day has not come yet."), field=field)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
