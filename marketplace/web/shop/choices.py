"""The list's address: what was chosen, and the address of every other choice.

The words in it are Vietnamese in both languages, so that a link can be read and shared:
?q=ca phe&nhom=do-uong&tinh=lam-dong&sao=4&xep=gia&trang=2
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

GROUP_SLUGS = {
    "I": "thuc-pham",
    "II": "do-uong",
    "III": "duoc-lieu",
    "IV": "thu-cong",
    "V": "sinh-vat-canh",
    "VI": "du-lich",
}
GROUP_CODES = {slug: code for code, slug in GROUP_SLUGS.items()}
STARS = (5, 4, 3)
ORDERS = {"": "best", "moi": "new", "gia": "price", "gia-giam": "-price", "ten": "name"}
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Choices:
    """As written in the address. nhom, xep: slugs; tinh: a slug or what somebody typed."""

    q: str = ""
    nhom: str = ""
    tinh: str = ""
    sao: int | None = None
    xep: str = ""
    trang: int = 1

    @property
    def shelf(self) -> str:
        return GROUP_CODES.get(self.nhom, "")

    @property
    def order(self) -> str:
        return ORDERS[self.xep]

    def query(self) -> str:
        """The part after the question mark; empty values are left out."""
        written = {
            "q": self.q,
            "nhom": self.nhom,
            "tinh": self.tinh,
            "sao": self.sao or "",
            "xep": self.xep,
            "trang": self.trang if self.trang > 1 else "",
        }
        return urlencode({name: value for name, value in written.items() if value != ""})

    def url(self) -> str:
        query = self.query()
        return reverse("shop:products") + (f"?{query}" if query else "")

    def but(self, **changes: Any) -> "Choices":
        """The same with a change; the first page, unless the page is the change."""
        return replace(self, **{"trang": 1, **changes})


def read(parameters: Mapping[str, str]) -> Choices:
    """The choices of an address. Raises Http404 where it names a choice that does not exist."""
    nhom, xep = parameters.get("nhom", ""), parameters.get("xep", "")
    if (nhom and nhom not in GROUP_CODES) or xep not in ORDERS:
        raise Http404
    stars = _number(parameters.get("sao", ""))
    if stars is not None and stars not in STARS:
        raise Http404
    page = _number(parameters.get("trang", ""))
    if page == 0:
        raise Http404
    return Choices(
        q=_text(parameters, "q"),
        nhom=nhom,
        tinh=_text(parameters, "tinh"),
        sao=stars,
        xep=xep,
        trang=page or 1,
    )


def _text(parameters: Mapping[str, str], name: str) -> str:
    """Postgres takes no NUL, and no person types one."""
    return parameters.get(name, "").replace("\0", "").strip()[:LONGEST_TEXT]


def _number(written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        raise Http404
    return int(written)
