"""What a person agreed to, asked for each purpose by itself (Luật 91/2025/QH15).

What an order needs is no consent: it stands on the contract. These are the things beyond it; each
is off until somebody turns it on, and can be turned off again at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.models import Consent, Login


@dataclass(frozen=True)
class Purpose:
    """wording: the version of the words below; a change of them asks for a new one."""

    name: str
    words: object
    wording: str


ORDER_SMS = Purpose(
    "order_sms",
    _("Send me short messages about my orders, besides e-mails: confirmed, on the way, ready."),
    "2026-11",
)
NEWS = Purpose(
    "news",
    _("Send me news of OCOP products and fairs, at most twice a month."),
    "2026-11",
)
PURPOSES = {purpose.name: purpose for purpose in (ORDER_SMS, NEWS)}


@dataclass(frozen=True)
class Entry:
    """A line of the log, to be shown."""

    purpose: Purpose | None
    line: Consent


def given_by(user_id: int) -> dict[str, bool]:
    """For each purpose (by name) whether the person agrees to it now. One query."""
    newest = {
        line.purpose: line.is_given
        for line in Consent.objects.filter(user=user_id, purpose__in=PURPOSES).order_by("at", "pk")
    }
    return {name: newest.get(name, False) for name in PURPOSES}


def set_consents(user_id: int, wanted: Mapping[str, bool]) -> None:
    """Write down what has changed, a line each; what stays as it was leaves no line.

    wanted: purpose names, unknown ones left out. Locks: the person's sign-in.
    """
    with transaction.atomic():
        Login.objects.select_for_update().get(user=user_id)
        now, given = clock.now(), given_by(user_id)
        Consent.objects.bulk_create(
            Consent(
                user_id=user_id,
                purpose=name,
                wording=PURPOSES[name].wording,
                is_given=is_given,
                at=now,
            )
            for name, is_given in wanted.items()
            if name in PURPOSES and given[name] != is_given
        )


def log(user_id: int) -> list[Entry]:
    """All that was agreed to and taken back, newest first. One query."""
    lines = Consent.objects.filter(user=user_id).order_by("-at", "-pk")
    return [Entry(PURPOSES.get(line.purpose), line) for line in lines]
