"""What an import does to the register, rule by rule."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock, events
from marketplace.audit.models import Line
from marketplace.certification.events import CertificatesChanged
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.certification.stars import star_of
from marketplace.producers.models import Producer
from plugins.ocop_sync.models import RegisterImport
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, annex, award, title

pytestmark = pytest.mark.django_db


def figures(report: dict[str, Any]) -> dict[str, int]:
    """Only what is not zero; checks the sum the report promises."""
    names = ("created", "updated", "unchanged", "revoked")
    assert report["rows"] == sum(report[name] for name in names) + len(report["rejected"])
    counted = {name: report[name] for name in (*names, "pending", "superseded")}
    counted["rejected"] = len(report["rejected"])
    return {name: number for name, number in counted.items() if number}


def rejected(report: dict[str, Any]) -> list[tuple[int, str, str, str]]:
    return [
        (bad["row"], bad["column"], bad["value"], bad["problem"]) for bad in report["rejected"]
    ]


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


def decided(number: str, day: str) -> list[list[str]]:
    return title(number, day)


# --- The same decision again -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"stars": "4 sao"}, "stars", 4),
        ({"stars": "3 sao (tiềm năng 4 sao)"}, "potential_stars", 4),
        ({"group": "Thực phẩm"}, "printed_group", "Thực phẩm"),
        ({"address": "Thôn 3, xã Lạc Dương, tỉnh Lâm Đồng"}, "printed_address", None),
        ({"note": "đính chính"}, "note", "đính chính"),
    ],
)
def test_the_same_decision_with_another_value_updates(
    run: Any, change: dict[str, str], field: str, value: Any
) -> None:
    run(annex([award()]))

    report = run(annex([award(**change)]))

    assert figures(report) == {"updated": 1}
    assert getattr(certificate(), field) == (value or change["address"])
    assert CertifiedProduct.objects.count() == Producer.objects.count() == 1


def test_a_changed_score_updates(run: Any) -> None:
    header = (*files.HEADER, "Điểm")
    run(annex([[*award(), "61,5"]], header=header))

    report = run(annex([[*award(), 62.25]], header=header))

    assert figures(report) == {"updated": 1}
    assert certificate().score == Decimal("62.25")


def test_corrected_stars_change_the_period(run: Any) -> None:
    run(annex([award(stars="3 sao")]))

    run(annex([award(stars="5 sao")]))
    assert period() == (5, date(2026, 8, 5), date(2029, 8, 6))

    run(annex([award(stars="2 sao")]))
    assert period() is None

    run(annex([award(stars="4 sao")]))
    assert period() == (4, date(2026, 8, 5), date(2029, 8, 6))


def test_other_spellings_of_the_same_change_nothing(run: Any) -> None:
    run(annex([award(note="ghi chú")]))
    again = award("TRÀ  MẪU", f" {PRODUCER.upper()} ", files.ADDRESS.upper(), "ĐỒ UỐNG", "★★★", "Ghi chú")

    report = run(annex([again], above=title("0100 / QĐ-UBND", "5/8/2026", "Ủy ban nhân dân tỉnh Lâm Đồng")))

    assert figures(report) == {"unchanged": 1}


def test_a_column_that_is_not_there_takes_nothing_away(run: Any) -> None:
    run(annex([[*award(note="cũ"), "61,5"]], header=(*files.HEADER, "Điểm")))

    report = run(
        annex([["Trà mẫu", PRODUCER, "3 sao"]], header=("STT", "Tên sản phẩm", "Chủ thể", "Hạng"))
    )

    assert figures(report) == {"unchanged": 1}
    assert (certificate().score, certificate().note) == (Decimal("61.50"), "cũ")


def test_a_product_that_a_new_file_lacks_keeps_its_star(run: Any) -> None:
    run(annex([award("Trà A"), award("Trà B")]))

    run(annex([award("Trà A")]))

    assert StarPeriod.objects.count() == 2


def test_a_corrected_address_moves_the_producer(run: Any) -> None:
    there = factories.commune()
    run(annex([award(address="Thôn 2, tỉnh Lâm Đồng")]))
    assert Producer.objects.get().unit is None

    report = run(annex([award(address="Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng")]))

    assert figures(report) == {"updated": 1}
    producer = Producer.objects.get()
    assert (producer.unit, producer.address_remark) == (there, "")
    assert producer.address == "Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng"


def test_an_address_corrected_to_another_province_stays_one_producer(run: Any) -> None:
    factories.province()
    elsewhere = factories.province("52", "Gia Lai")
    run(annex([award(address="tỉnh Lâm Đồng")]))

    report = run(annex([award(address="tỉnh Gia Lai")]))

    assert figures(report) == {"updated": 1}
    assert Producer.objects.get().province == elsewhere


# --- Rows that are refused ---------------------------------------------------------------------


def test_the_second_of_two_equal_rows_names_the_first(run: Any) -> None:
    again = award("TRÀ  mẫu", "HỢP TÁC XÃ MẪU", stars="4 sao")

    report = run(annex([award("Trà A"), award(), again]))

    assert figures(report) == {"created": 2, "rejected": 1}
    assert rejected(report) == [
        (10, "Tên sản phẩm", "TRÀ mẫu", "Trùng sản phẩm, chủ thể và quyết định với dòng 9.")
    ]
    assert certificate_of("Trà mẫu").stars == 3


def certificate_of(product: str) -> Certificate:
    return Certificate.objects.get(certified_product__name=product)


def test_equal_rows_without_a_decision_are_refused_too(run: Any) -> None:
    content = files.text([["Tên sản phẩm", "Chủ thể", "Sao"], ["A", "B", 3], ["a", "b", 3]])

    report = run(content, name="ds.csv")

    assert figures(report) == {"created": 1, "pending": 1, "rejected": 1}
    assert rejected(report)[0][0] == 3


def test_the_day_of_a_decision_may_not_lie_in_the_future(run: Any) -> None:
    report = run(annex([award("A"), award("B")], above=decided("1/QĐ-UBND", "23/11/2026")))

    assert figures(report) == {"rejected": 2}
    assert rejected(report)[0] == (
        8,
        "Ngày ban hành",
        "23/11/2026",
        "Quyết định đề ngày trong tương lai.",
    )
    assert report["decision"]["date"] == "2026-11-23"
    assert Certificate.objects.count() == 0


def test_a_decision_of_today_counts_at_once(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "22/11/2026")))

    assert star_of(CertifiedProduct.objects.get().pk, clock.now()) is not None


def test_a_second_decision_of_the_same_day_is_refused(run: Any) -> None:
    run(annex([award()]))

    report = run(annex([award(stars="4 sao")], above=decided("101/QĐ-UBND", "05/8/2026")))

    assert figures(report) == {"rejected": 1}
    assert "100/QĐ-UBND" in rejected(report)[0][3]
    assert period() == (3, date(2026, 8, 5), date(2029, 8, 6))


def test_bad_rows_do_not_keep_the_good_ones_out(run: Any) -> None:
    rows = [award("A"), award("B", stars="6 sao"), award("", stars="3 sao"), award("C")]

    report = run(annex(rows))

    assert figures(report) == {"created": 2, "rejected": 2}
    assert rejected(report) == [
        (9, "Hạng sao", "6 sao", "Số sao chỉ từ 1 đến 5."),
        (10, "Tên sản phẩm", "", "Thiếu tên sản phẩm."),
    ]


# --- What is stored and never starred ----------------------------------------------------------


@pytest.mark.parametrize("stars", ["1 sao", "2 sao"])
def test_below_three_stars_is_stored_and_never_starred(run: Any, stars: str) -> None:
    report = run(annex([award(stars=stars)]))

    assert figures(report) == {"created": 1}
    assert (certificate().state, certificate().stars) == ("active", int(stars[0]))
    assert StarPeriod.objects.count() == 0


def test_a_potential_gives_no_more_than_the_stars_awarded(run: Any) -> None:
    run(annex([award(stars="4 sao (tiềm năng 5 sao)")]))

    assert (certificate().stars, certificate().potential_stars) == (4, 5)
    assert period() == (4, date(2026, 8, 5), date(2029, 8, 6))


@pytest.mark.parametrize(
    ("number", "day", "authority"),
    [("", "05/8/2026", "UBND A"), ("1/QĐ-UBND", "", "UBND A"), ("1/QĐ-UBND", "05/8/2026", "")],
)
def test_a_decision_that_lacks_a_part_waits(
    run: Any, number: str, day: str, authority: str
) -> None:
    header = (*files.HEADER, "Số quyết định", "Ngày ký", "Cơ quan ban hành")
    content = annex([[*award(), number, day, authority]], header=header, above=[])

    assert figures(run(content)) == {"created": 1, "pending": 1}
    assert figures(run(content)) == {"unchanged": 1, "pending": 1}
    assert StarPeriod.objects.count() == 0


def test_rows_with_their_own_decisions(run: Any) -> None:
    header = (*files.HEADER, "Số quyết định", "Ngày ký", "Cơ quan ban hành")
    rows = [
        [*award("A"), "1/QĐ-UBND", "16/6/2025", "UBND huyện A"],
        [*award("B"), "2/QĐ-UBND", datetime(2025, 5, 7), "UBND huyện B"],
        [*award("C"), "", "", ""],
    ]

    report = run(annex(rows, header=header, above=[]))

    assert (figures(report), report["decision"]) == ({"created": 3, "pending": 1}, None)
    assert period("1/QĐ-UBND") == (3, date(2025, 6, 16), date(2028, 6, 17))
    assert period("2/QĐ-UBND") == (3, date(2025, 5, 7), date(2028, 5, 8))


def test_an_unknown_group_stays_as_printed(run: Any) -> None:
    run(annex([award(group="Nhóm chưa ai đặt tên")]))

    assert certificate().printed_group == "Nhóm chưa ai đặt tên"
    assert certificate().certified_product.group is None


def test_an_unknown_commune_refuses_nothing(run: Any) -> None:
    province = factories.province()

    report = run(annex([award(address="xã Không Có, tỉnh Lâm Đồng")]))

    assert figures(report) == {"created": 1}
    producer = Producer.objects.get()
    assert (producer.province, producer.unit) == (province, None)
    assert producer.address_remark == "unknown_commune"
    assert certificate().printed_address == "xã Không Có, tỉnh Lâm Đồng"


def test_a_shorter_printed_last_day_holds_and_a_longer_one_does_not(run: Any) -> None:
    header = (*files.HEADER, "Ngày hết hạn")
    rows = [[*award("A"), "31/12/2026"], [*award("B"), "31/12/2030"]]

    run(annex(rows, header=header))

    certificates = Certificate.objects.order_by("pk")
    assert [(one.last_day, one.printed_last_day) for one in certificates] == [
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2029, 8, 5), date(2030, 12, 31)),
    ]


def test_the_last_of_thirty_six_months_by_the_civil_code(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "29/02/2024")))

    assert period("1/QĐ-UBND") == (3, date(2024, 2, 29), date(2027, 3, 1))


# --- Who is who --------------------------------------------------------------------------------


def test_one_name_in_two_provinces_is_two_producers(run: Any) -> None:
    here, there = factories.province(), factories.province("52", "Gia Lai")
    rows = [
        award("A", address="tỉnh Lâm Đồng"),
        award("A", address="tỉnh Gia Lai"),
        award("B", address="tỉnh Gia Lai"),
    ]

    assert figures(run(annex(rows))) == {"created": 3}
    assert figures(run(annex(rows))) == {"unchanged": 3}
    assert [one.province for one in Producer.objects.order_by("pk")] == [here, there]


def test_without_an_address_the_authority_tells_the_province(run: Any) -> None:
    province = factories.province()
    run(annex([award("A")]))

    run(annex([award("B", address="")]))

    assert Producer.objects.get().province == province


def test_a_producer_without_a_province_gets_it_when_it_is_known(run: Any) -> None:
    run(files.text([["Tên sản phẩm", "Chủ thể", "Sao"], ["A", PRODUCER, 3]]), name="ds.csv")
    assert Producer.objects.get().province is None
    province = factories.province()

    run(annex([award("A")]))

    assert Producer.objects.get().province == province


def test_the_same_product_by_the_other_schemes_group_is_one(run: Any) -> None:
    run(annex([award(group="Thảo dược")]))

    report = run(
        annex(
            [award(group="Dược liệu và sản phẩm từ dược liệu", stars="4 sao")],
            above=decided("200/QĐ-UBND", "06/9/2026"),
        )
    )

    assert figures(report) == {"created": 1, "superseded": 1}
    assert CertifiedProduct.objects.count() == 1


def test_another_group_is_another_product(run: Any) -> None:
    run(annex([award(group="Đồ uống")]))

    report = run(annex([award(group="Thực phẩm")], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1}
    assert CertifiedProduct.objects.count() == 2


def test_a_product_without_a_group_is_the_only_one_of_its_name(run: Any) -> None:
    run(annex([award(group="Đồ uống")]))

    report = run(annex([award(group="")], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert CertifiedProduct.objects.get().group.name == "Đồ uống"


# --- One decision after another ----------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [("3 sao", "4 sao"), ("4 sao", "3 sao")])
def test_a_newer_decision_supersedes_from_its_own_day(run: Any, before: str, after: str) -> None:
    run(annex([award(stars=before)]))

    report = run(annex([award(stars=after)], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert period("100/QĐ-UBND") == (int(before[0]), date(2026, 8, 5), date(2026, 9, 6))
    assert period("200/QĐ-UBND") == (int(after[0]), date(2026, 9, 6), date(2029, 9, 7))
    assert (certificate().state, certificate().superseded_by) == (
        "superseded",
        certificate("200/QĐ-UBND"),
    )


def test_a_rating_below_three_ends_the_star_and_gives_none(run: Any) -> None:
    run(annex([award(stars="3 sao")]))

    report = run(annex([award(stars="2 sao")], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert period("100/QĐ-UBND") == (3, date(2026, 8, 5), date(2026, 9, 6))
    assert period("200/QĐ-UBND") is None


def test_an_older_decision_that_comes_late_is_superseded_itself(run: Any) -> None:
    run(annex([award(stars="4 sao")], above=decided("200/QĐ-UBND", "06/9/2026")))

    report = run(annex([award(stars="3 sao")]))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert certificate("100/QĐ-UBND").state == "superseded"
    assert certificate("200/QĐ-UBND").state == "active"
    assert period("100/QĐ-UBND") == (3, date(2026, 8, 5), date(2026, 9, 6))
    assert period("200/QĐ-UBND") == (4, date(2026, 9, 6), date(2029, 9, 7))


def test_a_decision_between_two_takes_its_days_from_the_older(run: Any) -> None:
    run(annex([award(stars="3 sao")], above=decided("1/QĐ-UBND", "01/01/2025")))
    run(annex([award(stars="5 sao")], above=decided("3/QĐ-UBND", "01/01/2026")))

    report = run(annex([award(stars="4 sao")], above=decided("2/QĐ-UBND", "01/6/2025")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert period("1/QĐ-UBND") == (3, date(2025, 1, 1), date(2025, 6, 1))
    assert period("2/QĐ-UBND") == (4, date(2025, 6, 1), date(2026, 1, 1))
    assert period("3/QĐ-UBND") == (5, date(2026, 1, 1), date(2029, 1, 2))
    assert certificate("1/QĐ-UBND").superseded_by == certificate("2/QĐ-UBND")


def test_two_decisions_about_one_product_in_one_file(run: Any) -> None:
    header = (*files.HEADER, "Số quyết định", "Ngày ký", "Cơ quan ban hành")
    rows = [
        [*award(stars="4 sao"), "2/QĐ-UBND", "01/6/2026", "UBND tỉnh A"],
        [*award(stars="3 sao"), "1/QĐ-UBND", "01/6/2025", "UBND huyện B"],
        [*award(stars="5 sao"), "3/QĐ-UBND", "01/6/2026", "UBND tỉnh A"],
    ]

    report = run(annex(rows, header=header, above=[]))

    assert figures(report) == {"created": 2, "superseded": 1, "rejected": 1}
    assert "2/QĐ-UBND" in rejected(report)[0][3]
    assert period("1/QĐ-UBND") == (3, date(2025, 6, 1), date(2026, 6, 1))
    assert period("2/QĐ-UBND") == (4, date(2026, 6, 1), date(2029, 6, 2))


def test_an_expired_certificate_is_superseded_and_keeps_its_days(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "10/10/2020")))

    run(annex([award()], above=decided("2/QĐ-UBND", "05/8/2026")))

    assert period("1/QĐ-UBND") == (3, date(2020, 10, 10), date(2023, 10, 11))
    assert certificate("1/QĐ-UBND").state == "superseded"


# --- Withdrawals -------------------------------------------------------------------------------

WITHDRAWAL = title("300/QĐ-UBND", "10/10/2026", about="DANH SÁCH THU HỒI GIẤY CHỨNG NHẬN 3 SAO")


def test_a_withdrawal_revokes_and_awards_nothing(run: Any) -> None:
    run(annex([award("A"), award("B")]))

    report = run(annex([award("a", stars="", note="ngừng sản xuất"), award("C")], above=WITHDRAWAL))

    assert figures(report) == {"revoked": 1, "rejected": 1}
    assert report["decision"]["number"] == "300/QĐ-UBND"
    assert rejected(report) == [
        (
            9,
            "Tên sản phẩm",
            "C",
            "Không tìm thấy giấy chứng nhận đang hiệu lực của sản phẩm và chủ thể này.",
        )
    ]
    revoked = certificate_of("A")
    assert (revoked.state, revoked.revocation_number) == ("revoked", "300/QĐ-UBND")
    assert revoked.revoked_at == datetime(2026, 10, 10, tzinfo=clock.LOCAL)
    assert revoked.revoked_reason == "ngừng sản xuất"
    assert clock.local(revoked.star_period.during.upper) == revoked.revoked_at
    assert star_of(revoked.certified_product_id, clock.now()) is None
    assert certificate_of("B").state == "active"


def test_a_withdrawal_again_changes_nothing_and_so_does_the_award(run: Any) -> None:
    run(annex([award()]))
    run(annex([award()], above=WITHDRAWAL))

    assert figures(run(annex([award()], above=WITHDRAWAL))) == {"unchanged": 1}
    assert figures(run(annex([award()]))) == {"unchanged": 1}
    assert certificate().state == "revoked"


def test_the_same_withdrawal_twice_in_one_file_names_the_first(run: Any) -> None:
    run(annex([award()]))

    report = run(annex([award(), award()], above=WITHDRAWAL))

    assert figures(report) == {"revoked": 1, "rejected": 1}
    assert rejected(report)[0][3] == "Trùng sản phẩm, chủ thể và quyết định với dòng 8."
    assert figures(run(annex([award(), award()], above=WITHDRAWAL))) == {
        "unchanged": 1,
        "rejected": 1,
    }


def test_a_withdrawal_older_than_the_award_is_refused(run: Any) -> None:
    run(annex([award()], above=decided("400/QĐ-UBND", "11/10/2026")))

    report = run(annex([award()], above=WITHDRAWAL))

    assert figures(report) == {"rejected": 1}
    assert "11/10/2026" in rejected(report)[0][3]


def test_a_withdrawal_without_its_decision_is_refused(run: Any) -> None:
    run(annex([award()]))

    report = run(annex([award()], above=[["DANH SÁCH THU HỒI"]]))

    assert figures(report) == {"rejected": 1}
    assert certificate().state == "active"


def test_a_withdrawal_does_not_bring_back_what_was_superseded(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "01/6/2025")))
    run(annex([award(stars="4 sao")]))

    run(annex([award()], above=WITHDRAWAL))

    product = CertifiedProduct.objects.get()
    assert star_of(product.pk, clock.now()) is None
    assert certificate("1/QĐ-UBND").state == "superseded"
    assert certificate("100/QĐ-UBND").state == "revoked"


def test_a_withdrawn_product_may_be_awarded_again(run: Any) -> None:
    run(annex([award()]))
    run(annex([award()], above=WITHDRAWAL))

    report = run(annex([award()], above=decided("500/QĐ-UBND", "01/11/2026")))

    assert figures(report) == {"created": 1}
    assert star_of(CertifiedProduct.objects.get().pk, clock.now()).stars == 3
    assert certificate().state == "revoked"


def test_a_withdrawal_may_name_the_award_it_means(run: Any) -> None:
    run(annex([award()]))
    header = (*files.HEADER, "Số quyết định công nhận")

    wrong = run(annex([[*award(), "99/QĐ-UBND"]], header=header, above=WITHDRAWAL))
    right = run(annex([[*award(), "100/QĐ-UBND"]], header=header, above=WITHDRAWAL))

    assert (figures(wrong), figures(right)) == ({"rejected": 1}, {"revoked": 1})


# --- What is kept ------------------------------------------------------------------------------


def test_an_import_keeps_file_hash_person_and_report(
    run: Any, admin: Any, private_files: Any
) -> None:
    content = annex([award(), award(stars="6 sao")])

    report = run(content, name="phụ lục.xlsx")

    kept = RegisterImport.objects.get()
    assert (kept.file_name, kept.sha256, kept.size) == (
        "phụ lục.xlsx",
        report["sha256"],
        len(content),
    )
    assert (private_files / "imports" / kept.kept_as).read_bytes() == content
    assert (kept.source_level, kept.confirmed_via) == ("A", "command line")
    assert (kept.uploaded_by_id, kept.applied_at) == (admin.pk, clock.now())
    assert (kept.number, kept.decided_on) == ("100/QĐ-UBND", date(2026, 8, 5))
    assert kept.certificate_ids == [certificate().pk]
    assert kept.report["counts"] == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "revoked": 0,
        "rejected": 1,
        "pending": 0,
        "superseded": 0,
    }
    assert kept.report["rejected"][0]["problems"][0]["code"] == "stars_out_of_range"


def test_every_certificate_written_leaves_a_line(run: Any, admin: Any) -> None:
    run(annex([award()]))
    run(annex([award(stars="4 sao")]))
    run(annex([award()], above=WITHDRAWAL))

    subject = f"certificate:{certificate().pk}"
    lines = Line.objects.filter(subject=subject).order_by("pk").values_list("action", "actor_id")
    assert list(lines) == [
        ("certification.award", admin.pk),
        ("certification.correct", admin.pk),
        ("certification.revoke", admin.pk),
    ]
    assert Line.objects.filter(action="ocop_sync.import").count() == 3


def test_what_changed_is_published_inside_the_transaction(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[frozenset[int]] = []
    monkeypatch.setitem(
        events._handlers,
        CertificatesChanged,
        [lambda event: seen.append(event.certified_product_ids)],
    )

    run(annex([award("A"), award("B")]))
    run(annex([award("A", stars="4 sao"), award("B")]))
    run(annex([award("A", stars="4 sao"), award("B")]))

    first = CertifiedProduct.objects.get(name="A").pk
    assert seen == [frozenset(CertifiedProduct.objects.values_list("pk", flat=True)), {first}]


def test_a_handler_that_fails_leaves_nothing_of_the_file(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(event: CertificatesChanged) -> None:
        raise RuntimeError("the card could not follow")

    monkeypatch.setitem(events._handlers, CertificatesChanged, [fail])

    with pytest.raises(RuntimeError, match="could not follow"):
        run(annex([award()]))

    assert [model.objects.count() for model in (Certificate, Producer, RegisterImport)] == [0] * 3
