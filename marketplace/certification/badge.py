"""The star badge: made from a star period that holds at the moment, from nothing else.

It is drawn, never uploaded, and names the decision's authority of its time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.certification.models import StarPeriod
from marketplace.certification.stars import star_of, stars_of
from marketplace.certification.states import is_expiring

_STAR = "M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5L12 17.4l-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z"


@dataclass(frozen=True)
class Badge:
    """A star that shows at the moment it was asked for. until: when it stops, exclusive."""

    code: str
    stars: int
    product: str
    producer: str
    number: str
    decided_on: date
    authority: str
    last_day: date
    until: datetime
    is_expiring: bool

    @property
    def level(self) -> str:
        return _("OCOP %(stars)d stars") % {"stars": self.stars}

    @property
    def valid_until(self) -> str:
        return _("valid until %(day)s") % {"day": self.last_day.strftime("%d/%m/%Y")}


def badge_for(certified_product_id: int | None, moment: datetime) -> Badge | None:
    """The product's badge at the moment, or None. One query."""
    period = star_of(certified_product_id, moment)
    return _badge(period, moment) if period else None


def badges_for(certified_product_ids: Iterable[int], moment: datetime) -> dict[int, Badge]:
    """The same for many products in one query."""
    periods = stars_of(certified_product_ids, moment)
    return {key: _badge(period, moment) for key, period in periods.items()}


def stars_svg(stars: int) -> SafeString:
    """The row of stars alone, for a card; gold on an outline, with words for who can't see it."""
    label = escape(_("OCOP %(stars)d stars") % {"stars": stars})
    drawn = "".join(
        f'<path class="star" transform="translate({place * 26} 0)" d="{_STAR}"/>'
        for place in range(stars)
    )
    width = stars * 26 - 2
    return mark_safe(
        f'<svg class="stars" role="img" aria-label="{label}" viewBox="0 0 {width} 24" '
        f'width="{width}" height="24">{drawn}</svg>'
    )


def picture(badge: Badge | None, checked_at: datetime) -> str:
    """The badge as a picture of its own, for other sites: it says when it was checked.

    Without a badge the picture says in words that there is no valid certificate, and has no star.
    """
    checked = _("checked at %(moment)s") % {
        "moment": clock.local(checked_at).strftime("%H:%M %d/%m/%Y")
    }
    if badge is None:
        title, lines, drawn = _("No valid OCOP certificate"), [], ""
    else:
        title = badge.level
        lines = [
            f"{badge.number} · {badge.authority}",
            _("issued %(day)s") % {"day": badge.decided_on.strftime("%d/%m/%Y")}
            + f" · {badge.valid_until}",
        ]
        drawn = "".join(
            f'<path transform="translate({20 + place * 28} 16)" d="{_STAR}" '
            'fill="#E0A100" stroke="#8A5A00"/>'
            for place in range(badge.stars)
        )
    words = [*lines, checked]
    top = 66 if badge else 40
    body = "".join(
        f'<text x="20" y="{top + 24 + row * 20}" font-size="13" fill="#59635C">{escape(line)}</text>'
        for row, line in enumerate(words)
    )
    height = top + 24 + len(words) * 20
    description = escape(". ".join([title, *words]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{description}" '
        f'width="360" height="{height}" viewBox="0 0 360 {height}" '
        'font-family="system-ui, sans-serif">'
        f"<title>{description}</title>"
        f'<rect x="1" y="1" width="358" height="{height - 2}" rx="12" fill="#FBF8F1" '
        'stroke="#E3DCCB"/>'
        f'{drawn}<text x="20" y="{top}" font-size="20" font-weight="700" fill="#1D2521">'
        f"{escape(title)}</text>{body}</svg>"
    )


def _badge(period: StarPeriod, moment: datetime) -> Badge:
    certificate, product = period.certificate, period.certified_product
    return Badge(
        code=product.code,
        stars=period.stars,
        product=product.name,
        producer=product.producer.name,
        number=certificate.number,
        decided_on=certificate.decided_on,
        authority=certificate.authority,
        last_day=certificate.final_day,
        until=period.during.upper,
        is_expiring=is_expiring(certificate.final_day, clock.local(moment).date()),
    )
