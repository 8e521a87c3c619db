"""Near matches in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.certification.models import NearMatch
from marketplace.certification.near_match import Kind

State, Why = NearMatch.State, NearMatch.Why

KINDS = {Kind.PRODUCER: _("Producers"), Kind.PRODUCT: _("Products")}
KIND = {Kind.PRODUCER: _("producer"), Kind.PRODUCT: _("product")}
STATES = {
    State.OPEN: _("To decide"),
    State.MERGED: _("Merged"),
    State.APART: _("Kept apart"),
}
WHYS = {
    Why.LEGAL_FORM: _("the legal form is written otherwise"),
    Why.TYPO: _("perhaps a slip of the keyboard"),
    Why.WORD_ORDER: _("the same words in another order"),
    Why.SHORTENED: _("one name is shortened"),
    Why.BRANCH: _("one is a branch"),
    Why.FORMER_NAME: _("a former name"),
}


def kind_words(kind: str) -> str:
    return str(KIND[Kind(kind)])


def state_words(state: str) -> str:
    return str(STATES[State(state)])


def why_words(why: str) -> str:
    return str(WHYS[Why(why)])


def planned(kept: dict[str, Any]) -> dict[str, Any]:
    """What an import's report keeps of near pairs, as plugins.ocop_sync.near has it, in words."""
    pairs = [
        {
            "kind": kind_words(pair["kind"]),
            "first": pair["names"][0],
            "second": pair["names"][1],
            "why": why_words(pair["why"]),
            "score": pair["score"],
        }
        for pair in kept.get("pairs", [])
    ]
    return {
        "compared": kept.get("compared", True),
        "count": kept.get("count", 0),
        "pairs": pairs,
        "more": kept.get("count", 0) - len(pairs),
    }
