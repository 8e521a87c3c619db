"""The code that was sent, typed back."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.models import SignUpCode
from marketplace.accounts.people import AccountRefused
from marketplace.accounts.send_code import GOOD_FOR, PROVED, fits
from marketplace.refusal import Problem

MOST_TRIES = 5


def check_code(key: str, typed: str) -> None:
    """The digits are right: the key stands for the target from now on, for ten minutes more.

    A wrong try counts, whatever happens after. Raises AccountRefused: old_code, wrong_code.
    Locks: the code's row.
    """
    with transaction.atomic():
        code = SignUpCode.objects.select_for_update().filter(key=key).first()
        if code is None or code.until <= clock.now() or code.tries >= MOST_TRIES:
            raise AccountRefused(_old())
        if code.digest == PROVED:  # the button was pressed twice
            return
        right = fits(code, typed)
        if right:
            code.digest, code.until = PROVED, clock.now() + GOOD_FOR
        else:
            code.tries += 1
        code.save(update_fields=["digest", "tries", "until"])
    if not right:
        raise AccountRefused(_wrong(MOST_TRIES - code.tries))


def waiting(key: str) -> SignUpCode | None:
    """The code of this key while it may be typed or used; None where there is none (any more)."""
    return SignUpCode.objects.filter(key=key, until__gt=clock.now(), tries__lt=MOST_TRIES).first()


def is_proved(code: SignUpCode) -> bool:
    """Whether its digits were typed back."""
    return code.digest == PROVED


def forget_old() -> int:
    """Delete the codes whose time is over; how many there were."""
    deleted, _by_model = SignUpCode.objects.filter(until__lte=clock.now()).delete()
    return deleted


def old_code() -> AccountRefused:
    """What is said where a code is no longer good."""
    return AccountRefused(_old())


def _old() -> Problem:
    return Problem("old_code", _("This code is no longer good. Ask for a new one."), "code")


def _wrong(left: int) -> Problem:
    if not left:
        return _old()
    return Problem(
        "wrong_code",
        _("These are not the six digits that we sent. Check them and try again."),
        "code",
        {"left": left},
    )
