"""Which installed apps are the project's own, and changes of models that concern only them.

Saleor's models, read by today's Django and with our languages, differ a little from its migrations.
That drift is nobody's to mend: a migration for it would be written into the installed package.
"""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector

OUR_PACKAGES = ("marketplace.", "plugins.")


def our_labels() -> set[str]:
    """The labels of the installed apps whose code stands in this repository."""
    return {
        config.label for config in apps.get_app_configs() if config.name.startswith(OUR_PACKAGES)
    }


class OurChanges(MigrationAutodetector):
    """Django's detector, which forgets what it found in apps that are not ours.

    It forgets before it builds migrations, so that ours depend on the last migration a foreign
    app really has, never on one that was only thought of.
    """

    def _build_migration_list(self, graph=None):
        ours = our_labels()
        self.generated_operations = {
            label: operations
            for label, operations in self.generated_operations.items()
            if label in ours
        }
        super()._build_migration_list(graph)
