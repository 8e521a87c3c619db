"""Who asks and who confirms in the tests of changes by hand."""

import itertools
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from marketplace.certification import deciding
from marketplace.certification.by_hand import Asking
from marketplace.certification.checks import CertificateRefused
from marketplace.certification.models import Certificate, Proposal
from marketplace.certification.stars import star_of

ANNA, BINH = 101, 102  # who asks, and who confirms
_key = itertools.count()
AWARD = {
    "stars": 4,
    "number": "77/QĐ-UBND",
    "decided_on": date(2026, 11, 1),
    "authority": "UBND tỉnh Lâm Đồng",
    "source_level": "A",
    "score": Decimal("71.25"),
    "printed_last_day": None,
}


def asking(reason: str = "Văn bản số 5", key: str = "") -> Asking:
    return Asking(actor_id=ANNA, reason=reason, client_key=key or f"key-{next(_key)}")


def refused(call: Callable, *given: Any, **named: Any) -> list[str]:
    with pytest.raises(CertificateRefused) as error:
        call(*given, **named)
    return error.value.codes


def confirm(one: Proposal, actor_id: int = BINH) -> Certificate:
    done = deciding.confirm(one.code, actor_id=actor_id)
    assert (done.state, done.decided_by_id) == ("applied", actor_id)
    return Certificate.objects.get(pk=done.certificate_id)


def stars(product_id: int, moment: datetime) -> int | None:
    period = star_of(product_id, moment)
    return period.stars if period else None
