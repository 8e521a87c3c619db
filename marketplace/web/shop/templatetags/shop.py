"""What the shop's templates need beside Django's own."""

from datetime import date, datetime, timedelta

import phonenumbers
from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.certification.badge import stars_svg
from marketplace.orders.until import until as until_words
from marketplace.web.shop.pictures import Picture
from marketplace.web.shop.place_cards import DAYS

register = template.Library()


@register.filter
def dong(amount: int) -> str:
    """125000 → 125.000 ₫."""
    return text.dong(amount)


@register.filter
def phone(number: str) -> str:
    """+84912345678 → 0912 345 678; what is no such number as it is."""
    try:
        parsed = phonenumbers.parse(number, "VN")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


@register.filter
def day(value: date) -> str:
    """Hôm nay, ngày mai, thứ Ba 24/11; with the year where it is another one."""
    today = clock.today()
    if value == today:
        return _("today")
    if value == today + timedelta(days=1):
        return _("tomorrow")
    written = f"{value.day}/{value.month}"
    if value.year != today.year:
        written += f"/{value.year}"
    return f"{DAYS[value.isoweekday()]}{text.NO_BREAK_SPACE}{written}"


@register.filter
def until(moment: datetime) -> str:
    """A last moment: "17:30 25/11/2026", or "the end of 25/11/2026" for 24:00."""
    return until_words(moment)


@register.simple_tag
def stars(number: int) -> SafeString:
    """The row of gold stars; the words beside it are the page's."""
    return stars_svg(number)


@register.simple_tag
def level(number: int) -> str:
    """OCOP 4 sao."""
    return _("OCOP %(stars)d stars") % {"stars": number}


@register.inclusion_tag("shop/parts/picture.html")
def show_picture(
    picture: Picture, css: str, *, alt: str = "", sizes: str = "", eager: bool = False
) -> dict:
    """A photo in its sizes or a drawing; eager: it is the first thing one sees."""
    return {
        "picture": picture,
        "class": css,
        "alt": alt,
        "sizes": sizes or "(min-width: 48rem) 16rem, 50vw",
        "eager": eager,
    }


@register.inclusion_tag("shop/parts/field.html")
def show_field(field, hint: str = "", *, optional: bool = False) -> dict:
    """A form's field: label, hint, control, and what is wrong with it beside it."""
    described = [f"{field.id_for_label}-hint"] if hint else []
    described += [f"{field.id_for_label}-error"] if field.errors else []
    attributes = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": field,
        "control": field.as_widget(attrs=attributes),
        "hint": hint,
        "optional": optional,
    }
