"""The seller's own rider, or a post office whose tracking code somebody types in."""

from django.utils.translation import gettext_lazy

from marketplace.orders.carriers.interface import Booked, CarrierRefused, Consignment


class OwnRider:
    name = "own_rider"
    words = gettext_lazy("Own rider, or post: the tracking code is typed in")
    gives_codes = False

    def is_set_up(self) -> bool:
        return True

    def create(self, consignment: Consignment) -> Booked:
        raise CarrierRefused("typed in by hand")

    def page(self, tracking_code: str) -> str:
        return ""
