"""Tokens on PyJWT 2: made as text, read only when verified, dead when their time is up."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import graphql_jwt.utils
import jwt
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from graphql_jwt.exceptions import JSONWebTokenError, JSONWebTokenExpired
from saleor.account.utils import create_jwt_token, decode_jwt_token

PAST = datetime.now(UTC) - timedelta(minutes=1)


def token(**payload: object) -> str:
    return jwt.encode(payload, settings.SECRET_KEY, algorithm="HS256")


def test_an_account_token_goes_round() -> None:
    made = create_jwt_token({"old_email": "a@b.invalid"})

    assert isinstance(made, str)
    assert decode_jwt_token(made)["old_email"] == "a@b.invalid"


def test_an_expired_account_token_is_refused() -> None:
    with pytest.raises(ValidationError, match="Invalid or expired token"):
        decode_jwt_token(token(exp=PAST))


def test_a_session_token_goes_round() -> None:
    user = SimpleNamespace(USERNAME_FIELD="email", get_username=lambda: "a@b.invalid")

    made = graphql_jwt.utils.jwt_encode(graphql_jwt.utils.jwt_payload(user))

    assert isinstance(made, str)
    assert graphql_jwt.utils.get_payload(made)["email"] == "a@b.invalid"


def test_a_session_token_carries_its_end() -> None:
    user = SimpleNamespace(USERNAME_FIELD="email", get_username=lambda: "a@b.invalid")

    payload = graphql_jwt.utils.jwt_payload(user)

    assert payload["exp"] - datetime.now(UTC).replace(tzinfo=None) <= timedelta(minutes=5)


def test_an_expired_session_token_is_refused() -> None:
    with pytest.raises(JSONWebTokenExpired):
        graphql_jwt.utils.get_payload(token(email="a@b.invalid", exp=PAST))


@pytest.mark.parametrize(
    "forged",
    [
        "not a token",
        jwt.encode({"email": "a@b.invalid"}, "another key, of thirty-two bytes", "HS256"),
        jwt.encode({"email": "a@b.invalid"}, None, algorithm="none"),
    ],
)
def test_a_forged_session_token_is_refused(forged: str) -> None:
    with pytest.raises(JSONWebTokenError):
        graphql_jwt.utils.get_payload(forged)


def test_the_adapter_reads_nothing_unverified() -> None:
    adapter = graphql_jwt.utils.jwt
    made = token(email="a@b.invalid")

    with pytest.raises(jwt.InvalidTokenError):
        adapter.decode(made, settings.SECRET_KEY, False, algorithms=["HS256"])
    with pytest.raises(jwt.InvalidTokenError):
        adapter.decode(made, settings.SECRET_KEY)
