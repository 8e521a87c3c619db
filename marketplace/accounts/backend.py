"""Signing in by name, phone in any spelling, or e-mail."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password, verify_password

from marketplace.accounts.people import find_person
from marketplace.saleor_bridge import users


class LoginBackend(BaseBackend):
    """Resolves what was typed through Login; gives no Django permission to anyone.

    Whether a name exists can't be told from the answer nor from the time it takes: an unknown
    one costs one hashing too, and an account that is closed is verified before it is refused.
    """

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any | None:
        if username is None or password is None:
            return None
        user = find_person(username)
        if user is None:
            make_password(password)
            return None
        correct, outdated = verify_password(password, user.password)
        if not correct or not user.is_active:
            return None
        if outdated:  # hashed by an older way: this is the only moment to hash it anew
            users.set_password(user, password)
        return user

    def get_user(self, user_id: int) -> Any | None:
        return (
            get_user_model()
            .objects.select_related("login")
            .filter(pk=user_id, is_active=True)
            .first()
        )
