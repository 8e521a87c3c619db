"""A code of six digits shows whose a phone or an address is, and tells nobody who has an account."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail

from marketplace import clock
from marketplace.accounts import check_code, send_code, set_password
from marketplace.accounts.models import Login, Role, SignUpCode
from marketplace.accounts.people import AccountRefused, create_person, find_person
from marketplace.outbox import deliver
from marketplace.outbox.models import Message
from marketplace.saleor_bridge import users
from tests.staff import PASSWORD, make_person

pytestmark = pytest.mark.django_db
PHONE, OTHER = "+84912345678", "+84987654321"


@pytest.fixture(autouse=True)
def messages(settings, tmp_path):
    """messages(): the short messages sent so far, (phone, text), oldest first."""
    from django.core.cache import cache

    cache.clear()
    settings.SMS_FILE_PATH = str(tmp_path / "sms")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def read():
        files = sorted(Path(settings.SMS_FILE_PATH).glob("*.txt"))
        return [tuple(file.read_text().strip().split("\n\n")) for file in files]

    return read


def ask(who="0912 345 678", address="10.0.0.1"):
    return send_code.send_code(who, purpose="sign_up", address=address)


def digits(text):
    return re.search(r"\d{6}", text)[0]


def proved(messages, who="0912 345 678"):
    key = ask(who)
    deliver.sweep()
    check_code.check_code(key, digits(messages()[-1][1]))
    return key


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 (0) 912-345-678", "84912345678"])
def test_the_code_goes_to_the_phone_in_any_spelling(messages, typed):
    key = ask(typed)
    assert messages() == []  # promised, not sent inside the request

    deliver.sweep()

    ((phone, text),) = messages()
    assert phone == PHONE
    assert "mã xác nhận Chợ OCOP" in text
    check_code.check_code(key, f" {digits(text)[:3]} {digits(text)[3:]} ")
    assert check_code.is_proved(check_code.waiting(key))


def test_an_address_gets_its_code_by_mail():
    key = ask("Nguoi.Mua@Example.com")
    deliver.sweep()

    (message,) = mail.outbox
    assert message.to == ["nguoi.mua@example.com"]
    assert digits(message.body) in message.alternatives[0].content
    check_code.check_code(key, digits(message.body))


@pytest.mark.parametrize("typed", ["", "0912", "mua", "a@b", "x" * 250 + "@example.com"])
def test_what_nobody_can_read_a_code_at_is_refused(typed):
    with pytest.raises(AccountRefused) as refused:
        ask(typed)

    assert refused.value.codes == ["bad_target"]
    assert not SignUpCode.objects.exists()


def test_neither_the_row_nor_the_promise_holds_the_digits(messages):
    key = ask()
    kept = [
        *SignUpCode.objects.values_list("digest", "key"),
        *Message.objects.values_list("payload"),
    ]
    deliver.sweep()

    sent = digits(messages()[0][1])
    assert sent not in str(kept)
    assert key not in str(Message.objects.get().payload)
    assert PHONE not in str(Message.objects.get().payload)


def test_five_wrong_tries_end_the_code(messages):
    key = ask()
    deliver.sweep()
    right = digits(messages()[0][1])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    said = []
    for _ in range(5):
        with pytest.raises(AccountRefused) as refused:
            check_code.check_code(key, wrong)
        said += refused.value.codes
    assert said == ["wrong_code"] * 4 + ["old_code"]

    with pytest.raises(AccountRefused, match="không còn dùng được"):
        check_code.check_code(key, right)


def test_a_code_ends_after_ten_minutes_and_is_forgotten(messages, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    key = ask()
    deliver.sweep()
    right = digits(messages()[0][1])

    set_clock("2026-11-22T09:10:00+07:00")
    with pytest.raises(AccountRefused):
        check_code.check_code(key, right)
    assert check_code.waiting(key) is None
    assert check_code.forget_old() == 1
    assert not SignUpCode.objects.exists()


def test_a_code_that_is_old_when_the_worker_comes_is_not_sent(messages, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    ask()
    set_clock("2026-11-22T09:11:00+07:00")

    assert deliver.sweep() == 1
    assert messages() == []


def test_codes_are_limited_to_one_target_without_locking_its_owner_out():
    for _ in range(5):
        ask(address="203.0.113.9")
    with pytest.raises(AccountRefused) as refused:
        ask(address="203.0.113.9")
    assert refused.value.codes == ["too_many"]

    ask(address="203.0.113.10")  # the owner, elsewhere


def test_one_target_and_one_address_have_a_limit_each(monkeypatch):
    monkeypatch.setattr(send_code, "MOST_TO_ONE", 3)
    for number in range(3):
        ask(address=f"203.0.113.{number}")
    with pytest.raises(AccountRefused):
        ask(address="203.0.113.99")

    monkeypatch.setattr(send_code, "MOST_OF_ONE", 2)
    ask("0987654321", address="10.1.1.1")
    ask("0977654321", address="10.1.1.1")
    with pytest.raises(AccountRefused):
        ask("0967654321", address="10.1.1.1")


def test_a_known_and_an_unknown_number_are_treated_the_same(messages, django_assert_num_queries):
    create_person(phone=PHONE, password=PASSWORD)
    with django_assert_num_queries(2):
        ask("0912345678")
    with django_assert_num_queries(2):
        ask("0987654321")
    deliver.sweep()

    texts = [re.sub(r"\d{6}", "", text) for _phone, text in messages()]
    assert texts[0] == texts[1]


def test_a_proved_number_makes_an_account(messages):
    user = set_password.set_by_code(proved(messages), "một câu dễ nhớ")

    login = Login.objects.get(user=user)
    assert (login.phone, login.email, login.name) == (PHONE, None, None)
    assert login.phone_verified_at is not None
    assert find_person("0912.345.678").check_password("một câu dễ nhớ")
    assert not SignUpCode.objects.exists()


def test_the_same_for_a_known_number_is_a_new_password(messages):
    before = create_person(phone=PHONE, password=PASSWORD)

    user = set_password.set_by_code(proved(messages), "một câu dễ nhớ")

    assert user.pk == before.pk
    user.refresh_from_db()
    assert user.check_password("một câu dễ nhớ")
    assert not user.check_password(PASSWORD)


def test_without_the_digits_the_key_opens_nothing(messages):
    key = ask()

    with pytest.raises(AccountRefused) as refused:
        set_password.set_by_code(key, "một câu dễ nhớ")

    assert refused.value.codes == ["old_code"]
    assert not Login.objects.exists()


def test_a_code_is_used_once(messages):
    key = proved(messages)
    set_password.set_by_code(key, "một câu dễ nhớ")

    with pytest.raises(AccountRefused):
        set_password.set_by_code(key, "một câu khác hẳn")


def test_a_proved_code_waits_ten_minutes_for_its_password(messages, set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    key = proved(messages)
    set_clock((clock.now() + timedelta(minutes=10)).isoformat())

    with pytest.raises(AccountRefused):
        set_password.set_by_code(key, "một câu dễ nhớ")


def test_a_short_message_opens_no_console(messages):
    person = make_person("nguoi-kho", Role.ADMINISTRATOR)
    person.login.phone = PHONE
    person.login.save()

    with pytest.raises(AccountRefused) as refused:
        set_password.set_by_code(proved(messages), "một câu dễ nhớ")

    assert refused.value.codes == ["is_staff"]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_closed_account_is_not_opened_by_a_code(messages):
    person = create_person(phone=PHONE, password=PASSWORD)
    users.close(person)

    with pytest.raises(AccountRefused) as refused:
        set_password.set_by_code(proved(messages), "một câu dễ nhớ")

    assert refused.value.codes == ["closed"]


@pytest.mark.parametrize("bad", ["", "ngắn", "1234567890", "password123", "x" * 129])
def test_a_password_that_is_too_easy_is_refused_in_words(messages, bad):
    key = proved(messages)

    with pytest.raises(AccountRefused) as refused:
        set_password.set_by_code(key, bad)

    assert {problem.field for problem in refused.value.problems} == {"password"}
    assert check_code.waiting(key) is not None  # nothing is lost


def test_a_password_is_changed_by_who_knows_the_old_one():
    user = create_person(phone=OTHER, password=PASSWORD)

    with pytest.raises(AccountRefused) as refused:
        set_password.change(user, "wrong", "ngắn")
    assert [problem.field for problem in refused.value.problems] == ["old", "password"]
    set_password.change(user, PASSWORD, "một câu dễ nhớ")

    user.refresh_from_db()
    assert user.check_password("một câu dễ nhớ")
