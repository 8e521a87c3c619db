"""What the shop showed: a star period as it was known, from one moment to another. Append-only."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Max, QuerySet

from marketplace import clock
from marketplace.certification.models import Certificate, ShownStar, StarPeriod


def follow(product_ids: Collection[int], *, ended: Collection[int], begun: Collection[int]) -> None:
    """Close the lines of certificates whose period went; open one for each whose period came.

    Called with every change of star periods, in its transaction. The moment is the clock's, or
    the newest the products' lines know where that is later: a clock that was set back can't
    make two lines speak of one moment.
    """
    if not ended and not begun:
        return
    moment = _moment(product_ids)
    ShownStar.objects.filter(certificate_id__in=ended, known_until=None).update(known_until=moment)
    line, period, certificate = (
        connection.ops.quote_name(model._meta.db_table)
        for model in (ShownStar, StarPeriod, Certificate)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {line} (certified_product_id, certificate_id, stars, number, decided_on,"
            " authority, during, known_from)"
            " SELECT held.certified_product_id, held.certificate_id, held.stars, paper.number,"
            f" paper.decided_on, paper.authority, held.during, %s FROM {period} AS held"
            f" JOIN {certificate} AS paper ON paper.id = held.certificate_id"
            " WHERE held.certificate_id = ANY(%s)",
            [moment, list(begun)],
        )


def shown_at(certified_product_id: int, moment: datetime) -> ShownStar | None:
    """The star every page showed at that moment, whatever was learnt later; None for none."""
    known = lines_of(certified_product_id).filter(during__contains=moment, known_from__lte=moment)
    return known.exclude(known_until__lte=moment).first()


def lines_of(certified_product_id: int) -> QuerySet[ShownStar]:
    """All that was ever known about when the product's star shows, oldest first."""
    lines = ShownStar.objects.filter(certified_product=certified_product_id)
    return lines.order_by("known_from", "pk")


def _moment(product_ids: Collection[int]) -> datetime:
    lines = ShownStar.objects.filter(certified_product__in=product_ids)
    newest = lines.aggregate(begun=Max("known_from"), ended=Max("known_until"))
    return max(moment for moment in (clock.now(), *newest.values()) if moment)
