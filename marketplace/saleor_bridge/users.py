"""Saleor's user rows: written here and nowhere else."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model

from marketplace import clock


def create_user(*, password: str | None = None) -> Any:
    """A user with a random address that can never receive mail (.invalid, RFC 2606).

    Saleor wants a unique e-mail address; who the person is stands in accounts.Login.
    """
    user = get_user_model()(
        email=f"{secrets.token_hex(12)}@person.invalid", date_joined=clock.now()
    )
    user.set_password(password)  # None: no password fits
    user.save(force_insert=True)
    return user


def set_password(user: Any, password: str | None) -> None:
    """The person's password from now on, hashed in today's way; other sessions end. None: none fits."""
    user.set_password(password)
    user.save(update_fields=["password"])


def close(user: Any) -> None:
    """Nobody signs in as this person any more, and open sessions end."""
    user.is_active = False
    user.save(update_fields=["is_active"])
