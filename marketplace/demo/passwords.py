"""The demo's passwords: made once on this machine, kept beside the shop's other secrets."""

import secrets
from pathlib import Path

from django.conf import settings


def password_for(name: str) -> str:
    """The kept password of this sign-in name; a new one where there is none yet."""
    kept = Path(settings.STATE_DIR) / f"password_{name}"
    if kept.is_file():
        return kept.read_text().strip()
    made = "-".join(secrets.token_hex(2) for _ in range(3))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(made + "\n")
    return made
