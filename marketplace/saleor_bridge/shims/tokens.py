"""PyJWT 1's manners, for `graphql_jwt` and `saleor.account.utils`, which were written for it.

PyJWT 2 returns text where 1 returned bytes, has no `verify` argument, and calls one exception
otherwise. Both modules see this adapter as their `jwt`; everybody else sees the real one.
"""

from types import ModuleType
from typing import Any

import jwt

from .after_import import after_import


class PyJWT1(ModuleType):
    """The module `jwt` as version 1 was; what it does not name comes from the real one."""

    ExpiredSignature = jwt.ExpiredSignatureError

    @staticmethod
    def encode(payload: dict, key: str, algorithm: str = "HS256", **options) -> bytes:
        return jwt.encode(payload, key, algorithm=algorithm, **options).encode()

    @staticmethod
    def decode(token: str | bytes, key: str, verify: bool = True, **options) -> dict:
        """Refuses to read an unverified token, or one whose algorithms were not named."""
        if not verify or not options.get("algorithms"):
            raise jwt.InvalidTokenError("A token is read only verified, by a named algorithm.")
        return jwt.decode(token, key, **options)

    def __getattr__(self, name: str):
        return getattr(jwt, name)


def install() -> None:
    after_import("graphql_jwt.utils", _mend)
    after_import("saleor.account.utils", _mend)


def _mend(module: Any) -> None:
    module.jwt = PyJWT1("jwt")
