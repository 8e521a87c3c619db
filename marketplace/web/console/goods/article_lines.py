"""What people have changed about an article: its price and its barcodes, as sentences."""

from typing import Any

from django.utils.translation import gettext as _

from marketplace import text
from marketplace.accounts.people import names_of
from marketplace.audit.models import Line as AuditLine
from marketplace.listings.models import Listing
from marketplace.web.console.product_lines import Line

MOST = 50  # the newest


def of(listing: Listing) -> list[Line]:
    """Newest first. Two queries."""
    subjects = [f"listing:{listing.code}", f"article:{listing.variant.sku}"]
    found = AuditLine.objects.filter(subject__in=subjects).order_by("-at", "-pk")[:MOST]
    told = [(line, words) for line in found if (words := _words(line.action, line.data))]
    names = names_of(line.actor_id for line, _words_of_it in told)
    return [
        Line(at=line.at, words=words, person=names.get(line.actor_id or 0, ""))
        for line, words in told
    ]


def _words(action: str, data: dict[str, Any]) -> str:
    """ "" for what is told elsewhere."""
    if action == "listings.publish":
        return _("Put on sale at %(price)s.") % {"price": text.dong(data["price"])}
    if action == "inventory.barcode" and data["internal"]:
        return _("Internal barcode %(gtin)s was made.") % data
    if action == "inventory.barcode":
        return _("Barcode %(gtin)s was added.") % data
    if action == "inventory.barcode_removed":
        return _("Barcode %(gtin)s was removed.") % data
    return ""
