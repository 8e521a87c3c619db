"""An account tells no log and no append-only line who its person is."""

import json
import re
from pathlib import Path

import pytest

from marketplace.accounts.models import Consent, Login
from marketplace.audit.models import Line
from marketplace.outbox import deliver
from marketplace.outbox.models import Message
from tests import factories
from tests.whole.test_private import EMAIL, NAME, PHONE, STREET, TELLTALE, logged  # noqa: F401

pytestmark = pytest.mark.django_db
SECRET, WRONG = "một câu Thử dễ nhớ", "wrong long secret"
ADDRESS = {"phone": PHONE, "name": NAME, "province": "68", "unit": "24848", "address": STREET}


@pytest.fixture(autouse=True)
def messages(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SMS_FILE_PATH = str(tmp_path / "sms")


def sign_up(client, settings):
    """Signed in at the end; answers the six digits that were sent."""
    client.post("/tai-khoan/dang-ky/", {"who": PHONE})
    deliver.sweep()
    newest = sorted(Path(settings.SMS_FILE_PATH).glob("*.txt"))[-1]
    digits = re.search(r"\d{6}", newest.read_text().split("\n\n")[1])[0]
    client.post("/tai-khoan/ma/", {"code": digits})
    assert client.post("/tai-khoan/mat-khau-moi/", {"password": SECRET}).status_code == 302
    return digits


def live(client, settings):
    """An account's whole life; answers the six digits that were sent."""
    factories.commune()
    client.post("/tai-khoan/dang-ky/", {"who": EMAIL})
    digits = sign_up(client, settings)
    client.post("/tai-khoan/dia-chi/them/", {**ADDRESS, "phone": "x"})
    assert client.post("/tai-khoan/dia-chi/them/", ADDRESS).status_code == 302
    client.post("/tai-khoan/dong-y/", {"order_sms": "1"})
    client.post("/tai-khoan/mat-khau/", {"old": WRONG, "password": SECRET})
    client.post("/tai-khoan/du-lieu/tai-ve/")
    client.post("/tai-khoan/xoa/", {"password": WRONG})
    client.post("/don-hang/", {"code": "ABCDEFGHJK", "phone": PHONE})
    assert client.post("/tai-khoan/xoa/", {"password": SECRET}).status_code == 302
    client.post("/tai-khoan/dang-nhap/", {"username": PHONE, "password": WRONG})
    return digits


def test_the_log_hears_nothing(client, settings, logged):  # noqa: F811
    digits = live(client, settings)

    found = logged()
    assert not TELLTALE.search(found), TELLTALE.search(found)
    assert digits not in found


def test_a_gateway_that_fails_is_logged_without_the_number(client, settings, logged):  # noqa: F811
    settings.SMS_BACKEND = f"{__name__}.Broken"
    client.post("/tai-khoan/dang-ky/", {"who": PHONE})
    assert deliver.sweep() == 0

    found = logged()
    assert "OSError" in found
    assert not TELLTALE.search(found), TELLTALE.search(found)


class Broken:
    def send(self, phone, text):
        raise OSError(f"{phone} is not reachable: {text}")


def test_what_is_never_changed_holds_the_number_alone(client, settings):
    live(client, settings)

    kept = [*Line.objects.values(), *Consent.objects.values(), *Message.objects.values()]
    assert len(kept) > 6
    written = json.dumps(kept, default=str, ensure_ascii=False)
    assert not TELLTALE.search(written), TELLTALE.search(written)
    assert Login.objects.get().phone is None
