"""Finding every sentence in the code and in the templates that has to be translated."""

import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from django.conf import settings
from django.utils.translation.template import templatize

PLACES = ("marketplace", "storefront_theme", "plugins")
TEMPLATES = (".html", ".txt")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def messages() -> Catalog:
    """A catalogue without translations of every message in PLACES, in no particular order."""
    found = Catalog(charset="utf-8")
    for path in files():
        with path.open("rb") as file:
            for _, message, comments, context in extract(
                template_as_python if path.suffix in TEMPLATES else "python",
                file,
                keywords=KEYWORDS,
                comment_tags=["Translators:"],
                options={"encoding": "utf-8"},
                strip_comment_tags=True,
            ):
                found.add(message, None, auto_comments=comments, context=context)
    return found


def files() -> list[Path]:
    """The Python files of PLACES and the texts in their template folders."""
    root = Path(settings.BASE_DIR)
    paths = [path for place in PLACES for path in sorted((root / place).rglob("*"))]
    return [
        path
        for path in paths
        if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts)
    ]


def template_as_python(
    file: Any, keywords: Any, comment_tags: Collection[str], options: Any
) -> Iterator[Any]:
    """Babel's extraction from what Django's own makemessages makes of a template.

    Django leaves the calls of gettext standing and blanks out the rest. The brackets around it keep Python's
    tokenizer from minding the indentation.
    """
    text = templatize(file.read().decode(), origin=file.name)
    return extract_python(io.BytesIO(f"(\n{text}\n)".encode()), keywords, comment_tags, options)
