"""What happens when a person has proved who they are."""

from typing import Any

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from marketplace.audit.record import record

STAFF_SESSION_SECONDS = 12 * 3600  # one working day; a tablet on a counter is left alone at night


def start_session(request: HttpRequest, user: Any) -> None:
    """A fresh session for the authenticated user, ended after a working day, and an audit line."""
    with transaction.atomic():
        login(request, user)
        request.session.set_expiry(STAFF_SESSION_SECONDS)
        record("accounts.sign_in", actor_id=user.pk, subject=f"user:{user.pk}", data={})
