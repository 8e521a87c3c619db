"""Rows of a statement as pages show them, before and after it was taken in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from marketplace.orders.models import CarrierStatementLine, Payment
from marketplace.orders.reconcile import Judged
from marketplace.web.console.selling.money_words import VERDICTS

Verdict = CarrierStatementLine.Verdict
TAGS = {Verdict.MATCHED: "tag-good", Verdict.TWICE: "", Verdict.UNKNOWN: "tag-bad"}


@dataclass(frozen=True)
class Shown:
    """number: of the row in its file. expected: đồng that our parcel was to bring, None without one."""

    number: int
    tracking_code: str
    parcel: str
    amount: int
    expected: int | None
    fee: int | None
    verdict: str
    words: Any
    tag: str
    line: CarrierStatementLine | None = None

    @property
    def is_open(self) -> bool:
        """Whether a person has still to say what came of it."""
        return (
            self.line is not None
            and self.verdict != Verdict.MATCHED
            and self.line.settled_at is None
        )

    @property
    def is_owed(self) -> bool:
        """Whether a person has settled it, and its money is with the carrier even so."""
        payment = self.line.payment if self.line is not None and self.line.settled_at else None
        return (
            payment is not None
            and payment.state == Payment.State.COLLECTED
            and payment.carrier_id is not None
            and payment.remitted_at is None
        )

    @property
    def has_parcel(self) -> bool:
        return bool(self.parcel)


def with_words(judged: Iterable[Judged]) -> list[Shown]:
    """What each row would turn out to be."""
    return [
        _shown(one.row.row, one.row.tracking_code, one.row.amount, one.row.fee, one)
        for one in judged
    ]


def of_lines(lines: Iterable[CarrierStatementLine]) -> list[Shown]:
    """What each row turned out to be; lines come with payment and parcel."""
    return [_shown(one.row, one.tracking_code, one.amount, one.fee, one, line=one) for one in lines]


def sums(found: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """Rows and đồng by verdict, in the order of their words."""
    rows: dict[str, list[int]] = {}
    for verdict, amount in found:
        rows.setdefault(verdict, []).append(amount)
    return [
        {
            "verdict": verdict,
            "words": words,
            "tag": TAGS.get(verdict, "tag-warn"),
            "rows": len(rows[verdict]),
            "amount": sum(rows[verdict]),
        }
        for verdict, words in VERDICTS.items()
        if verdict in rows
    ]


def _shown(
    number: int,
    tracking_code: str,
    amount: int,
    fee: int | None,
    one: Any,
    line: CarrierStatementLine | None = None,
) -> Shown:
    payment, verdict = one.payment, Verdict(one.verdict)
    return Shown(
        number=number,
        tracking_code=tracking_code,
        parcel=payment.parcel.code if payment else "",
        amount=amount,
        expected=payment.amount if payment else None,
        fee=fee,
        verdict=verdict,
        words=VERDICTS[verdict],
        tag=TAGS.get(verdict, "tag-warn"),
        line=line,
    )
