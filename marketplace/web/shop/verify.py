"""The page a star leads to: which decision, for what, until when, and whether it holds now."""

import hashlib

import segno
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from marketplace import clock
from marketplace.catalogue.models import Card
from marketplace.certification.badge import Badge, badge_for, picture
from marketplace.certification.models import CertifiedProduct
from marketplace.certification.states import standing
from marketplace.web.shop import cards
from marketplace.web.shop.pages import page

FRESH_FOR = 300  # seconds a copy of the badge may stand elsewhere without asking


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    product = _find(code)
    if product is None:
        return page(request, "shop/verify_unknown.html", {"code": code}, status=404)
    if product.code != code:  # merged since: a mark that is printed leads on for ever
        return HttpResponseRedirect(reverse("shop:verify", kwargs={"code": product.code}))
    moment = clock.now()
    decisions = [
        {"certificate": certificate, "standing": standing(certificate, moment)}
        for certificate in product.certificates.select_related("star_period").order_by(
            "-decided_on", "-pk"
        )
    ]
    badge = badge_for(product.pk, moment)
    address = settings.SITE_URL + request.path
    card = Card.objects.filter(certified_product=product).order_by("listing_id").first()
    return page(
        request,
        "shop/verify.html",
        {
            "product": product,
            "badge": badge,
            "latest": _latest(decisions),
            "decisions": decisions,
            "checked_at": clock.local(moment),
            "qr": _qr(address),
            "address": address,
            "badge_address": settings.SITE_URL + reverse("shop:badge", kwargs={"code": code}),
            "product_url": cards.address(card) if card else "",
        },
    )


@require_safe
def badge_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The badge as a picture for other sites; without a star it says so in words."""
    product = _find(code)
    now = clock.now()
    badge = badge_for(product.pk, now) if product else None
    etag = _etag(badge)
    headers = {"Cache-Control": f"public, max-age={_max_age(badge, now)}", "ETag": etag}
    asked = [
        tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))
    ]
    if product and (etag.removeprefix("W/") in asked or "*" in asked):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(
        picture(badge, now),
        content_type="image/svg+xml",
        status=200 if product else 404,
        headers=headers,
    )


def _etag(badge: Badge | None) -> str:
    """Of what the badge says, not of when it was checked: an old copy's time stays true."""
    facts = repr((get_language(), badge))
    return f'W/"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'


def _find(code: str) -> CertifiedProduct | None:
    """The product of this code, or the one it was merged into."""
    products = CertifiedProduct.objects.select_related(
        "producer__province", "producer__unit", "group"
    )
    return products.filter(Q(code=code, merged_into=None) | Q(aliases__code=code)).first()


def _latest(decisions: list[dict]) -> dict | None:
    """The decision that holds now, else the newest one."""
    holding = [row for row in decisions if row["standing"].star_shows]
    return next(iter(holding or decisions), None)


def _max_age(badge: Badge | None, now) -> int:
    """Seconds; a copy must not outlast the star it shows."""
    if badge is None:
        return FRESH_FOR
    return max(0, min(FRESH_FOR, int((badge.until - now).total_seconds())))


def _qr(address: str):
    drawn = segno.make(address, error="m").svg_inline(border=1, omitsize=True)
    # segno writes nothing of the address but its squares.
    return mark_safe(drawn)
