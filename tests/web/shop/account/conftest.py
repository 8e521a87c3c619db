import re
from pathlib import Path

import pytest

PHONE = "+84912345678"
SECRET = "một câu dễ nhớ"


@pytest.fixture(autouse=True)
def quick(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SMS_FILE_PATH = str(tmp_path / "sms")


@pytest.fixture
def code_sent(settings):
    """code_sent(): the six digits of the newest short message; the outbox is swept first."""
    from marketplace.outbox import deliver

    def read():
        deliver.sweep()
        newest = sorted(Path(settings.SMS_FILE_PATH).glob("*.txt"))[-1]
        return re.search(r"\d{6}", newest.read_text().split("\n\n")[1])[0]

    return read


@pytest.fixture
def person(db):
    from marketplace.accounts.people import create_person

    return create_person(phone=PHONE, password=SECRET)


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client
