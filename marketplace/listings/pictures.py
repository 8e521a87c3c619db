"""Photos: checked by their content, turned upright, stripped, and kept in a few sizes."""

import hashlib
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from marketplace.listings.models import Listing, Picture
from marketplace.listings.refused import ListingRefused
from marketplace.refusal import Problem

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDTHS = (480, 960)  # px of the renditions; the larger one also stands in for the original
KINDS = {"JPEG", "PNG", "WEBP"}


def read(upload: BinaryIO) -> Image.Image:
    """The uploaded photo as an upright RGB image of nothing but its pixels.

    Raises ListingRefused "bad_picture": not JPEG, PNG or WebP by content, over 12 MB, over 50
    million pixels, or broken.
    """
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refused(_("The picture is larger than 12 MB. Choose a smaller one."))
    try:
        file = Image.open(BytesIO(data), formats=sorted(KINDS))
        is_too_large = file.width * file.height > MOST_PIXELS
        image = None if is_too_large else _pixels(ImageOps.exif_transpose(file))
    except Exception as error:  # damaged bytes make Pillow's parsers raise nearly anything
        raise _refused(
            _("This file is no picture that can be shown. Use a JPEG, PNG or WebP photo.")
        ) from error
    if image is None:
        raise _refused(_("The picture has more than 50 million pixels. Choose a smaller one."))
    return image


def attach(listing: Listing, image: Image.Image) -> Picture:
    """Store the renditions and the row. Re-encoding drops all metadata (place, camera)."""
    largest = _rendition(image, WIDTHS[-1])
    stem = f"{listing.code.lower()}-{_digest(largest)}"
    for width in WIDTHS:
        smaller = _rendition(image, width)
        for kind, suffix in (("WEBP", "webp"), ("JPEG", "jpg")):
            out = BytesIO()
            smaller.save(out, kind, quality=82)
            name = path(stem, width, suffix)
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(out.getvalue()))
    return Picture.objects.create(
        listing=listing,
        position=listing.pictures.count(),
        stem=stem,
        width=largest.width,
        height=largest.height,
    )


def path(stem: str, width: int, suffix: str) -> str:
    """The storage name of one rendition: width from WIDTHS, suffix "webp" or "jpg"."""
    return f"listings/{stem}-{width}.{suffix}"


def _pixels(image: Image.Image) -> Image.Image:
    """In RGB on white, without what the file says besides: a JPEG's comment would be saved again."""
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    bare = image.convert("RGB")
    bare.info = {}
    return bare


def _rendition(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize(
        (width, round(image.height * width / image.width)), Image.Resampling.LANCZOS
    )


def _digest(image: Image.Image) -> str:
    return hashlib.sha256(image.tobytes()).hexdigest()[:16]


def _refused(sentence: str) -> ListingRefused:
    return ListingRefused(Problem("bad_picture", sentence, "picture"))
