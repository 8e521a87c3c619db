"""Whether a star shows, asked of one moment. Every page, search and picture asks here."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from marketplace.certification.models import StarPeriod


def stars_at(moment: datetime) -> QuerySet[StarPeriod]:
    """The star periods that hold at the moment: at most one a certified product."""
    return StarPeriod.objects.filter(during__contains=moment)


def star_of(certified_product_id: int | None, moment: datetime) -> StarPeriod | None:
    """The product's star at the moment with its certificate, or None. One query."""
    if certified_product_id is None:
        return None
    periods = stars_at(moment).filter(certified_product_id=certified_product_id)
    return periods.select_related("certificate", "certified_product__producer").first()


def stars_of(certified_product_ids: Iterable[int], moment: datetime) -> dict[int, StarPeriod]:
    """The same for many products in one query."""
    periods = stars_at(moment).filter(certified_product_id__in=set(certified_product_ids))
    return {
        period.certified_product_id: period
        for period in periods.select_related("certificate", "certified_product__producer")
    }


def annotate_stars(queryset: QuerySet, moment: datetime, path: str = "pk") -> QuerySet:
    """The queryset with `stars`: 3, 4, 5 or None at the moment.

    path: the field that holds the certified product's key, from the queryset's model.
    """
    period = stars_at(moment).filter(certified_product_id=OuterRef(path))
    return queryset.annotate(stars=Subquery(period.values("stars")[:1]))


def ever_starred(certified_product_ids: Iterable[int]) -> set[int]:
    """Those of the products that have, had or will have a star: the rest is not for shoppers."""
    periods = StarPeriod.objects.filter(certified_product_id__in=set(certified_product_ids))
    return set(periods.values_list("certified_product_id", flat=True))
