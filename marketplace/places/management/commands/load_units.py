from django.core.management.base import BaseCommand

from marketplace.places.load_units import load


class Command(BaseCommand):
    help = "Writes the administrative units, old and new, into the database. Safe to repeat."

    def handle(self, *args, **options):
        done = load()
        self.stdout.write(
            f"units: {done.units_made} made, {done.units_changed} changed, "
            f"{done.units_kept} as they were; successions: {done.successions_made} made, "
            f"{done.successions_changed} changed, {done.successions_kept} as they were"
        )
