import pytest
from django.urls import reverse

from marketplace.accounts.people import create_person
from marketplace.accounts.sign_in import STAFF_SESSION_SECONDS
from marketplace.audit.models import Line
from tests.staff import PASSWORD

pytestmark = pytest.mark.django_db

WRONG = "wrong password"


@pytest.fixture
def person():
    return create_person(name="kho", phone="0912345678", password=PASSWORD)


def sign_in(client, username="kho", password=PASSWORD, address="10.0.0.1", **more):
    form = {"username": username, "password": password, **more}
    return client.post(reverse("console:sign_in"), form, REMOTE_ADDR=address)


@pytest.mark.parametrize("typed", ["kho", "KHO", "0912 345 678", "+84912345678"])
def test_signing_in_opens_the_home_for_a_working_day(client, person, typed):
    response = sign_in(client, typed)

    assert (response.status_code, response.url) == (302, reverse("console:home"))
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.get_expiry_age() == STAFF_SESSION_SECONDS
    line = Line.objects.get(action="accounts.sign_in")
    assert (line.actor_id, line.subject, line.data) == (person.pk, f"user:{person.pk}", {})


def test_the_session_cookie_can_not_be_read_by_scripts_or_sent_from_elsewhere(client, person):
    sign_in(client)

    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_a_new_session_replaces_the_one_from_before(client, person):
    client.get(reverse("console:sign_in"))
    session = client.session
    session["of"] = "a guest"
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        ("/quan-ly/don-hang/?state=waiting", "/quan-ly/don-hang/?state=waiting"),
        ("https://elsewhere.example/", "/quan-ly/"),
        ("//elsewhere.example/", "/quan-ly/"),
    ],
)
def test_one_comes_back_to_the_page_one_wanted_and_nowhere_else(client, person, asked, url):
    assert sign_in(client, next=asked).url == url


def test_a_guest_who_posts_comes_back_to_the_home(client):
    response = client.post("/quan-ly/don-hang/ABCDEFGHJK/da-giao/")

    assert response.url == "/quan-ly/dang-nhap/?next=/quan-ly/"


def test_a_wrong_password_keeps_the_name_and_says_nothing_more(client, person):
    wrong, unknown = sign_in(client, "kho", WRONG), sign_in(client, "nobody", WRONG)

    assert wrong.status_code == 200
    assert 'value="kho"' in wrong.content.decode()
    assert WRONG not in wrong.content.decode()
    said = [response.context["form"].non_field_errors() for response in (wrong, unknown)]
    assert said[0] == said[1]


def test_the_tenth_wrong_try_on_a_name_closes_it_for_that_address(client, person):
    for _try in range(9):
        assert sign_in(client, "kho", WRONG).status_code == 200

    tenth = sign_in(client, "kho", WRONG)
    right = sign_in(client)
    from_elsewhere = sign_in(client, address="10.0.0.2")

    assert tenth.status_code == 429
    assert tenth["Retry-After"] == "900"
    assert "15 phút" in tenth.content.decode()
    assert right.status_code == 429
    assert from_elsewhere.status_code == 302


def test_wrong_tries_on_many_names_do_not_shut_an_office_out(client, person):
    for number in range(12):
        sign_in(client, f"nguoi{number}", WRONG)

    assert sign_in(client, "kho").status_code == 302


def test_ones_own_sign_in_does_not_forgive_tries_on_another_name(client, person):
    create_person(name="admin", password="another long secret 9")
    for _round in range(9):
        sign_in(client, "admin", WRONG)
        sign_in(client, "kho")

    assert sign_in(client, "admin", WRONG).status_code == 429


def test_a_sign_in_forgives_the_tries_before_it(client, person):
    for _round in range(3):
        for _try in range(6):
            assert sign_in(client, "kho", WRONG).status_code == 200
        assert sign_in(client).status_code == 302


def test_signing_out_ends_the_session(client, person):
    sign_in(client)

    response = client.post(reverse("console:sign_out"))

    assert response.url == reverse("console:sign_in")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("console:home")).status_code == 302


def test_the_page_is_in_the_language_of_its_address(client):
    vietnamese, english = client.get("/quan-ly/dang-nhap/"), client.get("/en/quan-ly/dang-nhap/")

    assert "<h1>Đăng nhập</h1>" in vietnamese.content.decode()
    assert "<h1>Sign in</h1>" in english.content.decode()
    assert 'href="/en/quan-ly/dang-nhap/"' in vietnamese.content.decode()
    assert 'href="/quan-ly/dang-nhap/"' in english.content.decode()


def test_no_page_of_the_console_is_kept_by_a_cache(client, person):
    sign_in(client)

    assert "no-store" in client.get("/quan-ly/dang-nhap/")["Cache-Control"]
    assert client.get("/quan-ly/").status_code == 403  # no role yet
