"""What the tests of transfers stand on: what is where, and that none of it is ever nowhere."""

from collections import Counter

from django.db.models import Sum

from marketplace.inventory import transfers
from marketplace.inventory.models import Balance, Entry, Sent, Shelf, Virtual
from marketplace.inventory.receiving import Received, receive


def more(place, listing, lot_code, quantity, best_before=None):
    """Another lot of the listing's article on the place's shelf."""
    receive(
        place,
        [Received(listing.variant_id, lot_code, quantity, best_before=best_before)],
        owner_id=listing.producer.party_id,
        actor_id=7,
        client_key=f"{place.code}-{lot_code}",
    )


def send(transfer, key="send", seen=None):
    seen = seen or transfers.fingerprint(transfer)
    return transfers.send(transfer.code, seen=seen, actor_id=7, client_key=key)


def sent_lots(transfer):
    """(lot, condition, sent) of each row, as they were written."""
    rows = transfer.sent.order_by("pk")
    return list(rows.values_list("lot__code", "condition", "sent"))


def on_hand(place, listing):
    shelf = Shelf.objects.filter(place=place, variant=listing.variant_id).first()
    return shelf.on_hand if shelf else 0


def standing(place):
    """(lot, condition) → units on the place's shelves."""
    rows = Balance.objects.filter(place=place, quantity__gt=0)
    return {(row.lot.code, row.condition): row.quantity for row in rows.select_related("lot")}


def nothing_is_nowhere():
    """The way in the ledger is what the transfers say is on it, lot by lot, owner by owner."""
    entries = Entry.objects.filter(virtual=Virtual.ON_THE_WAY)
    where = ("document__reference", "lot", "owner", "condition")
    ledger = {row[:4]: row[4] for row in entries.values_list(*where).annotate(sum=Sum("quantity"))}
    said: Counter = Counter()
    for row in Sent.objects.select_related("transfer"):
        assert row.sent == (row.received + row.damaged + row.lost + row.returned + row.on_the_way)
        said[row.transfer.code, row.lot_id, row.owner_id, row.condition] += row.on_the_way
    assert ledger == dict(said)
