"""What counts as one person trying, for the limit on wrong sign-ins (django-axes, settings)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from marketplace.accounts.people import sign_in_key


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The name as it is kept, so that two spellings of one phone count as one."""
    typed = request.POST.get("username") or (credentials or {}).get("username")
    if not typed:
        return None
    kept = sign_in_key(typed)
    return ":".join(kept) if kept else typed.strip().lower()


def client_address(request: HttpRequest) -> str | None:
    """Who is calling: the address that the nearest TRUSTED_PROXIES proxies saw.

    Without a proxy it is the connection's own. A client can write anything to the left of
    what the proxies add, so the count starts at the right.
    """
    behind = getattr(settings, "TRUSTED_PROXIES", 0)
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if behind and len(seen) >= behind and seen[-behind]:
        return seen[-behind]
    return request.META.get("REMOTE_ADDR")


def anonymous(*details: Any) -> str:
    """What the log says of the one who tried: no name, no phone, no address."""
    return "a client"
