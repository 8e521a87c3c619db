"""Offers and bookings have their own writers, too."""

from tests.whole.test_one_writer import writers


def test_offers_gift_sets_and_bookings_have_their_own_writers():
    listings = "marketplace/listings"

    assert writers({"Listing"}) == {
        f"{listings}/publish.py",
        f"{listings}/gift_sets.py",
        f"{listings}/merged.py",  # whose it is, after a merge
        "marketplace/demo/selling.py",  # a service that no list certifies
    }
    assert writers({"GiftSetPart"}, {"parts"}) == {f"{listings}/gift_sets.py"}
    assert writers({"Booking"}, {"bookings"}) == {
        "marketplace/orders/book.py",
        "marketplace/orders/erase_shopper.py",  # emptied with the person
    }
