"""Transfers as lists and pages show them, and whom they concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.access import Action, places_for
from marketplace.inventory.availability import is_sellable
from marketplace.inventory.models import Lot, Sent, Transfer, TransferLine
from marketplace.web.console.goods.events import CONDITIONS, owner_name

STATE_WORDS = {
    Transfer.State.DRAFT: _("To be sent"),
    Transfer.State.SENT: _("Under way"),
    Transfer.State.RECEIVED: _("Ended"),
    Transfer.State.CANCELLED: _("Cancelled"),
}
WHICH = {
    "to_send": _("To be sent by me"),
    "coming": _("On the way to me"),
    "going": _("On the way from me"),
    "ended": _("Ended or cancelled"),
}


@dataclass(frozen=True)
class SentRow:
    """One row of Sent, with the words for it."""

    sent: Sent
    owner: str
    condition: Any
    is_good: bool
    is_expired: bool


def visible(request: HttpRequest) -> QuerySet[Transfer]:
    """The transfers from or to the person's places."""
    mine = places_for(request.user, Action.SEE_STOCK).values("pk")
    return Transfer.objects.filter(Q(origin__in=mine) | Q(destination__in=mine)).select_related(
        "origin__operator", "destination__operator"
    )


def of(request: HttpRequest, code: str, *, acting_at: str = "") -> Transfer:
    """The transfer of this code, else 404; acting_at "origin" or "destination": 404, too, where
    the person may not move goods there, as if a foreign transfer were none."""
    transfers = visible(request)
    if acting_at:
        may = places_for(request.user, Action.TRANSFER_STOCK).values("pk")
        transfers = transfers.filter(**{f"{acting_at}__in": may})
    return get_object_or_404(transfers, code=code)


def acts_at(request: HttpRequest, transfer: Transfer) -> set[str]:
    """Of "origin" and "destination" those where the person may move goods. One query."""
    ends = {transfer.origin_id: "origin", transfer.destination_id: "destination"}
    may = places_for(request.user, Action.TRANSFER_STOCK).filter(pk__in=ends)
    return {ends[pk] for pk in may.values_list("pk", flat=True)}


def find(request: HttpRequest, *, which: str, code: str, place: str) -> QuerySet[Transfer]:
    """The transfers a filter asks for, newest first, with their units and what is on the way."""
    mine = places_for(request.user, Action.SEE_STOCK).values("pk")
    found = visible(request)
    if which in ("to_send", "going"):
        state = Transfer.State.DRAFT if which == "to_send" else Transfer.State.SENT
        found = found.filter(state=state, origin__in=mine)
    elif which == "coming":
        found = found.filter(state=Transfer.State.SENT, destination__in=mine)
    elif which == "ended":
        found = found.filter(state__in=(Transfer.State.RECEIVED, Transfer.State.CANCELLED))
    if code:
        found = found.filter(code__startswith=code)
    if place:
        found = found.filter(Q(origin__code=place) | Q(destination__code=place))
    sent = Sent.objects.filter(transfer=OuterRef("pk")).values("transfer")
    asked = TransferLine.objects.filter(transfer=OuterRef("pk")).values("transfer")
    gone = F("received") + F("damaged") + F("lost") + F("returned")
    return found.annotate(
        units=Coalesce(
            Subquery(sent.annotate(total=Sum("sent")).values("total")),
            Subquery(asked.annotate(total=Sum("quantity")).values("total")),
            0,
        ),
        on_the_way=Coalesce(
            Subquery(sent.annotate(total=Sum(F("sent") - gone)).values("total")), 0
        ),
    ).order_by("-drafted_at", "-pk")


def sent_rows(transfer: Transfer) -> list[SentRow]:
    """What went, in the order in which it was taken. One query."""
    rows = transfer.sent.select_related(
        "lot__variant__product", "owner__producer", "owner__operator"
    )
    return [
        SentRow(
            sent=row,
            owner=owner_name(row.owner),
            condition=CONDITIONS[row.condition],
            is_good=row.condition == "good",
            is_expired=is_expired(row.lot),
        )
        for row in rows.order_by("pk")
    ]


def is_expired(lot: Lot) -> bool:
    """Whether the lot is past its date today."""
    return not is_sellable(lot, "good", clock.today())


def sums(rows: Sequence[SentRow]) -> dict[str, int]:
    """Units over all rows: sent, received, damaged, lost, returned, on_the_way."""
    names = ("sent", "received", "damaged", "lost", "returned", "on_the_way")
    return {name: sum(getattr(row.sent, name) for row in rows) for name in names}
