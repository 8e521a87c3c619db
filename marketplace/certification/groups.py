"""Product groups: the six headings of each scheme, and the shelf the shop shows them on."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from marketplace.certification.models import ProductGroup
from marketplace.text import fold


@dataclass(frozen=True)
class ShopShelf:
    """A heading of Decision 26/2026/QĐ-TTg, App. I. code: I..VI, or "" where none is known."""

    code: str
    vietnamese: str
    english: str

    @property
    def name(self) -> str:
        """In the reader's language."""
        return gettext(self.english)


SHELVES = (
    ShopShelf("I", "Thực phẩm", _("Food")),
    ShopShelf("II", "Đồ uống", _("Drinks")),
    ShopShelf("III", "Dược liệu và sản phẩm từ dược liệu", _("Herbs and herbal products")),
    ShopShelf("IV", "Hàng thủ công mỹ nghệ", _("Handicrafts")),
    ShopShelf("V", "Sinh vật cảnh", _("Ornamental plants and animals")),
    ShopShelf("VI", "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch", _("Tourism")),
)
NO_SHELF = ShopShelf("", "Sản phẩm khác", _("Other products"))
_BY_CODE = {shelf.code: shelf for shelf in SHELVES}
# From when Decision 148/QĐ-TTg of 2023 named the groups; before it, 1048/QĐ-TTg of 2019 did.
SCHEME_2023_FROM = date(2023, 2, 24)


def shelf(code: str) -> ShopShelf:
    """The shop's shelf with this code, NO_SHELF for any other."""
    return _BY_CODE.get(code, NO_SHELF)


def shelf_of(group: ProductGroup | None) -> ShopShelf:
    """The shelf on which the shop shows the group's products, NO_SHELF without a group."""
    return shelf(group.shelf) if group else NO_SHELF


def find(printed: str, decided_on: date | None, groups: list[ProductGroup]) -> ProductGroup | None:
    """The group a printed heading names, None where it names none.

    A heading that both schemes know belongs to the one in force on the decision's day; one that
    only the other scheme knows ("Thảo dược" in a list of 2025) keeps its own. `groups` are all
    rows, so that a whole file is read with one query.
    """
    folded = fold(printed)
    known = [group for group in groups if group.folded == folded]
    newer = decided_on is None or decided_on >= SCHEME_2023_FROM
    known.sort(key=lambda group: (group.scheme == "2023") != newer)
    return known[0] if known else None
