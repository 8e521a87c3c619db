"""The filter of lists about places and days."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from marketplace.web.console.goods.agreement_form import DayField
from marketplace.web.console.place_filter import PlaceFilter

SENSIBLE = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class PeriodFilter(PlaceFilter):
    """first and last: days, both included; each may be left out."""

    first = DayField(label=gettext_lazy("From"), required=False, validators=SENSIBLE)
    last = DayField(label=gettext_lazy("To"), required=False, validators=SENSIBLE)
