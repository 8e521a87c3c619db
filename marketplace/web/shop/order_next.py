"""After "Đặt hàng": what happens next, in sentences."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace import text
from marketplace.accounts import phones
from marketplace.orders.models import Parcel, ShopOrder
from marketplace.orders.until import until
from marketplace.web.shop.order_words import COLLECTION, state_now


def next_sentences(order: ShopOrder, parcels: Sequence[Parcel], moment: datetime) -> list[str]:
    """One for each thing the shopper should expect or do, said once however many parcels."""
    found: dict[str, None] = {}
    for parcel in parcels:
        for sentence in _of(order, parcel, state_now(parcel, moment)):
            found[sentence] = None
    return list(found)


def _of(order: ShopOrder, parcel: Parcel, state: str) -> list[str]:
    if state == Parcel.State.TO_CONFIRM:
        said = {"phone": phones.spoken(order.phone), "time": until(parcel.held_until)}
        return [
            _("We call %(phone)s to confirm the order, until %(time)s.") % said
            if parcel.held_until
            else _("We call %(phone)s to confirm the order.") % said,
            _(
                "The goods are kept for you until then; if nobody can be reached, they go back on sale."
            ),
        ]
    if order.how == COLLECTION:
        return _collection(parcel, state)
    if state in (Parcel.State.CONFIRMED, Parcel.State.PACKED):
        kept = _("The goods are kept for you. You pay when you receive them.")
        return [kept, *_arrives(parcel)]
    if state == Parcel.State.SHIPPED:
        money = {"amount": text.dong(parcel.to_collect)}
        return [*_arrives(parcel), _("Please have %(amount)s ready for the deliverer.") % money]
    return []


def _arrives(parcel: Parcel) -> list[str]:
    if not (parcel.promised_from and parcel.promised_by):
        return []
    said = {
        "place": parcel.place.name,
        "first": f"{parcel.promised_from:%d/%m/%Y}",
        "last": f"{parcel.promised_by:%d/%m/%Y}",
    }
    return [_("The parcel from %(place)s arrives between %(first)s and %(last)s.") % said]


def _collection(parcel: Parcel, state: str) -> list[str]:
    said = {
        "place": parcel.place.name,
        "time": until(parcel.held_until),
        "day": f"{parcel.promised_by:%d/%m/%Y}" if parcel.promised_by else "",
    }
    if state in (Parcel.State.CONFIRMED, Parcel.State.PACKED):
        found = [_("We tell you as soon as the goods can be collected at %(place)s.") % said]
        if parcel.promised_by:
            found.append(_("That is on %(day)s at the latest.") % said)
        return found
    if state == Parcel.State.READY:
        found = [
            _("Your goods wait at %(place)s. Say the code below; you pay at the counter.") % said
        ]
        if parcel.held_until:
            found.append(_("They are kept until %(time)s, then they go back on sale.") % said)
        return found
    return []
