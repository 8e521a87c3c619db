"""A product group as printed: with or without its number and the word for it."""

import re

from plugins.ocop_sync.fields.text import fold

AROUND = re.compile(
    r"^(?:(?:nhom|nganh)(?: san pham| hang)?(?= |$))? ?(?:(?:[ivx]{1,4}|\d{1,2}) )?"
)


def group_names(printed: str) -> list[str]:
    """The names to look for, the printed one first: "Nhóm I. Thực phẩm" is "thuc pham" too."""
    folded = fold(printed)
    bare = AROUND.sub("", folded)
    return [printed] if bare in ("", folded) else [printed, bare]
