"""`makemigrations` for the project's own apps; it never writes into an installed package."""

from django.core.management.base import CommandError
from django.core.management.commands import makemigrations

from marketplace.saleor_bridge.ours import OurChanges, our_labels


class Command(makemigrations.Command):
    autodetector = OurChanges

    def handle(self, *app_labels, **options):
        """Without labels (and with --check) it looks at our apps alone.

        Raises CommandError for the label of an app outside the project.
        """
        foreign = sorted(set(app_labels) - our_labels())
        if foreign:
            raise CommandError(
                f"{', '.join(foreign)}: not an app of this project. Migrations are written only "
                "for apps under marketplace/ and plugins/; an installed package stays unmodified. "
                "What must change in its tables goes into a migration of saleor_bridge."
            )
        super().handle(*(app_labels or sorted(our_labels())), **options)
