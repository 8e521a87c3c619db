"""The list of places: its address says what was chosen.

?tinh=lam-dong&loai=diem-ban&mo=1&gan=24848&hang=ABCDEFGHJK&trang=2
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from marketplace import codes
from marketplace.places.models import Place

KIND_SLUGS: dict[str, Any] = {  # Place.Kind
    "trung-tam-tinh": Place.Kind.PROVINCIAL_CENTRE,
    "trung-tam-khu-vuc": Place.Kind.DISTRICT_CENTRE,
    "diem-ban": Place.Kind.SALES_POINT,
    "gian-hang": Place.Kind.FAIR_BOOTH,
}
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Asked:
    """tinh: a province's slug or what was typed; loai: a kind's slug; mo: open now; gan: the code
    of a commune or what was typed to find one; hang: the code of an article in stock there."""

    tinh: str = ""
    loai: str = ""
    mo: bool = False
    gan: str = ""
    hang: str = ""
    trang: int = 1

    def query(self) -> str:
        """The part after the question mark; what is empty is left out."""
        written = {
            "tinh": self.tinh,
            "loai": self.loai,
            "mo": "1" if self.mo else "",
            "gan": self.gan,
            "hang": self.hang,
            "trang": self.trang if self.trang > 1 else "",
        }
        return urlencode({name: value for name, value in written.items() if value != ""})

    def url(self) -> str:
        query = self.query()
        return reverse("shop:places") + (f"?{query}" if query else "")

    def but(self, **changes: Any) -> "Asked":
        """The same with a change; the first page, unless the page is the change."""
        return replace(self, **{"trang": 1, **changes})


def read(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for; what it names that does not exist is left out."""
    loai = parameters.get("loai", "")
    hang = codes.clean(parameters.get("hang", ""))
    number = parameters.get("trang", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= 6
    return Asked(
        tinh=_text(parameters, "tinh"),
        loai=loai if loai in KIND_SLUGS else "",
        mo=parameters.get("mo") == "1",
        gan=_text(parameters, "gan"),
        hang=hang if codes.is_code(hang) else "",
        trang=max(int(number), 1) if is_number else 1,
    )


def _text(parameters: Mapping[str, str], name: str) -> str:
    """Postgres takes no NUL, and no person types one."""
    return parameters.get(name, "").replace("\0", "").strip()[:LONGEST_TEXT]
