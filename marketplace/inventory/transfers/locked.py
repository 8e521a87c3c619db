"""What every step of a transfer begins with: its row, locked, and whether it is its turn."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, events
from marketplace.inventory import ledger
from marketplace.inventory.events import GoodsArrived
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Condition, Shelf, Transfer
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem


def lock_transfer(code: str) -> Transfer:
    """The transfer with its places. Raises Transfer.DoesNotExist. Locks: the transfer."""
    transfers = Transfer.objects.select_related("origin", "destination")
    return _for_update(transfers).get(code=code)


def _for_update(rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(of=("self",))


def was_posted(transfer: Transfer, client_key: str) -> bool:
    """Whether this key has done its work before. Raises StockRefused "key_used" where that was
    another transfer's."""
    before = ledger.already_posted(client_key)
    if before is None:
        return False
    if before.reference != transfer.code:
        raise StockRefused(
            Problem("key_used", _("This page was used for something else. Open it again."))
        )
    return True


def refuse_unless(transfer: Transfer, *states: str) -> None:
    """Raise StockRefused "not_its_turn" where the transfer is in another state than these."""
    if transfer.state in states:
        return
    sentences = {
        Transfer.State.DRAFT: _("This transfer was not sent yet: nothing was changed."),
        Transfer.State.SENT: _("This transfer was sent before: nothing was changed."),
        Transfer.State.RECEIVED: _("This transfer has ended before: nothing was changed."),
        Transfer.State.CANCELLED: _("This transfer was cancelled before: nothing was changed."),
    }
    raise StockRefused(
        Problem(
            "not_its_turn",
            sentences[Transfer.State(transfer.state)],
            data={"state": transfer.state},
        )
    )


def closed_destination(transfer: Transfer) -> list[Problem]:
    """What stands in the way of goods that come to a place that is closed."""
    if is_open(transfer.destination):
        return []
    data = {
        "place": transfer.destination.name,
        "day": f"{transfer.destination.closed_on:%d/%m/%Y}",
        "origin": transfer.origin.name,
    }
    sentence = _(
        "%(place)s has been closed since %(day)s and takes no goods. Let %(origin)s take them back."
    )
    return [Problem("place_closed", sentence % data, data=data)]


def is_open(place: Place) -> bool:
    """Whether the place takes goods today; its last day counts."""
    return place.closed_on is None or place.closed_on >= clock.today()


def end(transfer: Transfer, state: str, actor_id: int | None) -> None:
    """The last word on a locked transfer: RECEIVED or CANCELLED."""
    transfer.state = state
    transfer.ended_at = clock.now()
    transfer.ended_by_id = actor_id
    transfer.save(update_fields=["state", "ended_at", "ended_by_id"])


def posting(
    transfer: Transfer, kind: str, client_key: str, actor_id: int | None, note: str = ""
) -> ledger.Posting:
    """The head of a document about this transfer."""
    return ledger.Posting(kind, client_key, actor_id, transfer.code, note=note)


def tell_arrived(
    transfer: Transfer,
    place_id: int,
    lines: Iterable[ledger.Line],
    shelves: Mapping[ShelfKey, Shelf],
    *,
    is_over: bool,
) -> None:
    """Publish GoodsArrived for what the lines have just brought to the place."""
    units: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.place_id == place_id and line.condition == Condition.GOOD:
            units[line.lot.variant_id] += line.quantity
    events.publish(GoodsArrived(transfer.pk, place_id, dict(units), shelves, is_over))
