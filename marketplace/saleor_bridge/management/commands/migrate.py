"""`migrate`, whose closing note about changed models speaks of the project's own apps alone."""

from django.core.management.commands import migrate

from marketplace.saleor_bridge.ours import OurChanges


class Command(migrate.Command):
    autodetector = OurChanges
