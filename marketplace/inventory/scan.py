"""What a scanner read, or a person typed in its place: which article it is, and which lot."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace import codes
from marketplace.inventory import gtin
from marketplace.inventory.models import Balance, Barcode, Lot
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.saleor_bridge.models import ProductVariant

LONGEST = 100  # characters; a label's text is shorter
# What a shelf label's QR says: the address of the product, or of its certificate.
ADDRESS = re.compile(r"https?://[^/]+/(?:en/)?(?:san-pham/(?:[^/]+-)?|ocop/)([0-9A-Za-z]+)/?")


@dataclass(frozen=True)
class Scanned:
    """lot: only where the label names one."""

    variant_id: int
    lot: Lot | None


def label_text(sku: str, lot_code: str) -> str:
    """What a lot label says in bars or QR, and find() reads."""
    return f"{sku}/{lot_code}"


def find(text: str, place: Place | None = None) -> Scanned:
    """The article, and the lot where the text names it. At most three queries, no lock.

    text: a GTIN-13, a listing code in any spelling, a lot label ("8QK4TD7M2X/L1"), or the address
    on a shelf label. With a place, what never stood there is refused: somebody has another
    place's goods in hand. Raises StockRefused: bad_barcode (no such code can exist),
    unknown_barcode, many_articles, unknown_lot, foreign_article, foreign_lot.
    """
    typed = text.strip()
    article, _slash, lot_code = (part.strip() for part in typed.partition("/"))
    digits = article.replace(" ", "").replace("-", "")
    if len(typed) > LONGEST:
        raise _bad(typed)
    if address := ADDRESS.fullmatch(typed):
        variant_id, sku = _by_address(codes.clean(address[1]))
        lot_code = ""
    elif digits.isdigit() and len(digits) != codes.LENGTH:
        variant_id, sku = _by_gtin(digits)
    else:
        variant_id, sku = _by_code(codes.clean(article), typed)
    lot = _lot(variant_id, sku, lot_code) if lot_code else None
    if place is not None:
        _refuse_foreign(variant_id, sku, lot, place)
    return Scanned(variant_id, lot)


def _by_gtin(digits: str) -> tuple[int, str]:
    if not gtin.is_gtin13(digits):
        raise _bad(digits)
    found = Barcode.objects.filter(gtin=digits).values_list("variant_id", "variant__sku").first()
    if found is None:
        raise StockRefused(
            Problem(
                "unknown_barcode",
                _(
                    "No article here has the barcode %(code)s. Scan the lot label, or type the "
                    "article's code."
                )
                % {"code": digits},
                "scan",
                {"code": digits},
            )
        )
    return found


def _by_code(code: str, typed: str) -> tuple[int, str]:
    if not codes.is_code(code):
        raise _bad(typed)
    found = ProductVariant.objects.filter(sku=code).values_list("pk", "sku").first()
    if found is None:
        raise _unknown(code)
    return found


def _by_address(code: str) -> tuple[int, str]:
    """The article of that code, or the one article that is sold of the product certified so."""
    named = Q(sku=code) | Q(listing__certified_product__code=code)
    found = ProductVariant.objects.filter(named).values_list("pk", "sku")[:2]
    if not found:
        raise _unknown(code)
    if len(found) > 1:
        raise StockRefused(
            Problem(
                "many_articles",
                _("This label is of a product sold in several sizes. Scan the goods' own label."),
                "scan",
                {"code": code},
            )
        )
    return found[0]


def _unknown(code: str) -> StockRefused:
    return StockRefused(
        Problem(
            "unknown_barcode",
            _("No article has the code %(code)s. Look at the label again.") % {"code": code},
            "scan",
            {"code": code},
        )
    )


def _lot(variant_id: int, sku: str, lot_code: str) -> Lot:
    """As the label prints it; where only the case differs, the one that is meant."""
    lots = list(Lot.objects.filter(variant=variant_id, code__iexact=lot_code)[:2])
    exact = [lot for lot in lots if lot.code == lot_code]
    if exact or len(lots) == 1:
        return (exact or lots)[0]
    raise StockRefused(
        Problem(
            "unknown_lot",
            _(
                "Lot %(lot)s of %(code)s is not known. Look at the label again; goods of a new lot "
                "are received first."
            )
            % {"lot": lot_code, "code": sku},
            "scan",
            {"lot": lot_code, "code": sku},
        )
    )


def _refuse_foreign(variant_id: int, sku: str, lot: Lot | None, place: Place) -> None:
    """A balance stands, empty or not, for everything that was ever at the place."""
    here = Balance.objects.filter(place=place, lot__variant=variant_id)
    if lot is None and not here.exists():
        raise StockRefused(
            Problem(
                "foreign_article",
                _("%(code)s never stood at %(place)s.") % {"code": sku, "place": place.name},
                "scan",
                {"code": sku},
            )
        )
    if lot is not None and not here.filter(lot=lot).exists():
        raise StockRefused(
            Problem(
                "foreign_lot",
                _("Lot %(lot)s never stood at %(place)s: it may belong to another place.")
                % {"lot": lot.code, "place": place.name},
                "scan",
                {"lot": lot.code, "code": sku},
            )
        )


def _bad(text: str) -> StockRefused:
    return StockRefused(
        Problem(
            "bad_barcode",
            _(
                "“%(text)s” is no code of ours: a digit was misread or left out. Scan again, or type "
                "it as it stands under the bars."
            )
            % {"text": text[:LONGEST]},
            "scan",
        )
    )
