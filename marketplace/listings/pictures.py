"""The photos of an offer."""

from PIL import Image

from marketplace import pictures
from marketplace.listings.models import Listing, Picture

FOLDER = "listings"


def attach(listing: Listing, image: Image.Image) -> Picture:
    """Store the photo in its sizes, and the row that places it after those there are."""
    stored = pictures.store(FOLDER, listing.code.lower(), image)
    return Picture.objects.create(
        listing=listing,
        position=listing.pictures.count(),
        stem=stored.stem,
        width=stored.width,
        height=stored.height,
    )
