"""What a shopper shows at the sales point: six digits, or a QR code with the parcel beside them."""

import re

from marketplace import codes
from marketplace.orders.models import Parcel

_SHOWN = re.compile(r"(?:(?P<parcel>[0-9A-Z]{10})-)?(?P<digits>\d{6})")


def qr_text(parcel: Parcel) -> str:
    """What stands in the QR code; no address, so that no phone opens a page by it."""
    return f"{parcel.code}-{parcel.pickup_code}"


def read(text: str) -> tuple[str, str]:
    """(the parcel's code or "", the six digits) of what was typed or scanned; ("", "") for else."""
    found = _SHOWN.fullmatch("".join(text.upper().split()))
    if found is None:
        return "", ""
    parcel = found["parcel"] or ""
    return (parcel, found["digits"]) if not parcel or codes.is_code(parcel) else ("", "")
