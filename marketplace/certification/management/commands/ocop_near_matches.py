from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from marketplace.certification.merging import MergeRefused
from marketplace.certification.near_register import ask_all


class Command(BaseCommand):
    help = 'Puts every near pair of the register into the queue "gộp hay tách?".'

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            new = ask_all()
        except MergeRefused as refused:
            raise CommandError(str(refused)) from refused
        said = ngettext("%(n)d pair is new in the queue.", "%(n)d pairs are new in the queue.", new)
        self.stdout.write(said % {"n": new})
