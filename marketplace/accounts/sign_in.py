"""What happens when a person has proved who they are."""

from typing import Any

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from marketplace.accounts.access import memberships_of
from marketplace.audit.record import record

STAFF_SESSION_SECONDS = 12 * 3600  # one working day; a tablet on a counter is left alone at night


def start_session(request: HttpRequest, user: Any, *, at_work: bool = True) -> None:
    """A fresh session for the authenticated user, and an audit line.

    It ends after a working day: at work, and for whoever works for the shop wherever they sign
    in. A shopper's lasts as a browser's basket does.
    """
    with transaction.atomic():
        login(request, user, backend="marketplace.accounts.backend.LoginBackend")
        if at_work or memberships_of(user).exists():
            request.session.set_expiry(STAFF_SESSION_SECONDS)
        record("accounts.sign_in", actor_id=user.pk, subject=f"user:{user.pk}", data={})
