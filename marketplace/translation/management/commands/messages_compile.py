from typing import Any

from django.core.management.base import BaseCommand

from marketplace.translation import catalogue


class Command(BaseCommand):
    help = "Compile the Vietnamese catalogue for Django, if it has changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if catalogue.compile_changed():
            self.stdout.write("Compiled the Vietnamese texts.")
