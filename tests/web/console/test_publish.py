import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.inventory.models import Entry, Lot, Shelf
from marketplace.listings.models import Listing
from tests import factories

pytestmark = pytest.mark.django_db


def address(product):
    return reverse("console:publish", kwargs={"code": product.code})


def offer(at, **changed):
    return {
        "client_key": uuid.uuid4(),
        "price": "125.000",
        "unit_name": "hộp",
        "net_weight_g": "0,5 kg",
        "vat_rate": "8",
        "place": at.code,
        "quantity": "1.200",
        "way": "parcel",
        "lot_code": "L-07",
        "best_before": "2027-06-30",
        "commission": "12,5",
        "loss_bearer": "producer",
        "payment_days": "15",
    } | changed


def picture(kind="JPEG", name="photo.jpg"):
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_a_certified_product_goes_on_sale_with_its_first_goods(manager, shops):
    product = factories.certified("Mật ong")

    response = manager.post(address(product), offer(shops.centre), follow=True)

    listing = Listing.objects.get()
    assert listing.certified_product == product
    assert listing.published_by_id == manager.person.pk
    assert listing.product.price_amount == 125_000
    assert listing.product.weight.g == 500
    shelf = Shelf.objects.get()
    assert (shelf.place, shelf.on_hand, shelf.held) == (shops.centre, 1200, 0)
    lot = Lot.objects.get()
    assert (lot.code, lot.best_before.isoformat()) == ("L-07", "2027-06-30")
    entry = Entry.objects.get(place=shops.centre)
    assert (entry.quantity, entry.document.actor_id) == (1200, manager.person.pk)
    assert "Mật ong đã lên bán" in response.content.decode()
    assert "125.000\u00a0₫ / hộp" in response.content.decode()


def test_a_lot_without_a_code_is_called_by_its_day(manager, shops):
    manager.post(address(factories.certified()), offer(shops.centre, lot_code="", best_before=""))

    lot = Lot.objects.get()
    assert (lot.code, lot.best_before) == (f"{clock.today():%Y%m%d}", None)


def test_pressing_twice_publishes_once(manager, shops):
    product, form = factories.certified(), offer(shops.centre)

    answers = [manager.post(address(product), form).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert Listing.objects.count() == 1
    assert Shelf.objects.get().on_hand == 1200


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(manager, shops):
    form = offer(shops.centre, price="1.5", quantity="mười", story="Chuyện kể")

    response = manager.post(address(factories.certified()), form)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"price", "quantity"}
    html = response.content.decode()
    for kept in ('value="1.5"', 'value="mười"', 'value="0,5 kg"', "Chuyện kể", 'value="L-07"'):
        assert kept in html
    assert str(form["client_key"]) in html
    assert 'aria-describedby="id_price_helptext id_price_error"' in html
    assert not Listing.objects.exists()


def test_a_rules_problems_stand_beside_their_fields_too(manager, shops):
    form = offer(shops.centre, price="500", best_before="2020-01-01")

    errors = manager.post(address(factories.certified()), form).context["form"].errors

    assert set(errors) == {"price"}  # the offer's own; the goods' come when it stands
    form["price"] = "5.000"
    errors = manager.post(address(factories.certified()), form).context["form"].errors
    assert set(errors) == {"best_before"}
    assert not Listing.objects.exists()
    assert not Shelf.objects.exists()


@pytest.mark.parametrize("which", ["point", "foreign"])
def test_a_place_that_is_not_mine_is_no_choice_in_the_form_nor_in_a_post(manager, shops, which):
    place = getattr(shops, which)
    product = factories.certified()

    page = manager.get(address(product)).content.decode()
    response = manager.post(address(product), offer(place))

    assert place.name not in page
    assert set(response.context["form"].errors) == {"place"}
    assert place.name not in response.content.decode()
    assert not Listing.objects.exists()


def test_a_place_by_its_primary_key_is_no_choice_either(manager, shops):
    product = factories.certified()

    response = manager.post(address(product), offer(shops.centre, place=shops.centre.pk))

    assert set(response.context["form"].errors) == {"place"}


def test_a_closed_place_is_no_choice(signed_in, shops):
    type(shops.point).objects.filter(pk=shops.point.pk).update(closed_on="2026-01-31")

    page = signed_in(Role.ADMINISTRATOR).get(address(factories.certified())).content.decode()

    assert shops.centre.name in page
    assert shops.point.name not in page


def test_a_picture_is_kept_when_it_is_one(manager, shops):
    form = offer(shops.centre, picture=picture())

    assert manager.post(address(factories.certified()), form).status_code == 302
    assert Listing.objects.get().pictures.count() == 1


def test_a_file_is_judged_by_its_content_not_by_its_name(manager, shops):
    script = SimpleUploadedFile("photo.jpg", b"<svg onload=alert(1)>", "image/jpeg")

    response = manager.post(address(factories.certified()), offer(shops.centre, picture=script))

    assert set(response.context["form"].errors) == {"picture"}
    assert not Listing.objects.exists()


def test_a_good_picture_beside_a_wrong_price_is_asked_for_again_in_words(manager, shops):
    form = offer(shops.centre, price="?", picture=picture())

    errors = manager.post(address(factories.certified()), form).context["form"].errors

    assert set(errors) == {"price", "picture"}
    assert errors["picture"] == ["Hãy chọn lại ảnh: trình duyệt chỉ gửi ảnh một lần."]


def test_a_product_without_a_valid_star_has_no_form(manager):
    product = factories.certified(stars=2)

    response = manager.get(address(product))

    assert "không thể bán như sản phẩm được chứng nhận" in response.content.decode()
    assert 'name="price"' not in response.content.decode()


def test_a_star_that_ends_while_the_form_is_open_is_refused_in_words(manager, shops):
    product = factories.certified(stars=2)

    response = manager.post(address(product), offer(shops.centre))

    assert response.status_code == 422
    assert len(response.context["form"].non_field_errors()) == 1
    assert not Listing.objects.exists()


def test_an_unknown_product_is_not_found(manager):
    url = reverse("console:publish", kwargs={"code": "ZZZZZZZZZZ"})

    assert manager.get(url).status_code == 404


def test_what_no_keyboard_writes_is_refused_in_vietnamese(manager, shops):
    form = offer(shops.centre, unit_name="hộp\0", story="a\0")

    response = manager.post(address(factories.certified()), form)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Null characters" not in html
    assert html.count("Trong ô này có ký tự không dùng được") >= 2
