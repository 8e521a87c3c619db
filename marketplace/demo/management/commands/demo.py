"""Fill an empty shop with the demo, or tell who can sign in."""

from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand

from marketplace.accounts.demo import make_people
from marketplace.accounts.people import find_person
from marketplace.demo import movements, ordering, past_weeks, selling, shipping
from marketplace.demo.deliveries import bring
from marketplace.demo.offers import put_on_sale
from marketplace.demo.passwords import password_for
from marketplace.places.demo import make_places
from marketplace.places.models import Place

FILES = ("858-2025.xlsx", "1887-2025.xlsx", "768-2025.xlsx", "3981-2026.xlsx")
PENDING = "awards-without-decision.csv"


class Command(BaseCommand):
    help = "Units, places, people, the real annexes of four decisions, and some goods on sale."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing where places exist")
        parser.add_argument("--sign-ins", action="store_true", help="only print one sign-in a role")

    def handle(self, *args, **options):
        if options["sign_ins"]:
            self._print_sign_ins()
            return
        if options["if_empty"] and Place.objects.exists():
            return
        self.stdout.write("Demo: units of 2025 and before")
        call_command("load_units", stdout=StringIO())
        places = make_places()
        make_people(list(places.values()), password_for)
        data = Path(apps.get_app_config("ocop_sync").path) / "data"
        for name in (*FILES, PENDING):
            self.stdout.write(f"Demo: {name}")
            call_command("ocop_import", str(data / name), by="admin", stdout=StringIO())
        admin = find_person("admin").pk
        shipping.set_up({place.operator for place in places.values()}, admin)
        many = put_on_sale(places, admin)
        past_weeks.tell(places, admin)
        bring(places, admin)
        movements.begin(places, admin)
        selling.open_for_orders(places, admin)
        ordered = ordering.order(places, admin)
        call_command("check_stock", stdout=StringIO())  # the page about it has something to say
        self.stdout.write(f"Demo: {many} products put on sale, {ordered} orders placed")

    def _print_sign_ins(self) -> None:
        places = list(Place.objects.select_related("unit__parent"))
        if find_person("admin") is None or not places:
            return
        for sign_in in make_people(places, password_for):
            role = sign_in.role.value
            self.stdout.write(f"  {role:<16} {sign_in.name:<10} {sign_in.password}")
