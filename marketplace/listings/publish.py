"""Đưa lên bán: a certified product becomes an offer, with its first goods where it has any."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from marketplace import clock, codes, events, text
from marketplace.audit.record import record
from marketplace.certification import groups, stars
from marketplace.certification.models import CertifiedProduct
from marketplace.inventory import agreements, receiving
from marketplace.listings import pictures
from marketplace.listings.events import ListingsChanged
from marketplace.listings.models import Listing
from marketplace.listings.refused import ListingRefused
from marketplace.listings.ways import default_way
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.saleor_bridge.products import LONGEST_NAME, Article, category_slug, publish_article

LEAST_PRICE, MOST_PRICE = 1_000, 500_000_000  # đồng a unit; outside is a slip of the keyboard
MOST_WEIGHT_G = 1_000_000
VAT_RATES = (Decimal(0), Decimal(5), Decimal(8), Decimal(10))


@dataclass(frozen=True)
class Offer:
    """price: đồng a unit, tax included; net_weight_g: grams; quantity: units received.

    terms: on which the goods are consigned where producer and operator have no agreement in
    force; with one in force, that one counts. way: one of Listing.Way, "" for what goes with the
    group; a booking has no goods: quantity 0, lot_code "". client_key: the form's key; a second
    press of the button answers with the first listing.
    """

    certified_product: CertifiedProduct
    place: Place
    price: int
    net_weight_g: int
    unit_name: str
    vat_rate: Decimal
    quantity: int
    lot_code: str
    client_key: str
    best_before: date | None = None
    story: str = ""
    picture: Image.Image | None = None
    terms: agreements.Terms | None = None
    way: str = ""

    @property
    def reaches_by(self) -> str:
        return self.way or default_way(self.certified_product.group)


def publish(offer: Offer, *, actor_id: int | None) -> Listing:
    """Create the listing, its Saleor product and the receiving of its first goods, as one.

    A service that is booked has no goods and needs no agreement about them.

    The goods enter as the producer's consignment; the agreement that stands behind it is made
    on the offer's terms where none is in force. Raises ListingRefused with every problem of
    the offer, or StockRefused with those of the goods; nothing is written then.
    """
    with transaction.atomic():
        # The certified product's row serialises two presses of the button.
        CertifiedProduct.objects.select_for_update(of=("self",)).get(pk=offer.certified_product.pk)
        before = Listing.objects.filter(client_key=offer.client_key).first()
        if before is not None and before.certified_product_id == offer.certified_product.pk:
            return before
        if before is not None:
            raise ListingRefused(
                Problem("key_used", _("This page was used for something else. Open it again."))
            )
        _refuse(offer)
        listing = _listing(offer, actor_id)
        if listing.way != Listing.Way.BOOKING:
            _agree(offer, actor_id)
            _receive(offer, listing, actor_id)
        if offer.picture is not None:  # last: files do not go when the transaction does
            pictures.attach(listing, offer.picture)
        record(
            "listings.publish",
            actor_id=actor_id,
            subject=f"listing:{listing.code}",
            data={"price": offer.price, "units": offer.quantity, "place": offer.place.code},
        )
        events.publish(ListingsChanged(frozenset([listing.pk])))
        return listing


def _receive(offer: Offer, listing: Listing, actor_id: int | None) -> None:
    receiving.receive(
        offer.place,
        [
            receiving.Received(
                variant_id=listing.variant_id,
                lot_code=offer.lot_code,
                quantity=offer.quantity,
                best_before=offer.best_before,
            )
        ],
        owner_id=listing.producer.party_id,
        actor_id=actor_id,
        client_key=f"publish:{offer.client_key}",
        reference=listing.code,
    )


def _agree(offer: Offer, actor_id: int | None) -> None:
    producer, operator = offer.certified_product.producer, offer.place.operator
    today = clock.today()
    if offer.terms is None or agreements.in_force(producer.pk, operator.pk, today):
        return
    agreements.make(
        agreements.Agreed(producer, operator, offer.terms, since=today),
        actor_id=actor_id,
        client_key=f"publish:{offer.client_key}",
    )


def _listing(offer: Offer, actor_id: int | None) -> Listing:
    product = offer.certified_product
    code = codes.new_code()
    shelf = groups.shelf_of(product.group)
    variant = publish_article(
        Article(
            sku=code,
            slug=f"{text.slug(product.name)}-{code.lower()}",
            name=product.name,
            unit_name=offer.unit_name,
            price=offer.price,
            net_weight_g=offer.net_weight_g,
            category_slug=category_slug(shelf.code),
            category_name=shelf.vietnamese,
        )
    )
    return Listing.objects.create(
        code=code,
        slug=text.slug(product.name),
        variant=variant,
        product=variant.product,
        certified_product=product,
        producer=product.producer,
        seller=offer.place.operator,
        unit_name=offer.unit_name,
        vat_rate=offer.vat_rate,
        story=offer.story,
        way=offer.reaches_by,
        client_key=offer.client_key,
        published_at=clock.now(),
        published_by_id=actor_id,
    )


def _refuse(offer: Offer) -> None:
    problems = []
    if stars.star_of(offer.certified_product.pk, clock.now()) is None:
        problems.append(
            Problem(
                "not_certified",
                _(
                    "This product has no star that is valid today; it can't go on sale as certified."
                ),
            )
        )
    if not LEAST_PRICE <= offer.price <= MOST_PRICE:
        problems.append(
            Problem("bad_price", _("A price lies between 1.000 ₫ and 500.000.000 ₫."), "price")
        )
    is_booked = offer.reaches_by == Listing.Way.BOOKING
    if offer.reaches_by not in Listing.Way.values:
        problems.append(Problem("bad_way", _("Choose how it reaches the shopper."), "way"))
    if is_booked and offer.quantity:
        sentence = _("What is booked has no stock: leave the goods empty.")
        problems.append(Problem("has_stock", sentence, "quantity"))
    if not is_booked and not 1 <= offer.net_weight_g <= MOST_WEIGHT_G:
        problems.append(
            Problem("bad_weight", _("A weight lies between 1 g and 1,000 kg."), "net_weight_g")
        )
    if not 1 <= len(offer.unit_name.strip()) <= 40:
        problems.append(
            Problem("bad_unit", _("Name the unit that is sold: box, bottle, bag…"), "unit_name")
        )
    if offer.vat_rate not in VAT_RATES:
        problems.append(Problem("bad_vat", _("Choose one of the VAT rates."), "vat_rate"))
    if len(offer.certified_product.name) > LONGEST_NAME:
        problems.append(
            Problem("bad_name", _("The name is longer than 250 characters: it can't go on sale."))
        )
    if problems:
        raise ListingRefused(problems)
