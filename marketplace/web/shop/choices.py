"""The list's address: what was chosen, and the address of every other choice.

The words in it are Vietnamese in both languages, so that a link can be read and shared:
?q=ca phe&nhom=do-uong&tinh=lam-dong&sao=4&ban=con-hang&xep=gia&trang=2&diem=ABCDEFGHJK
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from marketplace import codes

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
SALES = ("dang-ban", "con-hang")  # on sale; on sale and in stock
ORDERS = {"": "best", "moi": "new", "gia": "price", "gia-giam": "-price", "ten": "name"}
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Choices:
    """As written in the address. nhom, ban, xep: slugs; tinh: a slug or what somebody typed; diem:
    the code of a place that has it in stock."""

    q: str = ""
    nhom: str = ""
    tinh: str = ""
    sao: int | None = None
    ban: str = ""
    diem: str = ""
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
            "ban": self.ban,
            "diem": self.diem,
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
    """The choices of an address. What it names that does not exist is left out: an old or mangled
    link still shows the rest of what it asked for."""
    nhom, ban, xep = (parameters.get(name, "") for name in ("nhom", "ban", "xep"))
    diem = codes.clean(parameters.get("diem", ""))
    stars = _number(parameters.get("sao", ""))
    return Choices(
        q=_text(parameters, "q"),
        nhom=nhom if nhom in GROUP_CODES else "",
        tinh=_text(parameters, "tinh"),
        sao=stars if stars in STARS else None,
        ban=ban if ban in SALES else "",
        diem=diem if codes.is_code(diem) else "",
        xep=xep if xep in ORDERS else "",
        trang=_number(parameters.get("trang", "")) or 1,
    )


def _text(parameters: Mapping[str, str], name: str) -> str:
    """Postgres takes no NUL, and no person types one."""
    return parameters.get(name, "").replace("\0", "").strip()[:LONGEST_TEXT]


def _number(written: str) -> int | None:
    is_number = written.isascii() and written.isdigit() and len(written) <= 6
    return int(written) if is_number else None
