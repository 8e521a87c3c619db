"""A code of six digits to a phone or an e-mail address: whoever can read it owns the address.

The same is done and said whether or not somebody signs in by it: only its owner learns that.
"""

import hmac
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts import phones, tries
from marketplace.accounts.models import SignUpCode
from marketplace.accounts.people import AccountRefused
from marketplace.outbox import sms
from marketplace.outbox.deliver import handler
from marketplace.outbox.queue import queue
from marketplace.refusal import Problem

SENT = "accounts.code"  # the outbox's kind of message
PROVED = ""  # the digest of a code that was typed right: nothing fits it any more
GOOD_FOR = timedelta(minutes=10)
LONGEST_TARGET = 254
# Codes to one target within LIMIT_SECONDS: asked for from one address, so that a stranger does not
# lock the owner out, and by all together; and from one address to whomever.
MOST_FROM_ONE, MOST_TO_ONE, MOST_OF_ONE, LIMIT_SECONDS = 5, 15, 30, 3600


def send_code(typed: str, *, purpose: str, address: str) -> str:
    """Promise a code for what was typed, a phone in any spelling or an e-mail address.

    purpose: "sign_up" or "password", for the words of the page that asks for it; address: the
    client's, for the limits alone. Returns the key to check it by (check_code). Raises
    AccountRefused: bad_target, too_many.
    """
    target = _target(typed)
    to, by = tries.hidden(target), tries.hidden(address)
    limits = {
        f"code-to:{to}:{by}": MOST_FROM_ONE,
        f"code-to:{to}": MOST_TO_ONE,
        f"code-by:{by}": MOST_OF_ONE,
    }
    if tries.is_spent(limits):
        raise AccountRefused(
            Problem("too_many", _("Many codes were sent already. Try again in an hour."), "who")
        )
    tries.count(limits, LIMIT_SECONDS)
    now, key = clock.now(), secrets.token_urlsafe(32)
    code = SignUpCode.objects.create(
        key=key,
        purpose=purpose,
        target=target,
        digest=_digest(key, _digits(key)),
        sent_at=now,
        until=now + GOOD_FOR,
    )
    queue(SENT, {"code": code.pk, "language": get_language() or "vi"})
    return key


def fits(code: SignUpCode, typed: str) -> bool:
    """Whether the digits typed, blanks between them or not, are those that were sent."""
    digits = "".join(typed.split())
    return constant_time_compare(_digest(code.key, digits), code.digest)


@handler(SENT)
def deliver_code(payload: dict[str, Any]) -> None:
    """Send the code while it is good; one that was used or is old is not sent any more."""
    code = SignUpCode.objects.filter(pk=payload["code"], until__gt=clock.now()).first()
    if code is None or code.digest == PROVED:
        return
    with translation.override(payload["language"]):
        context = {"digits": _digits(code.key), "minutes": int(GOOD_FOR.total_seconds() // 60)}
        text = render_to_string("mail/code.txt", context).strip()
        if "@" not in code.target:
            sms.send(code.target, text)
            return
        message = EmailMultiAlternatives(
            subject=_("Your code for Chợ OCOP"), body=text, to=[code.target]
        )
        message.attach_alternative(render_to_string("mail/code.html", context), "text/html")
        message.send()


def _target(typed: str) -> str:
    typed = typed.strip()
    if phones.is_phone(typed):
        return phones.e164(typed)
    try:
        validate_email(typed)
    except ValidationError:
        typed = ""
    if not typed or len(typed) > LONGEST_TARGET:
        raise AccountRefused(
            Problem(
                "bad_target",
                _("Write a phone number like 0912 345 678, or an e-mail address."),
                "who",
            )
        )
    return typed.lower()


def _digits(key: str) -> str:
    """Six digits that follow from the row's key and the shop's own: the row does not tell them,
    and the outbox need not carry them."""
    drawn = hmac.digest(settings.SECRET_KEY.encode(), f"accounts.code:{key}".encode(), "sha256")
    return f"{int.from_bytes(drawn[:8], 'big') % 1_000_000:06d}"


def _digest(key: str, digits: str) -> str:
    return salted_hmac("accounts.code", f"{key}:{digits}", algorithm="sha256").hexdigest()
