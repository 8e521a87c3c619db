from typing import Any

from django.core.management.base import BaseCommand

from marketplace.translation import catalogue, extract


class Command(BaseCommand):
    help = "Bring the Vietnamese catalogue in line with the code; what is translated stays."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        missing, dropped = catalogue.update(extract.messages())
        for message in dropped:
            self.stdout.write(f"no longer in the code: {message}")
        for message in missing:
            self.stdout.write(f"to be translated: {message}")
        self.stdout.write(f"{len(missing)} to be translated, {len(dropped)} dropped.")
