"""What this room has written down about a person, to be given to them."""

from typing import Any

from marketplace.accounts import address_book, consent
from marketplace.accounts.models import Login
from marketplace.audit.models import Line

MOST_ACTS = 1000  # the newest; a shopper has far fewer


def stored_about(user: Any) -> dict[str, Any]:
    """Plain values, moments as ISO text. A fixed number of queries."""
    login = Login.objects.get(user=user)
    return {
        "account": {
            "number": user.pk,
            "since": user.date_joined.isoformat(),
            "phone": login.phone,
            "phone_verified_at": _iso(login.phone_verified_at),
            "email": login.email,
            "name": login.name,
        },
        "addresses": [
            {
                "name": one.name,
                "phone": one.phone,
                "address": one.address,
                "commune": one.unit.full_name,
                "province": one.unit.parent.name if one.unit.parent else "",
                "is_default": one.is_default,
                "saved_at": one.saved_at.isoformat(),
            }
            for one in address_book.addresses(user.pk)
        ],
        "consents": [
            {
                "purpose": entry.line.purpose,
                "wording": entry.line.wording,
                "is_given": entry.line.is_given,
                "at": entry.line.at.isoformat(),
            }
            for entry in consent.log(user.pk)
        ],
        "acts": [
            {"at": line.at.isoformat(), "action": line.action, "subject": line.subject}
            for line in Line.objects.filter(actor_id=user.pk).order_by("-pk")[:MOST_ACTS]
        ],
    }


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
