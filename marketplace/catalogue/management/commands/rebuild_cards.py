"""Write what lists and search show anew, from the records it copies."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.catalogue import cards


class Command(BaseCommand):
    help = "Write every card of the catalogue anew, and say how many there are."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{cards.rebuild()} cards")
