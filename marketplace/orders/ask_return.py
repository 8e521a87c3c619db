"""Yêu cầu trả hàng: the shopper asks, with a reason and photos."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock, codes, pictures, private_files
from marketplace.audit.record import record
from marketplace.orders import known_by_phone, returnable
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_parcel
from marketplace.orders.models import Parcel, ReturnLine, ReturnPhoto, ReturnRequest
from marketplace.orders.refunds import LONGEST_ACCOUNT
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem

ROOM = "returns"  # of the private files
MOST_PHOTOS = 5
PHOTO_WIDTH = 1600  # px: what is wrong can still be seen
SHORTEST_TEXT, LONGEST_TEXT = 3, 1000  # ReturnRequest.text


@dataclass(frozen=True)
class Asked:
    """units: sales units by the key of a parcel line. photos: JPEG bytes from check_photos().

    pay_to: the account for the refund, "" for cash at the place.
    """

    units: Mapping[int, int]
    reason: str
    text: str
    client_key: str
    pay_to: str = ""
    photos: Sequence[bytes] = ()


def check_photos(files: Iterable[BinaryIO]) -> list[bytes]:
    """The photos as JPEG of nothing but their pixels. Before any lock is taken.

    Raises OrderRefused, field photos: too_many, bad_picture.
    """
    kept, problems = [], []
    for number, file in enumerate(files, start=1):
        if number > MOST_PHOTOS:
            sentence = _("Send at most %(most)d photos.") % {"most": MOST_PHOTOS}
            problems.append(Problem("too_many", sentence, "photos"))
            break
        try:
            kept.append(pictures.as_jpeg(pictures.read(file), PHOTO_WIDTH))
        except pictures.BadPicture as bad:
            problems += [Problem(one.code, one.sentence, "photos") for one in bad.problems]
    if problems:
        raise OrderRefused(problems)
    return kept


def ask(parcel_code: str, asked: Asked) -> ReturnRequest:
    """Write the request down; a person decides it. Nothing moves yet.

    The same client key answers as the first time. Raises OrderRefused with every problem:
    not_delivered, too_late, open_return, nothing_picked, too_many_units, bad_reason, bad_text,
    bad_account; not_found for an order whose shopper is erased. Locks: order, parcel.
    """
    with transaction.atomic():
        parcel = lock_parcel(parcel_code)
        before = ReturnRequest.objects.filter(client_key=asked.client_key).first()
        if before is not None:
            return before
        if parcel.order.erased_at:
            raise OrderRefused(known_by_phone.not_found())
        units = {line: count for line, count in asked.units.items() if count}
        problems = [*_too_late(parcel), *_bad_units(parcel, units), *_bad_words(asked)]
        if problems:
            raise OrderRefused(problems)
        request = ReturnRequest.objects.create(
            parcel=parcel,
            code=codes.new_code(),
            client_key=asked.client_key,
            reason=asked.reason,
            text=asked.text.strip(),
            pay_to=" ".join(asked.pay_to.split()),
            asked_at=clock.now(),
        )
        ReturnLine.objects.bulk_create(
            ReturnLine(request=request, parcel_line_id=line, quantity=count)
            for line, count in units.items()
        )
        _keep_photos(request, asked.photos)
        data = {"return": request.code, "reason": request.reason, "units": sum(units.values())}
        note(parcel.order_id, Kind.RETURN_ASKED, parcel_id=parcel.pk, data=data)
        record("orders.ask_return", actor_id=None, subject=f"parcel:{parcel.code}", data=data)
        return request


def _keep_photos(request: ReturnRequest, photos: Sequence[bytes]) -> None:
    by_hash = {hashlib.sha256(photo).hexdigest(): photo for photo in photos}
    ReturnPhoto.objects.bulk_create(
        ReturnPhoto(request=request, file=private_files.keep(ROOM, photo, digest))
        for digest, photo in by_hash.items()
    )


def _too_late(parcel: Parcel) -> list[Problem]:
    last = returnable.last_day(parcel)
    if last is None:
        sentence = _("This parcel was not delivered, so nothing of it can be brought back.")
        return [Problem("not_delivered", sentence)]
    if not returnable.is_open_at(parcel, clock.now()):
        sentence = _(
            "Goods can be brought back within %(days)d days: for this parcel that was until "
            "%(day)s. Something else is wrong? Write a complaint."
        )
        said = {"days": settings.RETURN_DAYS, "day": f"{last:%d/%m/%Y}"}
        return [Problem("too_late", sentence % said)]
    if parcel.returns.filter(state__in=returnable.OPEN).exists():
        sentence = _("A return of this parcel is being looked at. Wait for the answer.")
        return [Problem("open_return", sentence)]
    return []


def _bad_units(parcel: Parcel, units: Mapping[int, int]) -> list[Problem]:
    if not units:
        return [Problem("nothing_picked", _("Write how many units go back."), "units")]
    most = {line: max(left, 0) for line, left in returnable.units_left(parcel).items()}
    sentence = _("Of this, at most %(left)d can go back.")
    found = []
    for line, count in units.items():
        left = most.get(line, 0)
        if not 0 < count <= left:
            data = {"line": line, "left": left}
            found.append(Problem("too_many_units", sentence % data, "units", data))
    return found


def _bad_words(asked: Asked) -> list[Problem]:
    found = []
    if asked.reason not in ReturnRequest.Reason.values:
        found.append(Problem("bad_reason", _("Choose one of the reasons."), "reason"))
    if not SHORTEST_TEXT <= len(asked.text.strip()) <= LONGEST_TEXT:
        sentence = _("Say in a few words what is wrong: 3 to 1,000 characters.")
        found.append(Problem("bad_text", sentence, "text"))
    if len(" ".join(asked.pay_to.split())) > LONGEST_ACCOUNT:
        found.append(Problem("bad_account", _("Keep the account under 120 characters."), "pay_to"))
    return found
