from datetime import UTC, date, datetime

from marketplace import clock


def test_the_day_begins_at_midnight_in_viet_nam():
    assert clock.day_start(date(2026, 11, 22)) == datetime(2026, 11, 21, 17, tzinfo=UTC)
    assert clock.day_end(date(2026, 11, 22)) == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_a_file_moves_the_clock_of_a_running_process(settings, tmp_path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    real = clock.now()

    (tmp_path / "clock").write_text("2029-08-06T00:00:01+07:00")
    moved = clock.now()
    (tmp_path / "clock").write_text("")

    assert moved == datetime(2029, 8, 5, 17, 0, 1, tzinfo=UTC)
    assert clock.now() >= real
    assert clock.now().year == real.year


def test_today_is_the_day_in_viet_nam(settings, tmp_path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text("2026-11-22T18:30:00+00:00")

    assert clock.today() == date(2026, 11, 23)
