"""One maker a record, with the least that makes it valid. Everything goes through the rooms' own doors."""

import itertools
from datetime import date
from decimal import Decimal

from marketplace import clock, codes, text
from marketplace.certification.models import (
    Certificate,
    CertifiedProduct,
    ProductGroup,
    StarPeriod,
)
from marketplace.certification.validity import last_day
from marketplace.inventory import agreements, deliveries, transfers
from marketplace.inventory.models import ConsignmentAgreement, Delivery, Lot, Stocktake, Transfer
from marketplace.inventory.picked import Picked
from marketplace.inventory.stocktakes.start import start
from marketplace.listings.models import Listing
from marketplace.listings.publish import Offer, publish
from marketplace.orders import basket as baskets
from marketplace.orders import view_basket
from marketplace.orders.checkout import Checkout
from marketplace.orders.models import DeliveryRate, DeliveryZone
from marketplace.places.models import Level, Operator, Party, Place, Scheme, Unit
from marketplace.places.open_place import open_place
from marketplace.producers.models import Producer

_number = itertools.count(1)


def province(code: str = "68", name: str = "Lâm Đồng") -> Unit:
    return _unit(Level.PROVINCE, code, "tỉnh", name, None)


def commune(code: str = "24848", name: str = "Lạc Dương", parent: Unit | None = None) -> Unit:
    return _unit(Level.COMMUNE, code, "xã", name, parent or province())


def _unit(level: str, code: str, kind: str, name: str, parent: Unit | None) -> Unit:
    full_name = f"{kind.capitalize()} {name}"
    unit, _made = Unit.objects.get_or_create(
        scheme=Scheme.QD19,
        level=level,
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "full_name": full_name,
            "folded": text.fold(full_name),
            "sort_key": text.sort_key(name),
            "parent": parent,
            "valid_from": date(2025, 7, 1),
        },
    )
    return unit


def party(kind: str = Party.Kind.PRODUCER) -> Party:
    return Party.objects.create(code=codes.new_code(), kind=kind)


def operator(name: str = "Đơn vị bán hàng") -> Operator:
    return Operator.objects.create(
        party=party(Party.Kind.OPERATOR), code=codes.new_code(), name=name
    )


def place(
    name: str = "Trung tâm OCOP",
    *,
    seller: Operator | None = None,
    delivery_fee: int | None = None,
    **fields,
) -> Place:
    """delivery_fee: đồng for which the seller's parcels go everywhere; 30,000 where none is said."""
    seller = seller or operator()
    zone(seller, fee=delivery_fee)
    values = {
        "kind": Place.Kind.PROVINCIAL_CENTRE,
        "sells_online": True,
        "collects": True,
        "ships": True,
        "opened_on": date(2025, 7, 1),
        "unit": fields.get("unit") or commune(),
    }
    return open_place(operator=seller, name=name, **(values | fields))


def zone(seller: Operator, *, fee: int | None = None) -> DeliveryZone:
    """The seller's zone "everywhere", in 2 to 4 working days; 30,000 ₫ where no fee is said."""
    there = DeliveryZone.objects.filter(operator=seller, reach="everywhere").first()
    if there is None:
        there = DeliveryZone.objects.create(
            code=codes.new_code(),
            operator=seller,
            name="Toàn quốc",
            position=100,
            reach=DeliveryZone.Reach.EVERYWHERE,
            days_from=2,
            days_to=4,
        )
        fee = 30_000 if fee is None else fee
    if fee is not None:
        DeliveryRate.objects.update_or_create(
            zone=there, up_to_grams=1_000_000, defaults={"fee": fee}
        )
    return there


def producer(name: str = "") -> Producer:
    name = name or f"Hợp tác xã {next(_number)}"
    return Producer.objects.create(
        party=party(),
        code=codes.new_code(),
        slug=text.slug(name),
        name=name,
        folded=text.fold(name),
        sort_key=text.sort_key(name),
        unit=commune(),
        province=province(),
        registered_at=clock.now(),
    )


def certified(
    name: str = "",
    *,
    stars: int = 3,
    decided_on: date = date(2026, 8, 5),
    of: Producer | None = None,
    group: str = "I",
) -> CertifiedProduct:
    """An active certificate of 36 months; a star period from 3 stars on."""
    name = name or f"Mật ong {next(_number)}"
    product = CertifiedProduct.objects.create(
        code=codes.new_code(),
        slug=text.slug(name),
        name=name,
        folded=text.fold(name),
        producer=of or producer(),
        group=ProductGroup.objects.get(scheme="2023", code=group),
        first_seen_at=clock.now(),
    )
    award(product, stars=stars, decided_on=decided_on)
    return product


