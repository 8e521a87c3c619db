"""Figures and levels in the console's templates."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from marketplace import text
from marketplace.saleor_bridge.money import to_dong

register = template.Library()


@register.filter
def dong(amount: int | Decimal | None) -> str:
    """125000, or Saleor's 125000.00 → "125.000 ₫"; nothing for nothing."""
    if amount is None:
        return ""
    return text.dong(to_dong(amount) if isinstance(amount, Decimal) else amount)


@register.filter
def units(number: int | None) -> str:
    """1200 → "1.200"; nothing for nothing."""
    return "" if number is None else f"{number:,d}".replace(",", ".")


@register.filter
def signed(number: int) -> str:
    """1200 → "+1.200", −3 → "−3": with the sign of a change."""
    return f"{'−' if number < 0 else '+'}{units(abs(number))}"


@register.filter
def level(stars: int) -> str:
    """4 → "OCOP 4 sao"."""
    return _("OCOP %(stars)d stars") % {"stars": stars}


@register.filter
def percent(share: Decimal) -> str:
    """Decimal("12.50") → "12,5 %"."""
    return f"{share.normalize():f}".replace(".", ",") + f"{text.NO_BREAK_SPACE}%"
