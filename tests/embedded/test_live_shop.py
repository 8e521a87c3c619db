"""The running shop that browser tests stand on."""

from datetime import UTC, datetime
from urllib.request import urlopen

import pytest

from marketplace import clock


@pytest.mark.slow
def test_the_live_shop_serves_a_database_of_its_own_and_follows_the_clock(live_shop):
    from django.contrib.sites.models import Site
    from django.db import connection

    live_shop.move_clock(datetime(2027, 3, 1, tzinfo=UTC))

    assert urlopen(f"{live_shop.url}healthz").read() == b"ok\n"
    assert clock.now() == datetime(2027, 3, 1, tzinfo=UTC)
    assert connection.settings_dict["NAME"] == live_shop.name
    assert Site.objects.count() == 1


@pytest.mark.slow
def test_its_worker_starts_and_stops(live_shop):
    live_shop.start_worker()
    child = live_shop._worker
    child.wait_ready(lambda: " ready." in child.log.read_text(), 60)

    live_shop.stop_worker()

    assert child.ended() == "ended with code 0"


@pytest.mark.browser
def test_chromium_opens_it(live_shop, page):
    page.goto(f"{live_shop.url}healthz")

    assert page.inner_text("body").strip() == "ok"
