"""Form fields that read figures as people in Viet Nam write them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# 125000, 125.000 or 125 000; never 1.5 or 12.50, where nobody can know what was meant.
_WHOLE = r"(?:\d+|\d{1,3}(?:[.\s]\d{3})+)"
_DONG = re.compile(rf"({_WHOLE})\s*(?:₫|đồng|đ|vnđ|vnd)?", re.IGNORECASE)
_UNITS = re.compile(_WHOLE)
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*%?")
_WEIGHT = re.compile(rf"({_WHOLE}|\d+,\d{{1,3}})\s*(g|gam|gram|kg|ký|kí)?", re.IGNORECASE)


def _digits(text: str) -> int:
    return int(re.sub(r"[.\s]", "", text))


class _Written(forms.CharField):
    """Text that is read into a number; kept as typed when it can't be."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=24, widget=forms.TextInput(attrs=attributes), **options)

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        number = self.read(text)
        if number is None:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return number


class DongField(_Written):
    """Whole đồng: "125.000", "125 000 ₫" or "125000đ" → 125000."""

    default_error_messages = {
        "unreadable": _("Write the price in whole đồng, like 125.000 or 125000.")
    }

    def read(self, text: str) -> int | None:
        found = _DONG.fullmatch(text)
        return _digits(found[1]) if found else None


class UnitsField(_Written):
    """Whole sales units: "1.200" → 1200."""

    default_error_messages = {"unreadable": _("Write a whole number, like 12 or 1.200.")}

    def read(self, text: str) -> int | None:
        return _digits(text) if _UNITS.fullmatch(text) else None


class GramsField(_Written):
    """Grams: "500", "1.200 g" or "0,5 kg" → 500, 1200, 500."""

    default_error_messages = {
        "unreadable": _("Write the weight in grams, like 500 or 1.200, or as 0,5 kg.")
    }

    def read(self, text: str) -> int | None:
        found = _WEIGHT.fullmatch(text)
        if not found:
            return None
        in_kilograms = (found[2] or "g").lower() in {"kg", "ký", "kí"}
        if "," not in found[1]:
            return _digits(found[1]) * (1000 if in_kilograms else 1)
        if not in_kilograms:
            return None  # 0,5 g of goods in a bag: a slip
        return int(Decimal(found[1].replace(",", ".")) * 1000)


class PercentField(_Written):
    """A percentage below 100 with two decimals at most: "15", "12,5 %" or "12.5" → a Decimal."""

    default_error_messages = {
        "unreadable": _("Write a percentage from 0 to below 100, like 15 or 12,5.")
    }

    def read(self, text: str) -> Decimal | None:
        found = _PERCENT.fullmatch(text)
        return Decimal(found[1].replace(",", ".")) if found else None
