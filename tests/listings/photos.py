"""Photos as cameras, phones and forgers make them."""

import struct
import zlib
from io import BytesIO

from PIL import Image

SECRET = b"108.4419 E, 11.9404 N"  # where the photo was taken


def photo(kind="JPEG", size=(100, 50), colour=(200, 30, 30), **options) -> BytesIO:
    """A plain picture in one colour, written as `kind`."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    out.seek(0)
    return out


def camera_photo(kind="JPEG", *, orientation=1, size=(100, 50)) -> BytesIO:
    """With everything a camera writes into it: place, maker, comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()  # maker
    exif.get_ifd(0x8825)[1] = SECRET.decode()  # GPS
    written = {"exif": exif}
    if kind == "JPEG":
        written |= {"comment": SECRET}
    if kind in {"JPEG", "WEBP"}:
        written |= {"xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    found = photo(kind, size, **written)
    assert SECRET in found.getvalue() or kind == "PNG"
    return found


def huge_png(width: int, height: int) -> BytesIO:
    """A PNG that says it is that large and has no pixel to show for it."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    )
