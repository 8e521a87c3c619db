"""Đặt chỗ: a guest asks for a day at a tourism service; the host answers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes
from marketplace.accounts import phones
from marketplace.accounts.erase import open_account
from marketplace.audit.record import record
from marketplace.listings.models import Listing
from marketplace.orders.booking_news import tell
from marketplace.orders.models import Booking
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge.money import to_dong

MOST_GUESTS = 500
LONGEST_NOTE = 500
MOST_OPEN = 5  # unanswered ones of one phone: a form is no way to fill a host's calendar


@dataclass(frozen=True)
class Wish:
    """guests: how many; None and "" where nothing that can be read was written.

    client_key: the form's own key; a second press of the button answers with the first booking.
    """

    listing_code: str
    day: date | None
    guests: int | None
    name: str
    phone: str
    client_key: str
    email: str = ""
    note: str = ""
    language: str = "vi"
    user_id: int | None = None


def book(wish: Wish) -> Booking:
    """Write down the wish, at today's price a guest; the guest hears of it and of the answer.

    Raises OrderRefused with every problem: bad_day, bad_guests, bad_name, bad_phone, bad_email,
    bad_note, unknown_listing, not_for_sale, not_booked, too_many_open. Locks: the person who is
    signed in, the listing.
    """
    wish = replace(
        wish,
        name=" ".join(wish.name.split()),
        email=wish.email.strip(),
        note=wish.note.strip(),
    )
    problems = _problems(wish)
    with transaction.atomic():
        wish = replace(wish, user_id=open_account(wish.user_id))
        offers = Listing.objects.select_for_update(of=("self",)).select_related("product")
        listing = offers.filter(code=wish.listing_code).first()
        before = Booking.objects.filter(client_key=wish.client_key).first()
        if before is not None:
            return before
        problems += _of_listing(listing)
        if problems or listing is None:
            raise OrderRefused(problems)
        phone = phones.e164(wish.phone)
        _refuse_many(phone)
        booking = Booking.objects.create(
            listing=listing,
            user_id=wish.user_id,
            code=codes.new_code(),
            client_key=wish.client_key,
            language=wish.language,
            name=wish.name,
            phone=phone,
            email=wish.email,
            day=wish.day,
            guests=wish.guests,
            note=wish.note,
            unit_price=to_dong(listing.product.price_amount),
            asked_at=clock.now(),
        )
        record(
            "orders.book",
            actor_id=wish.user_id,
            subject=f"booking:{booking.code}",
            data={"listing": listing.code, "guests": booking.guests},
        )
        tell(booking)
        return booking


def first_day() -> date:
    """Tomorrow: a host needs a day to answer."""
    return clock.today() + timedelta(days=1)


def last_day() -> date:
    """A year from today."""
    return clock.today() + timedelta(days=365)


def _problems(wish: Wish) -> list[Problem]:
    problems = []
    if wish.day is None or not first_day() <= wish.day <= last_day():
        said = {"first": f"{first_day():%d/%m/%Y}", "last": f"{last_day():%d/%m/%Y}"}
        sentence = _("Choose a day from %(first)s to %(last)s.") % said
        problems.append(Problem("bad_day", sentence, "day"))
    if wish.guests is None or not 1 <= wish.guests <= MOST_GUESTS:
        problems.append(Problem("bad_guests", _("Say how many guests: 1 to 500."), "guests"))
    if not 2 <= len(wish.name) <= 120:
        problems.append(Problem("bad_name", _("Write the name of who comes."), "name"))
    if not phones.is_phone(wish.phone):
        sentence = _("Write a Vietnamese phone number, for example 0912 345 678.")
        problems.append(Problem("bad_phone", sentence, "phone"))
    if wish.email and not _is_email(wish.email):
        sentence = _("This e-mail address is not complete; leave it out or mend it.")
        problems.append(Problem("bad_email", sentence, "email"))
    if len(wish.note) > LONGEST_NOTE:
        problems.append(Problem("bad_note", _("Keep the note under 500 characters."), "note"))
    return problems


def _of_listing(listing: Listing | None) -> list[Problem]:
    if listing is None:
        return [Problem("unknown_listing", _("This product is not in the shop."))]
    name = {"name": listing.product.name}
    if listing.way != Listing.Way.BOOKING:
        return [Problem("not_booked", _("%(name)s is not booked: put it into the basket.") % name)]
    if listing.state != Listing.State.ON_SALE:
        return [Problem("not_for_sale", _("%(name)s is not on sale now.") % name)]
    return []


def _refuse_many(phone: str) -> None:
    waiting = Booking.objects.filter(phone=phone, state=Booking.State.ASKED, day__gte=clock.today())
    if waiting.count() >= MOST_OPEN:
        sentence = _("Five bookings of this phone wait for an answer. Wait for one, or cancel one.")
        raise OrderRefused(Problem("too_many_open", sentence, "phone"))


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254
