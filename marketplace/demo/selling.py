"""What the demo sells beside articles: a gift set, a service to book; and goods to collect. Made up."""

from decimal import Decimal

from django.db import transaction

from marketplace import clock, codes, events, text
from marketplace.listings.events import ListingsChanged
from marketplace.listings.gift_sets import SetOffer, publish_set
from marketplace.listings.models import Listing
from marketplace.listings.ways import change_way
from marketplace.places.models import Place
from marketplace.producers.models import Producer
from marketplace.producers.register import Location, NewProducer, register
from marketplace.saleor_bridge.products import Article, category_slug, publish_article

COLLECTED = "Mắm nêm Seagull"  # liquid in glass: no carrier takes it
SET_NAME = "Giỏ quà Lâm Đồng (bản thử)"
IN_SET = {"Hạt Điều rang muối": 1, "Trà Bí đao": 2, "Trái cây sấy thăng hoa": 1}
SET_PRICE = 319_000
HOST, TOUR = "Điểm đón khách minh họa của bản thử", "Tham quan vườn cà phê (bản thử)"
TOUR_PRICE = 150_000


def open_for_orders(places: dict[str, Place], actor_id: int) -> None:
    """All of it, each once; a product that is not on sale is left out."""
    sauce = Listing.objects.filter(certified_product__name=COLLECTED).first()
    if sauce is not None:
        change_way(sauce.code, Listing.Way.COLLECT, actor_id=actor_id)
    _put_together(places, actor_id)
    _offer_a_tour(places["da_lat"], actor_id)


def _put_together(places: dict[str, Place], actor_id: int) -> None:
    found = {
        listing.certified_product.name: listing
        for listing in Listing.objects.select_related("certified_product").filter(
            certified_product__name__in=IN_SET
        )
    }
    if len(found) == len(IN_SET):
        offer = SetOffer(
            seller=places["da_lat"].operator,
            name=SET_NAME,
            price=SET_PRICE,
            unit_name="giỏ",
            parts=[(found[name].code, units) for name, units in IN_SET.items()],
            client_key="demo-set",
            story="Ba sản phẩm OCOP của tỉnh trong một giỏ quà.",
        )
        publish_set(offer, actor_id=actor_id)


@transaction.atomic
def _offer_a_tour(place: Place, actor_id: int) -> None:
    """No list of the demo certifies a tourism service, so this one has no star, and says what it is."""
    if Listing.objects.filter(client_key="demo-tour").exists():
        return
    host = NewProducer(HOST, Location("", "", place.unit_id, place.unit.parent_id))
    register([host], actor_id=actor_id)
    code = codes.new_code()
    variant = publish_article(
        Article(
            sku=code,
            slug=f"{text.slug(TOUR)}-{code.lower()}",
            name=TOUR,
            unit_name="khách",
            price=TOUR_PRICE,
            net_weight_g=0,
            category_slug=category_slug("VI"),
            category_name="Du lịch",
        )
    )
    made = Listing.objects.create(
        code=code,
        slug=text.slug(TOUR),
        variant=variant,
        product=variant.product,
        producer=Producer.objects.get(pk=host.id),
        seller=place.operator,
        unit_name="khách",
        vat_rate=Decimal(8),
        story="Dịch vụ minh họa: đặt chỗ theo ngày, trả tiền tại nơi đón khách.",
        way=Listing.Way.BOOKING,
        client_key="demo-tour",
        published_at=clock.now(),
        published_by_id=actor_id,
    )
    events.publish(ListingsChanged(frozenset([made.pk])))
