"""Photos: checked by their content, turned upright, stripped, and kept in a few sizes."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from marketplace.refusal import Problem, Refusal

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDTHS = (480, 960)  # px of the renditions; the larger one also stands in for the original
KINDS = {"JPEG", "PNG", "WEBP"}


class BadPicture(Refusal):
    """code "bad_picture": not JPEG, PNG or WebP by content, too large, or broken."""


@dataclass(frozen=True)
class Stored:
    """stem: what path() makes the names of the renditions from; size of the largest one in px."""

    stem: str
    width: int
    height: int


def read(upload: BinaryIO) -> Image.Image:
    """The uploaded photo as an upright RGB image of nothing but its pixels.

    Raises BadPicture: not JPEG, PNG or WebP by content, over 12 MB, over 50 million pixels, or
    broken.
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


def store(folder: str, name: str, image: Image.Image) -> Stored:
    """Keep the renditions in the folder, under `name` and what they show: other pixels, other stem.

    Re-encoding drops all metadata (place, camera).
    """
    largest = _rendition(image, WIDTHS[-1])
    stem = f"{name}-{_digest(largest)}"
    for width in WIDTHS:
        smaller = _rendition(image, width)
        for kind, suffix in (("WEBP", "webp"), ("JPEG", "jpg")):
            out = BytesIO()
            smaller.save(out, kind, quality=82)
            file = path(folder, stem, width, suffix)
            if not default_storage.exists(file):
                default_storage.save(file, ContentFile(out.getvalue()))
    return Stored(stem, largest.width, largest.height)


def as_jpeg(image: Image.Image, width: int) -> bytes:
    """The picture as a JPEG at most so many px wide, for a place that no web server serves."""
    out = BytesIO()
    _rendition(image, width).save(out, "JPEG", quality=82)
    return out.getvalue()


def path(folder: str, stem: str, width: int, suffix: str) -> str:
    """The storage name of one rendition: width from WIDTHS, suffix "webp" or "jpg"."""
    return f"{folder}/{stem}-{width}.{suffix}"


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


def _refused(sentence: str) -> BadPicture:
    return BadPicture(Problem("bad_picture", sentence, "picture"))
