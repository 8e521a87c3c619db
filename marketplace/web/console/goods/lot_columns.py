"""The columns of an Excel file that say which goods a row is about."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.inventory.models import Lot
from marketplace.places.models import Party
from marketplace.web.console.goods.events import CONDITIONS, owner_name

HEADINGS = (
    _("Code"),
    _("Product"),
    _("Sales unit"),
    _("Lot"),
    _("Best before"),
    _("Owner"),
    _("Condition"),
)


def headings(*more: str) -> list[str]:
    """With what else a row says."""
    return [*(str(heading) for heading in HEADINGS), *more]


def cells(lot: Lot, owner: Party, condition: str) -> tuple[Any, ...]:
    """As `HEADINGS` names them; load the lot with its article, the owner with its record."""
    article = lot.variant
    return (
        *(article.sku, article.product.name, article.name, lot.code, lot.best_before),
        *(owner_name(owner), str(CONDITIONS[condition])),
    )
