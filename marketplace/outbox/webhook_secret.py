"""What signs a webhook: derived from the shop's own key, so that none is kept."""

import hmac

from django.conf import settings

from marketplace.outbox.models import WebhookEndpoint


def secret(endpoint: WebhookEndpoint) -> str:
    """The endpoint's secret of this turn, as its owner keeps it: "whsec_" and 64 hex digits."""
    about = f"outbox.webhook:{endpoint.code}:{endpoint.secret_turn}"
    return "whsec_" + hmac.new(settings.SECRET_KEY.encode(), about.encode(), "sha256").hexdigest()


def signature(secret: str, moment: int, body: bytes) -> str:
    """The value of Ocop-Signature: "t=<unix time>,v1=<hex HMAC-SHA256 of 't.body'>".

    Whoever receives it computes the same over what came, compares, and refuses an old t.
    """
    signed = f"{moment}.".encode() + body
    return f"t={moment},v1={hmac.new(secret.encode(), signed, 'sha256').hexdigest()}"
