"""Which picture stands for a product: its photo, or the drawing that fits its name or group."""

from dataclasses import dataclass
from zlib import crc32

from django.core.files.storage import default_storage
from django.templatetags.static import static

from marketplace.listings.models import Picture as Photo
from marketplace.listings.pictures import FOLDER as LISTINGS
from marketplace.pictures import WIDTHS, path

# The first line with a word of the name decides; whole words, marks included ("trà" is tea, "tra"
# a fish), so what a thing is made into stands before what it is made of.
DRAWING_BY_WORD = (
    ("wine", ("rượu", "bia", "vang")),
    ("coffee", ("cà phê", "cafe", "coffee", "ca cao", "cacao", "cocoa", "socola", "chocolate")),
    ("tea", ("trà", "chè", "tea")),
    ("oil", ("tinh dầu", "serum", "xà phòng", "dầu gội", "mỹ phẩm", "cao xoa", "dầu tràm")),
    ("honey", ("mật ong",)),
    ("fish-sauce", ("nước mắm", "mắm", "nước tương", "tương")),
    ("artichoke", ("atiso", "atisô", "actiso", "actisô")),
    ("cordyceps", ("cordyceps", "đông trùng")),
    ("turmeric", ("tinh bột nghệ", "bột nghệ", "nghệ đen", "nghệ vàng", "gừng")),
    ("nut", ("macca", "mắc ca", "mac ca", "hạnh nhân", "óc chó", "đậu phộng", "hạt sen")),
    ("cashew", ("hạt điều", "nhân điều")),
    ("passion-fruit", ("chanh dây", "chanh leo")),
    ("snack", ("bánh", "khoai", "snack", "kẹo", "cốm", "chips")),
    ("pepper", ("tiêu",)),
    ("mushroom", ("nấm",)),
    ("dried-fruit", ("trái cây", "sấy dẻo", "hoa quả", "mít", "chuối", "mứt", "hồng treo gió")),
    ("rice", ("gạo", "nếp", "bún", "phở", "miến", "hủ tiếu")),
    ("seaweed", ("rong nho", "rong biển", "rong")),
    ("fish", ("cá", "tôm", "mực", "cua", "hải sản", "chả cá")),
    ("spice", ("ớt", "tỏi", "muối", "gia vị", "sả", "quế")),
    ("juice", ("nước ép", "nước cốt", "siro", "sinh tố")),
    ("water", ("nước khoáng", "nước uống", "nước tinh khiết")),
    ("fresh", ("rau", "bơ", "sầu riêng", "bưởi", "cam", "dâu", "xoài", "cà chua", "thanh long")),
)
# A brocade of banana fibre is no fruit: in these groups only their own words count.
DRAWING_BY_WORD_IN = {
    "IV": (("textile", ("thổ cẩm", "lụa", "vải", "dệt", "khăn", "áo", "váy")),),
    "V": (("animal", ("cá", "cá cảnh", "chim", "gà")),),
    "VI": (),
}
# Groups and sub-groups of Decision 26/2026/QĐ-TTg, App. I; the longest that fits.
DRAWING_BY_GROUP = {
    "I": "jar",
    "I.1": "fresh",
    "I.2": "rice",
    "I.3": "jar",
    "I.4": "spice",
    "I.5": "tea",
    "I.6": "coffee",
    "II": "juice",
    "II.1": "wine",
    "II.2": "juice",
    "III": "herb",
    "IV": "craft",
    "IV.1": "craft",
    "IV.2": "textile",
    "V": "flower",
    "V.3": "animal",
    "VI": "tourism",
}
ANY = "jar"
# Where a producer has many of a kind, two pictures take turns, by name.
SECOND_DRAWINGS = {"coffee": "coffee-2", "tea": "tea-2", "nut": "nut-2", "herb": "herb-2"}


@dataclass(frozen=True)
class Picture:
    """src: where it is; webp, jpeg: candidate sets of a photo, empty for a drawing; size in px."""

    src: str
    width: int
    height: int
    webp: str = ""
    jpeg: str = ""


def drawn(name: str, group: str = "") -> Picture:
    """The drawing for a product of that name in that group ("I".."VI", or finer: "I.4")."""
    return Picture(static(f"theme/pictures/{drawing(name, group)}.svg"), 400, 300)


def drawing(name: str, group: str = "") -> str:
    """The drawing's name: by a word of the product's name, else by its group."""
    found = _drawing(name, group)
    takes_second = crc32(name.encode()) % 2 == 1
    return SECOND_DRAWINGS.get(found, found) if takes_second else found


def _drawing(name: str, group: str) -> str:
    words = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in name.lower()).split())} "
    for drawing_name, known in DRAWING_BY_WORD_IN.get(group.partition(".")[0], DRAWING_BY_WORD):
        if any(f" {word} " in words for word in known):
            return drawing_name
    while group and group not in DRAWING_BY_GROUP:
        group = group.rpartition(".")[0]
    return DRAWING_BY_GROUP.get(group, ANY)


def photo(stem: str, width: int = 960, height: int = 720, *, folder: str = LISTINGS) -> Picture:
    """A stored photo in its sizes. width, height: of its largest rendition, px."""
    return Picture(
        src=_url(folder, stem, WIDTHS[0], "jpg"),
        width=width,
        height=height,
        webp=_candidates(folder, stem, "webp"),
        jpeg=_candidates(folder, stem, "jpg"),
    )


def of_listing(photos: list[Photo], name: str, group: str) -> Picture:
    """The first photo, or a drawing while there is none."""
    if photos:
        return photo(photos[0].stem, photos[0].width, photos[0].height)
    return drawn(name, group)


def _candidates(folder: str, stem: str, suffix: str) -> str:
    return ", ".join(f"{_url(folder, stem, width, suffix)} {width}w" for width in WIDTHS)


def _url(folder: str, stem: str, width: int, suffix: str) -> str:
    return default_storage.url(path(folder, stem, width, suffix))
