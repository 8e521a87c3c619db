"""What is collected, returned, refunded and complained about, made in one call through the rooms' own doors."""

import itertools
from io import BytesIO

from openpyxl import Workbook
from PIL import Image

from marketplace import codes
from marketplace.listings.models import Listing
from marketplace.orders import complaints, decide_return, receive_return, refunds, statement_file
from marketplace.orders.ask_return import Asked, ask, check_photos
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.deliver import deliver
from marketplace.orders.models import (
    Carrier,
    CarrierStatement,
    Complaint,
    Parcel,
    Refund,
    ReturnRequest,
)
from marketplace.orders.payments.interface import Back
from marketplace.orders.place_order import place_order
from marketplace.orders.reconcile import take_in
from marketplace.orders.ship import ship
from marketplace.places.models import Operator
from tests import factories, handing

_number = itertools.count(1)
HEADINGS = ("STT", "Mã vận đơn", "Tiền thu hộ (đồng)", "Cước phí")


def carrier(of: Operator, name: str = "Bưu cục Mẫu", adapter: str = "own_rider") -> Carrier:
    """A carrier of the seller's; the same for the same name."""
    values = {"code": codes.new_code(), "adapter": adapter}
    return Carrier.objects.get_or_create(operator=of, name=name, defaults=values)[0]


def shipped(
    listing: Listing, quantity: int = 1, *, by: Carrier | None = None, tracking: str = ""
) -> Parcel:
    """Ordered, confirmed, packed and on its way with the carrier."""
    parcel = place_order(factories.checkout(listing, quantity=quantity)).parcels.get()
    if parcel.state == Parcel.State.TO_CONFIRM:
        confirm_by_phone(parcel.code, actor_id=None)
    handing.packed(parcel)
    by = by or carrier(parcel.order.seller)
    return ship(parcel.code, by, tracking or f"VD{next(_number):06d}", actor_id=None)


def delivered(
    listing: Listing, quantity: int = 1, *, by: Carrier | None = None, tracking: str = ""
) -> Parcel:
    """The same, at the door and paid: the carrier has the money."""
    return deliver(shipped(listing, quantity, by=by, tracking=tracking).code, actor_id=None)


def photo(colour: str = "brown") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    file.seek(0)
    return file


def asked(
    parcel: Parcel, many: int = 1, *, photos: int = 0, pay_to: str = "", **fields
) -> ReturnRequest:
    """So many units of the parcel's first line are to go back."""
    line = parcel.lines.order_by("pk").first()
    values = {
        "units": {line.pk: many},
        "reason": "broken",
        "text": "Nắp bị nứt",
        "client_key": f"return-{next(_number)}",
        "pay_to": pay_to,
        "photos": check_photos(photo(colour) for colour in ("brown", "teal")[:photos]),
    }
    return ask(parcel.code, Asked(**(values | fields)))


def approved(parcel: Parcel, units: int = 1, **fields) -> ReturnRequest:
    one = asked(parcel, units, **fields)
    return decide_return.approve(one.code, "Mang đến quầy giúp nhé", actor_id=None)


def received(parcel: Parcel, units: int = 1, *, refund: int, **fields) -> ReturnRequest:
    """Back on the shelf as good, and so many đồng promised."""
    one = approved(parcel, units, **fields)
    listing = parcel.lines.order_by("pk").first().listing
    came = receive_return.Received([factories.picked(listing, units)], refund)
    return receive_return.receive(one.code, came, actor_id=None)


def refund(parcel: Parcel, amount: int = 10_000, *, pay_to: str = "") -> Refund:
    back = Back(amount, "Khách được bù", f"refund-{next(_number)}", pay_to)
    return refunds.promise(parcel.code, back, actor_id=None)


def complaint(parcel: Parcel, text: str = "Giao chậm ba ngày so với hẹn") -> Complaint:
    key = f"complaint-{next(_number)}"
    return complaints.complain(parcel.order.code, text, client_key=key)


def csv(*rows: tuple) -> bytes:
    """A statement as a carrier sends it: tracking code, money, fee."""
    lines = [HEADINGS, *((at, *row) for at, row in enumerate(rows, start=1))]
    return "\n".join(";".join(str(cell) for cell in line) for line in lines).encode("utf-8-sig")


def xlsx(*rows: tuple) -> bytes:
    """The same as a workbook, with a title above and a sum below."""
    book = Workbook()
    sheet = book.active
    sheet.append(["BẢNG ĐỐI SOÁT COD"])
    sheet.append([])
    sheet.append(HEADINGS)
    for at, row in enumerate(rows, start=1):
        sheet.append([at, *row])
    sheet.append(["Tổng cộng", "", sum(row[1] for row in rows)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def statement(of: Carrier, content: bytes, name: str = "doi-soat.csv") -> CarrierStatement:
    read = statement_file.read(content)
    statement_file.keep(content, read.digest)
    return take_in(of, read, name, actor_id=None)
