"""The certified products as the console lists them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from marketplace import clock
from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.certification.stars import annotate_stars, stars_at
from marketplace.certification.states import Standing, standing
from marketplace.certification.validity import EXPIRING_DAYS
from marketplace.listings.models import Listing
from marketplace.text import fold


@dataclass(frozen=True)
class Row:
    """A product with the certificate that counts: the starred one, else one that waits, else
    the newest."""

    product: CertifiedProduct
    certificate: Certificate | None
    standing: Standing | None
    stars: int | None
    listings: list[Listing]


def find(
    moment: datetime, *, text: str = "", state: str = "", on_sale: str = ""
) -> QuerySet[CertifiedProduct]:
    """Certified products at the moment, in the order of their names.

    text: part of the product's or producer's name, without marks, or of a decision number;
    state: "starred", "expiring", "pending", "unstarred" or ""; on_sale: "yes", "no" or "".
    """
    star = stars_at(moment).filter(certified_product=OuterRef("pk"))
    certificates = Certificate.objects.filter(certified_product=OuterRef("pk"))
    listed = Listing.objects.filter(certified_product=OuterRef("pk"), state=Listing.State.ON_SALE)
    soon = clock.local(moment).date() + timedelta(days=EXPIRING_DAYS)
    conditions = {
        "starred": Exists(star),
        "expiring": Exists(star.filter(certificate__last_day__lte=soon)),
        "pending": Exists(certificates.filter(state=Certificate.State.PENDING)),
        "unstarred": ~Exists(star),
    }
    counting = certificates.exclude(state=Certificate.State.UNDONE)
    products = CertifiedProduct.objects.select_related("producer").order_by("folded", "pk")
    products = products.filter(Exists(counting), merged_into=None)
    if text.strip():
        folded = fold(text)
        by_number = certificates.filter(number__icontains=text.strip())
        by_name = Q(folded__contains=folded) | Q(producer__folded__contains=folded)
        products = products.filter((by_name if folded else Q()) | Exists(by_number))
    if state:
        products = products.filter(conditions[state])
    if on_sale:
        products = products.filter(Exists(listed) if on_sale == "yes" else ~Exists(listed))
    return products


def rows(products: QuerySet[CertifiedProduct], moment: datetime) -> list[Row]:
    """What a page of the list shows, in four queries whatever its length."""
    starred = stars_at(moment).filter(certified_product=OuterRef("pk"))
    shown = annotate_stars(products, moment).annotate(
        starred_certificate=Subquery(starred.values("certificate")[:1])
    )
    waiting_then_newest = (
        Certificate.objects.exclude(state=Certificate.State.UNDONE)
        .select_related("star_period")
        .order_by(F("decided_on").desc(nulls_first=True), "-recorded_at", "-pk")
    )
    live = Listing.objects.filter(state=Listing.State.ON_SALE).select_related("variant__product")
    shown = shown.prefetch_related(
        Prefetch("certificates", waiting_then_newest, to_attr="decisions"),
        Prefetch("listings", live, to_attr="on_sale"),
    )
    return [_row(product, moment) for product in shown]


def _row(product: CertifiedProduct, moment: datetime) -> Row:
    decisions = product.decisions
    counting = next(
        (one for one in decisions if one.pk == product.starred_certificate),
        decisions[0] if decisions else None,
    )
    return Row(
        product=product,
        certificate=counting,
        standing=standing(counting, moment) if counting else None,
        stars=product.stars,
        listings=product.on_sale,
    )
