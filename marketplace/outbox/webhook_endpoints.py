"""Which systems are told: added, changed, switched off and given a new secret by an administrator."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.audit.record import record
from marketplace.open_internet import is_public
from marketplace.outbox.models import WebhookEndpoint
from marketplace.outbox.refused import OutboxRefused
from marketplace.outbox.webhooks import KINDS, forget
from marketplace.refusal import Problem

LONGEST_NAME, LONGEST_URL = 80, 300


def add(name: str, url: str, kinds: Sequence[str], *, actor_id: int | None) -> WebhookEndpoint:
    """A new endpoint, told from now on. Raises OutboxRefused: bad_name, bad_address, private, bad_kinds."""
    name, url, kinds = _checked(name, url, kinds)
    with transaction.atomic():
        made = WebhookEndpoint.objects.create(
            code=codes.new_code(),
            name=name,
            url=url,
            kinds=kinds,
            made_at=clock.now(),
            made_by_id=actor_id,
        )
        _written(made, "add", actor_id, {"kinds": kinds})
    return made


def change(
    code: str, name: str, url: str, kinds: Sequence[str], *, actor_id: int | None
) -> WebhookEndpoint:
    """Another name, address or choice of events; raises as add(). Locks: the endpoint."""
    name, url, kinds = _checked(name, url, kinds)
    with transaction.atomic():
        held = _lock(code)
        held.name, held.url, held.kinds = name, url, kinds
        held.save(update_fields=["name", "url", "kinds"])
        _written(held, "change", actor_id, {"kinds": kinds})
    return held


def switch(code: str, *, on: bool, actor_id: int | None) -> WebhookEndpoint:
    """Off: what is on its way is not sent any more. Locks: the endpoint."""
    with transaction.atomic():
        held = _lock(code)
        if held.is_active != on:
            held.is_active = on
            held.save(update_fields=["is_active"])
            _written(held, "switch", actor_id, {"on": on})
    return held


def renew_secret(code: str, *, seen_turn: int, actor_id: int | None) -> WebhookEndpoint:
    """Another secret; the old one signs nothing from now on. Locks: the endpoint.

    seen_turn: of the secret that was shown; a second press changes nothing.
    """
    with transaction.atomic():
        held = _lock(code)
        if held.secret_turn == seen_turn:
            held.secret_turn += 1
            held.save(update_fields=["secret_turn"])
            _written(held, "renew", actor_id, {"turn": held.secret_turn})
    return held


def _lock(code: str) -> WebhookEndpoint:
    return WebhookEndpoint.objects.select_for_update().get(code=code)


def _written(one: WebhookEndpoint, act: str, actor_id: int | None, data: dict[str, Any]) -> None:
    record(f"outbox.webhook_{act}", actor_id=actor_id, subject=f"webhook:{one.code}", data=data)
    transaction.on_commit(forget)


def _checked(name: str, url: str, kinds: Sequence[str]) -> tuple[str, str, list[str]]:
    name, url = " ".join(name.split()), url.strip()
    problems = [*_of_address(url)]
    if not 2 <= len(name) <= LONGEST_NAME:
        sentence = _("Give the system a name of 2 to 80 characters.")
        problems.append(Problem("bad_name", sentence, "name"))
    if not kinds or not set(kinds) <= set(KINDS):
        sentence = _("Choose at least one event.")
        problems.append(Problem("bad_kinds", sentence, "kinds"))
    if problems:
        raise OutboxRefused(problems)
    return name, url, [kind for kind in KINDS if kind in kinds]


def _of_address(url: str) -> list[Problem]:
    bad = Problem("bad_address", _("Write an address that begins with https://"), "url")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises
    except ValueError:
        return [bad]
    schemes = {"https", "http"} if settings.WEBHOOKS_MAY_BE_LOCAL else {"https"}
    is_whole = parts.scheme in schemes and parts.hostname and not parts.username
    if not is_whole or len(url) > LONGEST_URL or any(letter.isspace() for letter in url):
        return [bad]
    try:
        if not settings.WEBHOOKS_MAY_BE_LOCAL and not is_public(str(parts.hostname)):
            sentence = _("This address is not on the open internet; the shop does not call it.")
            return [Problem("private", sentence, "url")]
    except ValueError:
        pass  # a name: looked at when it is called
    return []