def award(product: CertifiedProduct, *, stars: int, decided_on: date) -> Certificate:
    last = last_day(decided_on)
    certificate = Certificate.objects.create(
        certified_product=product,
        stars=stars,
        number=f"{next(_number)}/QĐ-UBND",
        decided_on=decided_on,
        authority="UBND tỉnh Lâm Đồng",
        first_day=decided_on,
        last_day=last,
        state=Certificate.State.ACTIVE,
        source_level=Certificate.Level.SIGNED_DECISION,
        recorded_at=clock.now(),
        confirmed_at=clock.now(),
        confirmed_via="test",
    )
    if stars >= 3:
        StarPeriod.objects.create(
            certified_product=product,
            certificate=certificate,
            stars=stars,
            during=(clock.day_start(decided_on), clock.day_end(last)),
        )
    return certificate


def listing(
    product: CertifiedProduct | None = None,
    *,
    at: Place | None = None,
    quantity: int = 10,
    price: int = 125_000,
    best_before: date | None = None,
) -> Listing:
    product, at = product or certified(), at or place()
    agreement(product.producer, at.operator)
    return publish(
        Offer(
            certified_product=product,
            place=at,
            price=price,
            net_weight_g=500,
            unit_name="hộp",
            vat_rate=Decimal(8),
            quantity=quantity,
            lot_code="L1",
            best_before=best_before,
            client_key=f"offer-{next(_number)}",
        ),
        actor_id=None,
    )


def checkout(*listings: Listing, quantity: int = 1, **fields) -> Checkout:
    """A filled basket and a form that agrees with what the page says; a phone of its own.

    how, point: as Checkout means them; a delivery goes to commune() where nothing else is said.
    """
    basket = baskets.open_basket(None)
    for one in listings:
        baskets.add(basket, one.code, quantity)
    unit_id = fields.setdefault("unit_id", commune().pk)
    unit = Unit.objects.filter(pk=unit_id).select_related("parent").first()
    seen = view_basket.view(basket, unit, fields.get("how", "delivery"), fields.get("point", ""))
    number = next(_number)
    return Checkout(
        **{
            "basket_token": basket.token,
            "name": "Người mua hàng",
            "phone": f"0912 {number // 1000 % 1000:03d} {number % 1000:03d}",
            "address": "Thôn 2",
            "client_key": f"checkout-{number}",
            "agreed_total": seen.total or 0,
            "agreed": seen.plan.digest,
        }
        | fields
    )


def lot_of(listing: Listing) -> Lot:
    """The newest lot of a listing's article."""
    return Lot.objects.filter(variant=listing.variant_id).latest("pk")


def agreement(of: Producer, with_: Operator, **fields) -> ConsignmentAgreement:
    """The consignment agreement of these two that is in force since 2020; made when missing."""
    there = agreements.in_force(of.pk, with_.pk, fields.get("since", clock.today()))
    if there is not None:
        return there
    terms = agreements.Terms(
        commission=fields.pop("commission", Decimal(15)),
        loss_bearer=fields.pop("loss_bearer", "producer"),
        payment_days=fields.pop("payment_days", 15),
    )
    values = {"since": date(2020, 1, 1)} | fields
    return agreements.make(
        agreements.Agreed(producer=of, operator=with_, terms=terms, **values),
        actor_id=None,
        client_key=f"agreement-{next(_number)}",
    )


def transfer(
    origin: Place, destination: Place, *listings: Listing, quantity: int = 5, sent: bool = False
) -> Transfer:
    """A draft of so many units of each, first expiry first; or the same, sent."""
    made = transfers.draft(
        origin,
        destination,
        [transfers.Asked(listing.variant_id, quantity) for listing in listings],
        actor_id=None,
        client_key=f"transfer-{next(_number)}",
    )
    if not sent:
        return made
    seen = transfers.fingerprint(made)
    return transfers.send(made.code, seen=seen, actor_id=None, client_key=f"send-{made.code}")


def picked(listing: Listing, quantity: int = 1, **fields) -> Picked:
    """Units of the newest lot of a listing's article: its producer's, good, where not said."""
    values = {"owner_id": listing.producer.party_id, "condition": "good"} | fields
    return Picked(lot_id=values.pop("lot_id", lot_of(listing).pk), quantity=quantity, **values)


def delivery(listing: Listing, quantity: int = 5, *, at: Place, **fields) -> Delivery:
    """Announced for a place, on consignment: one batch L9 of the listing's article."""
    agreement(listing.producer, at.operator)
    batch = deliveries.Batch(listing.variant_id, "L9", quantity, date(2099, 12, 31), **fields)
    return deliveries.announce(
        deliveries.Announcement(at, listing.producer, is_consigned=True, batches=[batch]),
        actor_id=None,
        client_key=f"delivery-{next(_number)}",
    )


def stocktake(place: Place, group: str = "") -> Stocktake:
    """One that runs at the place."""
    return start(place, group, actor_id=None, client_key=f"stocktake-{next(_number)}")
