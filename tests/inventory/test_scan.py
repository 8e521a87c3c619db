"""What a scanner may read, right and wrong."""

from datetime import date

import pytest

from marketplace import clock
from marketplace.inventory import gtin, scan
from marketplace.inventory.models import Barcode, Lot
from marketplace.inventory.refused import StockRefused
from tests import factories

pytestmark = pytest.mark.django_db

GTIN = "6291041500213"  # the example that GS1 calculates


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, best_before=date(2099, 1, 1))


def test_the_check_digit_is_the_one_of_the_standard():
    assert gtin.check_digit("629104150021") == "3"
    assert gtin.is_gtin13(GTIN)
    assert not gtin.is_gtin13("6291041500231")  # two digits swapped
    assert not gtin.is_gtin13(GTIN[:12])
    assert not gtin.is_gtin13("٦٢٩١٠٤١٥٠٠٢١٣")


def test_a_gtin_is_its_article_and_no_lot(listing, place):
    Barcode.objects.create(variant=listing.variant, gtin=GTIN, added_at=clock.now())

    for typed in (GTIN, " 629 1041 500213 ", "629-1041-500213\n"):
        assert scan.find(typed, place) == scan.Scanned(listing.variant_id, None)


def test_a_code_is_read_in_any_spelling(listing):
    code = listing.code

    for typed in (code, code.lower(), f" {code[:5]} {code[5:]} ", f"{code[:4]}-{code[4:]}"):
        assert scan.find(typed) == scan.Scanned(listing.variant_id, None)


def test_a_lot_label_is_its_lot(listing, place):
    lot = Lot.objects.get()

    assert scan.find(scan.label_text(listing.code, lot.code), place).lot == lot
    assert scan.find(f"{listing.code.lower()}/l1").lot == lot


def test_two_lots_that_differ_in_case_are_told_apart(listing):
    other = Lot.objects.create(variant=listing.variant, code="l1", registered_at=clock.now())

    assert scan.find(f"{listing.code}/l1").lot == other
    assert scan.find(f"{listing.code}/L1").lot.code == "L1"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "bad_barcode"),
        ("   ", "bad_barcode"),
        ("6291041500231", "bad_barcode"),
        ("629104150021", "bad_barcode"),
        ("mật ong", "bad_barcode"),
        ("0" * 400, "bad_barcode"),
        ("\x00", "bad_barcode"),
        (GTIN, "unknown_barcode"),
        ("2345678923", "bad_barcode"),
    ],
)
def test_what_is_no_code_is_refused_with_a_sentence(listing, typed, code):
    with pytest.raises(StockRefused) as refused:
        scan.find(typed)

    assert refused.value.codes == [code]
    assert refused.value.problems[0].field == "scan"
    assert len(refused.value.problems[0].sentence) > 20


def test_a_misread_code_of_ours_is_never_another_article(listing):
    wrong = listing.code[1] + listing.code[0] + listing.code[2:]
    if wrong == listing.code:
        wrong = ("2" if listing.code[0] != "2" else "3") + listing.code[1:]

    with pytest.raises(StockRefused) as refused:
        scan.find(wrong)

    assert refused.value.codes == ["bad_barcode"]


def test_a_lot_nobody_knows_is_named(listing):
    with pytest.raises(StockRefused) as refused:
        scan.find(f"{listing.code}/L99")

    assert refused.value.codes == ["unknown_lot"]
    assert "L99" in refused.value.problems[0].sentence


def test_with_a_place_the_goods_of_another_are_refused(listing):
    other = factories.place("Điểm khác")

    for typed, code in ((listing.code, "foreign_article"), (f"{listing.code}/L1", "foreign_lot")):
        with pytest.raises(StockRefused) as refused:
            scan.find(typed, other)
        assert refused.value.codes == [code]
        assert "Điểm khác" in refused.value.problems[0].sentence
