import pytest

from marketplace.audit.models import Line
from marketplace.inventory import barcodes, gtin
from marketplace.inventory.models import Barcode
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.scan import find
from tests import factories

pytestmark = pytest.mark.django_db

OWN = "8936012345674"


def test_a_producers_number_is_kept_once_and_found_by_the_scanner():
    listing = factories.listing()

    first = barcodes.add(listing.variant, " 893 6012 345674 ", actor_id=7)
    second = barcodes.add(listing.variant, OWN, actor_id=8)

    assert first == second == Barcode.objects.get()
    assert (first.gtin, first.internal, first.added_by_id) == (OWN, False, 7)
    assert find(OWN).variant_id == listing.variant_id


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("8936012345675", "bad_barcode"),  # the check digit is wrong
        ("893601234567", "bad_barcode"),
        ("89360123456745", "bad_barcode"),
        ("", "bad_barcode"),
        ("２９36012345675", "bad_barcode"),
        ("2000000000015", "internal_barcode"),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_words(typed, code):
    listing = factories.listing()

    with pytest.raises(StockRefused) as refused:
        barcodes.add(listing.variant, typed, actor_id=7)

    assert refused.value.codes == [code]
    assert not Barcode.objects.exists()


def test_one_number_means_one_article():
    first, second = factories.listing(factories.certified("Mật ong")), factories.listing()
    barcodes.add(first.variant, OWN, actor_id=7)

    with pytest.raises(StockRefused) as refused:
        barcodes.add(second.variant, OWN, actor_id=7)

    assert refused.value.codes == ["barcode_taken"]
    assert "Mật ong" in str(refused.value)


def test_an_article_gets_one_internal_number_of_the_range_for_shops():
    listing, other = factories.listing(), factories.listing()

    numbers = [
        barcodes.make_internal(one.variant, actor_id=7).gtin for one in (listing, listing, other)
    ]

    assert numbers[0] == numbers[1] != numbers[2]
    assert all(number.startswith("20") and gtin.is_gtin13(number) for number in numbers)
    assert find(numbers[2]).variant_id == other.variant_id


def test_a_wrong_number_is_taken_off_once_and_free_for_another_article():
    listing, other = factories.listing(), factories.listing()
    barcodes.add(listing.variant, OWN, actor_id=7)

    barcodes.remove(other.variant, OWN, actor_id=8)
    assert Barcode.objects.count() == 1
    for _press in range(2):
        barcodes.remove(listing.variant, OWN, actor_id=8)

    line = Line.objects.get(action="inventory.barcode_removed")
    assert (line.actor_id, line.subject) == (8, f"article:{listing.code}")
    assert line.data == {"gtin": OWN}
    assert barcodes.add(other.variant, OWN, actor_id=7).variant_id == other.variant_id
