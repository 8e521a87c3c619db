"""Đưa lên bán: listing, Saleor product and first goods, all of it or nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

from marketplace import pictures
from marketplace.audit.models import Line
from marketplace.catalogue.models import Card
from marketplace.inventory.agreements import Terms
from marketplace.inventory.models import Document, Entry, Lot, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.listings.models import Listing, Picture
from marketplace.listings.publish import LEAST_PRICE, MOST_PRICE, MOST_WEIGHT_G, Offer, publish
from marketplace.listings.refused import ListingRefused
from marketplace.saleor_bridge.models import Product, ProductVariant, Stock
from tests import factories
from tests.listings.photos import photo

pytestmark = pytest.mark.django_db

TERMS = Terms(commission=Decimal("12.5"), loss_bearer="producer", payment_days=15)


def offer(**fields):
    values = {
        "certified_product": fields.pop("certified_product", None)
        or factories.certified("Mật ong"),
        "place": fields.pop("place", None) or factories.place(),
        "price": 125_000,
        "net_weight_g": 500,
        "unit_name": "hộp",
        "vat_rate": Decimal(8),
        "quantity": 12,
        "lot_code": "L1",
        "client_key": "the form's own key",
        "terms": TERMS,
    }
    return Offer(**values | fields)


def refused_codes(wrong, error=ListingRefused):
    with pytest.raises(error) as refused:
        publish(wrong, actor_id=7)
    return refused.value.codes


def nothing_was_written():
    written = [Listing, Product, ProductVariant, Document, Entry, Lot, Shelf, Stock, Picture]
    return {model.__name__: model.objects.count() for model in written} == dict.fromkeys(
        (model.__name__ for model in written), 0
    )


def test_the_offer_stands_in_saleor_and_its_goods_on_the_shelf():
    given = offer(story="Từ vườn nhà.", best_before=date(2028, 1, 1))

    listing = publish(given, actor_id=7)

    product = given.certified_product
    assert (listing.state, listing.slug, listing.unit_name) == ("on_sale", "mat-ong", "hộp")
    assert (listing.certified_product, listing.producer) == (product, product.producer)
    assert (listing.seller, listing.published_by_id) == (given.place.operator, 7)
    assert (listing.vat_rate, listing.story) == (Decimal(8), "Từ vườn nhà.")
    saleor = Product.objects.get()
    assert (saleor.name, saleor.price_amount, saleor.currency) == ("Mật ong", 125_000, "VND")
    assert (saleor.weight.g, saleor.is_published) == (500, True)
    assert saleor.category.name == "Thực phẩm"
    variant = ProductVariant.objects.get()
    assert (variant.sku, variant.name) == (listing.code, "hộp")
    shelf = Shelf.objects.get()
    assert (shelf.place, shelf.variant_id, shelf.on_hand, shelf.held) == (
        given.place,
        variant.pk,
        12,
        0,
    )


def test_the_goods_stay_the_producers_until_they_are_sold():
    given = offer()
    listing = publish(given, actor_id=7)

    document = Document.objects.get()
    assert (document.kind, document.reference, document.actor_id) == ("receiving", listing.code, 7)
    owners = set(document.entries.values_list("owner", flat=True))
    assert owners == {given.certified_product.producer.party_id}


def test_it_is_found_in_the_shop_at_once_and_written_down():
    given = offer()
    listing = publish(given, actor_id=7)

    card = Card.objects.get()
    assert (card.code, card.listing, card.price) == (listing.code, listing, 125_000)
    line = Line.objects.get(action="listings.publish")
    assert (line.actor_id, line.subject) == (7, f"listing:{listing.code}")
    assert line.data == {"price": 125_000, "units": 12, "place": given.place.code}


def test_a_second_press_answers_with_the_first_listing():
    given = offer()
    first = publish(given, actor_id=7)
    second = publish(replace(given, price=1), actor_id=7)  # whatever the second one says

    assert second == first
    assert (Listing.objects.count(), Document.objects.count()) == (1, 1)
    assert Shelf.objects.get().on_hand == 12


def test_another_form_is_another_offer_of_the_same_product():
    given = offer()
    first = publish(given, actor_id=7)
    second = publish(replace(given, client_key="another", unit_name="thùng"), actor_id=7)

    assert first.certified_product == second.certified_product
    assert first.code != second.code
    assert first.slug == second.slug


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("price", LEAST_PRICE - 1, "bad_price"),
        ("price", MOST_PRICE + 1, "bad_price"),
        ("price", 0, "bad_price"),
        ("price", -125_000, "bad_price"),
        ("net_weight_g", 0, "bad_weight"),
        ("net_weight_g", MOST_WEIGHT_G + 1, "bad_weight"),
        ("unit_name", "", "bad_unit"),
        ("unit_name", "   ", "bad_unit"),
        ("unit_name", "x" * 41, "bad_unit"),
        ("vat_rate", Decimal(7), "bad_vat"),
        ("vat_rate", Decimal(-8), "bad_vat"),
    ],
)
def test_each_figure_has_its_bounds(field, value, code):
    assert refused_codes(offer(**{field: value})) == [code]
    assert nothing_was_written()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", LEAST_PRICE),
        ("price", MOST_PRICE),
        ("net_weight_g", 1),
        ("net_weight_g", MOST_WEIGHT_G),
        ("unit_name", "x" * 40),
        ("vat_rate", Decimal(0)),
    ],
)
def test_the_bounds_themselves_are_allowed(field, value):
    assert publish(offer(**{field: value}), actor_id=7).state == "on_sale"


def test_all_problems_are_told_at_once_each_beside_its_field():
    product = factories.certified("x" * 251, stars=2)
    wrong = offer(
        certified_product=product, price=1, net_weight_g=0, unit_name="", vat_rate=Decimal(7)
    )

    with pytest.raises(ListingRefused) as refused:
        publish(wrong, actor_id=7)

    told = [(problem.code, problem.field) for problem in refused.value.problems]
    assert told == [
        ("not_certified", ""),
        ("bad_price", "price"),
        ("bad_weight", "net_weight_g"),
        ("bad_unit", "unit_name"),
        ("bad_vat", "vat_rate"),
        ("bad_name", ""),
    ]


@pytest.mark.parametrize(
    ("moment", "is_sold"),
    [
        ("2024-02-28T23:59:59+07:00", False),
        ("2024-02-29T00:00:00+07:00", True),
        ("2027-02-28T23:59:59+07:00", True),
        ("2027-03-01T00:00:00+07:00", False),
    ],
)
def test_only_what_has_a_star_at_this_moment_goes_on_sale_as_certified(set_clock, moment, is_sold):
    place = factories.place(opened_on=date(2020, 1, 1))
    given = offer(certified_product=factories.certified(decided_on=date(2024, 2, 29)), place=place)
    set_clock(moment)

    if is_sold:
        assert publish(given, actor_id=7).state == "on_sale"
    else:
        assert refused_codes(given) == ["not_certified"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quantity", 0, "bad_quantity"),
        ("quantity", 1_000_001, "bad_quantity"),
        ("lot_code", "", "bad_lot"),
        ("lot_code", " ", "bad_lot"),
        ("lot_code", "x" * 41, "bad_lot"),
        ("best_before", date(2020, 1, 1), "bad_lot"),
    ],
)
def test_goods_that_cannot_be_received_leave_no_offer_behind(field, value, code):
    assert refused_codes(offer(**{field: value}), StockRefused) == [code]
    assert nothing_was_written()


def test_a_refusal_leaves_no_picture_file_behind():
    wrong = offer(quantity=0, picture=pictures.read(photo(colour=(1, 2, 3))))

    before = default_storage.listdir("listings")[1] if default_storage.exists("listings") else []
    assert refused_codes(wrong, StockRefused) == ["bad_quantity"]
    after = default_storage.listdir("listings")[1] if default_storage.exists("listings") else []
    assert after == before


def test_the_picture_is_on_the_card():
    listing = publish(offer(picture=pictures.read(photo())), actor_id=7)

    stem = listing.pictures.get().stem
    assert stem.startswith(listing.code.lower())
    assert Card.objects.get().picture == stem
    assert default_storage.exists(pictures.path("listings", stem, 480, "webp"))
