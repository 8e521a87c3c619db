"""The QR of a shelf label is an address; a scanner in a clerk's hand reads it, too."""

import pytest
from django.urls import reverse

from marketplace.inventory import scan
from marketplace.inventory.refused import StockRefused
from tests import factories

pytestmark = pytest.mark.django_db

SITE = "https://ocop.example"


@pytest.fixture
def listing():
    return factories.listing(factories.certified("Mật ong rừng"))


def test_the_address_of_a_product_or_of_its_certificate_is_its_article(listing):
    product = reverse("shop:product", args=[listing.slug, listing.code])
    verify = reverse("shop:verify", args=[listing.certified_product.code])

    for address in (product, verify, f"/en{product}", verify.rstrip("/")):
        assert scan.find(SITE + address) == scan.Scanned(listing.variant_id, None)


def test_two_sizes_of_one_product_are_told_apart_by_their_own_labels(listing):
    factories.listing(listing.certified_product)
    address = reverse("shop:verify", args=[listing.certified_product.code])

    with pytest.raises(StockRefused) as refused:
        scan.find(SITE + address)

    assert refused.value.codes == ["many_articles"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/ocop/2222222222/", "unknown_barcode"),
        ("/gio-hang/", "bad_barcode"),
        ("/", "bad_barcode"),
    ],
)
def test_another_address_is_refused(listing, path, code):
    with pytest.raises(StockRefused) as refused:
        scan.find(SITE + path)

    assert refused.value.codes == [code]


def test_a_product_address_of_a_foreign_place_is_refused(listing):
    elsewhere = factories.place()

    with pytest.raises(StockRefused) as refused:
        scan.find(SITE + reverse("shop:product", args=[listing.slug, listing.code]), elsewhere)

    assert refused.value.codes == ["foreign_article"]
