"""The Vietnamese catalogue: English message ids in, Vietnamese out."""

import io
import os
import re
import string
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

# Babel's own header carries dates, and every extraction would be a change.
HEADER = """msgid ""
msgstr ""
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def po_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES" / "django.po"


def read() -> Catalog:
    """The catalogue as it is in the file; empty when there is none."""
    path = po_path()
    if not path.exists():
        return Catalog(locale="vi", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def update(found: Catalog) -> tuple[list[str], list[str]]:
    """Bring the file in line with the messages of the code; what is translated stays.

    Sorted, without places and dates, so that a change shows what changed. Answers the message ids that lack a
    translation, and those that were dropped because no code says them any more.
    """
    catalogue = read()
    before = {key(message) for message in catalogue if message.id}
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalogue, sort_output=True, no_location=True, omit_header=True, width=100)
    po_path().parent.mkdir(parents=True, exist_ok=True)
    new = po_path().with_suffix(".po.new")
    new.write_bytes(HEADER.encode() + text.getvalue())
    new.replace(po_path())
    after = {key(message) for message in catalogue if message.id}
    missing = [
        key(message)[1] for message in catalogue if message.id and not is_translated(message)
    ]
    return missing, sorted(text for _, text in before - after)


def compile_changed() -> bool:
    """Write django.mo when it is older than django.po. True when it was written."""
    po, mo = po_path(), po_path().with_suffix(".mo")
    if not po.exists() or (mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
        return False
    new = mo.with_suffix(f".mo.{os.getpid()}.new")
    with new.open("wb") as file:
        write_mo(file, read())
    new.replace(mo)
    return True


def key(message: Message) -> tuple[str, str]:
    """(context, message id) of a message; of a plural one, the singular."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def is_translated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(texts) and all(texts) and not message.fuzzy


def placeholders(text: str) -> set[str]:
    """What the text leaves open: %(name)s, %s, {name}. A form that is not well made answers {"broken"}."""
    percent = set(
        re.findall(r"%(?:\((\w+)\))?[-+#0]*\d*(?:\.\d+)?([sdif])", text.replace("%%", ""))
    )
    try:
        braces = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        braces = {"broken"}
    return {f"%{name}{kind}" for name, kind in percent} | braces
