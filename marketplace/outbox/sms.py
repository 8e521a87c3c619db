"""Short messages: one seam for every way of sending them; settings.SMS_BACKEND names the class."""

import secrets
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from marketplace import clock


class Backend(Protocol):
    def send(self, phone: str, text: str) -> None:
        """Hand the message over; any error means that it was not."""


def send(phone: str, text: str) -> None:
    """Send the text to the phone (E.164). Called outside any transaction; raises what fails."""
    import_string(settings.SMS_BACKEND)().send(phone, text)


class Files:
    """Where nothing is configured: each message is a file in SMS_FILE_PATH that anybody can open."""

    def send(self, phone: str, text: str) -> None:
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.txt"
        (folder / name).write_text(f"{phone}\n\n{text}\n", encoding="utf-8")
