"""What tests ask of a report and of the register after an import."""

from datetime import date
from typing import Any

from marketplace import clock
from marketplace.certification.models import Certificate, StarPeriod
from tests.plugins.ocop_sync import files


def figures(report: dict[str, Any]) -> dict[str, int]:
    """Only what is not zero; checks the sum the report promises."""
    names = ("created", "updated", "unchanged", "revoked")
    assert report["rows"] == sum(report[name] for name in names) + len(report["rejected"])
    counted = {name: report[name] for name in (*names, "pending", "superseded")}
    counted["rejected"] = len(report["rejected"])
    return {name: number for name, number in counted.items() if number}


def rejected(report: dict[str, Any]) -> list[tuple[int, str, str, str]]:
    return [(bad["row"], bad["column"], bad["value"], bad["problem"]) for bad in report["rejected"]]


def certificate(number: str = "100/QĐ-UBND") -> Certificate:
    return Certificate.objects.get(number=number)


def period(number: str = "100/QĐ-UBND") -> tuple[int, date, date] | None:
    """(stars, first day, last day) of the period of a decision's certificate."""
    found = StarPeriod.objects.filter(certificate__number=number).first()
    if found is None:
        return None
    lower, upper = clock.local(found.during.lower), clock.local(found.during.upper)
    assert (lower.hour, upper.hour) == (0, 0)
    return found.stars, lower.date(), upper.date()


def decided(number: str, day: str, authority: str = "UBND tỉnh Lâm Đồng") -> list[list[str]]:
    return files.title(number, day, authority)


def certificate_of(product: str) -> Certificate:
    return Certificate.objects.get(certified_product__name=product)


WITHDRAWAL = files.title(
    "300/QĐ-UBND", "10/10/2026", about="DANH SÁCH THU HỒI GIẤY CHỨNG NHẬN 3 SAO"
)
