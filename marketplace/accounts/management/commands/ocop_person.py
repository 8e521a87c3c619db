"""python manage.py ocop_person NAME --role ROLE [--province CODE | --place CODE]"""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.appointments import ROLES, appoint
from marketplace.accounts.models import Role
from marketplace.accounts.people import create_person, find_person
from marketplace.places.models import Level, Place, Scheme, Unit
from marketplace.refusal import Refusal


class Command(BaseCommand):
    help = "Make a person who signs in, if there is none of this name, and give a role from today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="sign-in name, such as ha.pt")
        parser.add_argument("--role", required=True, choices=ROLES)
        parser.add_argument("--province", metavar="CODE", help="an officer's province: 68")
        parser.add_argument("--place", metavar="CODE", help="a manager's or clerk's place")
        parser.add_argument("--phone", default="")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from stdin"
        )

    def handle(self, *, name: str, role: str, password_stdin: bool, **options: Any) -> None:
        scope = {"place": _place(options["place"]), "unit": _province(options["province"])}
        user = find_person(name)
        password = None if user else self._password(password_stdin)
        try:
            with transaction.atomic():
                if user is None:
                    user = create_person(name=name, phone=options["phone"], password=password)
                appoint(user, Role(role), since=clock.today(), **scope)
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(_("%(name)s: %(role)s") % {"name": name, "role": Role(role).label})

    def _password(self, from_stdin: bool) -> str:
        password = sys.stdin.readline().rstrip("\n") if from_stdin else getpass(_("Password: "))
        try:
            validate_password(password)
        except ValidationError as weak:
            raise CommandError(" ".join(weak.messages)) from weak
        if not from_stdin and getpass(_("Once more: ")) != password:
            raise CommandError(_("The two passwords differ; nothing was made."))
        return password


def _place(code: str | None) -> Place | None:
    if code is None:
        return None
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise CommandError(_("There is no place “%(code)s”.") % {"code": code})
    return place


def _province(code: str | None) -> Unit | None:
    if code is None:
        return None
    provinces = Unit.objects.filter(scheme=Scheme.QD19, level=Level.PROVINCE, code=code)
    unit = provinces.filter(valid_until__isnull=True).first()
    if unit is None:
        raise CommandError(_("There is no province “%(code)s” today.") % {"code": code})
    return unit
