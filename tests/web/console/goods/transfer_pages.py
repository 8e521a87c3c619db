"""What the tests of the transfers' screens fill in and press."""

import uuid

from django.urls import reverse
from django.utils import translation

from marketplace.inventory import transfers


def url(name, transfer=None, **query):
    """The Vietnamese address, whatever language the test before has left."""
    kwargs = {"code": transfer.code} if transfer else {}
    with translation.override("vi"):
        return reverse(f"console:{name}", kwargs=kwargs, query=query or None)


def lines_form(transfer, *lines, **fields):
    """The page of a draft with these (goods, units) in its lines."""
    body = {
        "seen": transfers.fingerprint(transfer),
        "line-TOTAL_FORMS": str(len(lines)),
        "line-INITIAL_FORMS": str(len(lines)),
    }
    for number, (goods, units) in enumerate(lines):
        body |= {f"line-{number}-goods": goods, f"line-{number}-quantity": units}
    return body | fields


def key(**fields):
    return {"client_key": str(uuid.uuid4())} | fields


def way(transfer):
    """What the page to receive says of what is on the way."""
    return {"seen": transfers.fingerprint_of_way(transfer.sent.all())}


def by_date(listing):
    return f"{listing.code}:good:"


def of_lot(listing, lot="L1", condition="good"):
    return f"{listing.code}:{condition}:{lot}"


def lines_of(transfer):
    rows = transfer.lines.order_by("pk")
    return list(rows.values_list("lot__code", "condition", "quantity"))


def counts(sent, **fields):
    return {f"line-{sent.pk}-{name}": value for name, value in fields.items()}
