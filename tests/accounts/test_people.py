import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from marketplace.accounts.models import Login
from marketplace.accounts.people import AccountRefused, create_person, find_person, names_of
from marketplace.audit.models import Line

pytestmark = pytest.mark.django_db


def test_a_person_is_found_by_name_by_phone_in_any_spelling_and_by_address():
    user = create_person(name="Kho.Hang", phone="0912 345 678", email="Kho@Example.com")

    assert find_person("kho.hang") == user
    assert find_person(" KHO.HANG ") == user
    assert find_person("84912345678") == user
    assert find_person("0912.345.678") == user
    assert find_person("kho@example.COM") == user


@pytest.mark.parametrize("typed", ["", "nobody", "0912345670", "x@example.com", "1", "%", "\x00"])
def test_nobody_is_found_for_what_nobody_signs_in_by(typed):
    create_person(name="kho", phone="0912345678", email="kho@example.com")

    assert find_person(typed) is None


def test_saleors_row_says_nothing_about_the_person():
    user = create_person(name="kho", phone="0912345678", email="kho@example.com")

    row = get_user_model().objects.get(pk=user.pk)
    assert row.email.endswith("@person.invalid")
    assert find_person(row.email) is None
    assert (row.first_name, row.last_name) == ("", "")
    assert not row.is_staff
    assert not row.is_superuser
    assert not row.has_usable_password()


def test_the_audit_line_holds_an_id_and_nothing_personal():
    maker = create_person(name="admin")

    user = create_person(phone="0912345678", actor_id=maker.pk)

    line = Line.objects.get(subject=f"user:{user.pk}")
    assert (line.action, line.actor_id, line.data) == ("accounts.create_person", maker.pk, {})


def test_all_problems_are_named_at_once():
    with pytest.raises(AccountRefused) as refused:
        create_person(name="Nguyễn", phone="123", email="kho@")

    assert [(p.code, p.field) for p in refused.value.problems] == [
        ("bad_name", "name"),
        ("bad_phone", "phone"),
        ("bad_email", "email"),
    ]
    assert not Login.objects.exists()


def test_a_person_without_anything_to_sign_in_by_is_refused():
    with pytest.raises(AccountRefused) as refused:
        create_person(password="a long secret")

    assert refused.value.codes == ["none_given"]


def test_what_somebody_signs_in_by_already_is_refused():
    create_person(name="kho", phone="0912345678", email="kho@example.com")

    with pytest.raises(AccountRefused) as refused:
        create_person(name="KHO", phone="+84 912 345 678", email="KHO@example.com")

    assert refused.value.codes == ["taken_name", "taken_phone", "taken_email"]
    assert Login.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("name", "0912345678", "ocop_login_name"),
        ("name", "a@b", "ocop_login_name"),
        ("name", "Kho", "ocop_login_name"),
        ("phone", "0912345678", "ocop_login_phone_e164"),
        ("phone_verified_at", "2026-11-22T00:00:00Z", "ocop_login_verified_phone"),
    ],
)
def test_the_database_refuses_what_would_not_be_found(field, value, constraint):
    user = create_person(name="kho")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Login.objects.filter(user=user).update(**{field: value})


def test_people_are_called_by_name_or_by_a_masked_phone(django_assert_num_queries):
    named = create_person(name="kho", phone="0912345678")
    by_phone = create_person(phone="0987654321")
    by_mail = create_person(email="kho@example.com")

    with django_assert_num_queries(1):
        names = names_of([named.pk, by_phone.pk, by_mail.pk, None])

    assert names == {
        named.pk: "kho",
        by_phone.pk: "•••• 321",
        by_mail.pk: f"#{by_mail.pk}",
    }
