"""Codes on photos: our own printed labels are read back; what cannot be read is said."""

from io import BytesIO

import pdfplumber
import pytest
from django.urls import reverse
from PIL import Image, ImageFilter

from marketplace.accounts.models import Role
from marketplace.inventory import barcodes
from marketplace.inventory.models import Barcode, Transfer
from marketplace.web.console.photographed import Unreadable, code_on
from marketplace.web.label_drawing import Label, Paper, draw
from tests import factories

GTIN = "8936012345674"
WITH_BARS = Label(title="Mật ong", big="125.000 ₫", gtin=GTIN)
WITH_QR = Label(title="Mật ong", small=("Lô L1",), qr="8QK4TD7M2X/L1")


def photo(*labels, turned=0.0, blurred=0.0, paper=Paper.ROLL):
    """The printed page as a camera would see it: on a grey table, turned, out of focus."""
    pdf = draw(labels, paper, title="")
    with pdfplumber.open(BytesIO(pdf)) as book:
        page = book.pages[0].to_image(resolution=500).original.convert("RGB")
    table = Image.new("RGB", (page.width + 300, page.height + 300), "#777")
    table.paste(page, (150, 150))
    table = table.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor="#777")
    return table.filter(ImageFilter.GaussianBlur(blurred))


def file_of(image):
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    out.seek(0)
    out.name = "photo.jpg"
    return out


@pytest.mark.parametrize("turned", [0, 8, 33, 90, 180, 300])
@pytest.mark.parametrize(("label", "text"), [(WITH_BARS, GTIN), (WITH_QR, "8QK4TD7M2X/L1")])
def test_our_own_labels_are_read_in_any_direction(label, text, turned):
    assert code_on(photo(label, turned=turned, blurred=1)) == text


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (photo(WITH_BARS, blurred=14), "no_code"),
        (Image.new("RGB", (800, 600), "white"), "no_code"),
        (Image.effect_noise((800, 600), 90).convert("RGB"), "no_code"),
        (photo(WITH_BARS, WITH_QR, paper=Paper.SHEET), "many_codes"),
    ],
    ids=["blurred", "blank", "noise", "two labels"],
)
def test_what_cannot_be_read_is_refused(image, code):
    with pytest.raises(Unreadable) as refused:
        code_on(image)

    assert refused.value.codes == [code]


@pytest.fixture
def honey(shops):
    listing = factories.listing(factories.certified("Mật ong"), at=shops.centre)
    barcodes.add(listing.variant, GTIN, actor_id=None)
    return listing


@pytest.mark.django_db
def test_a_photo_stands_for_what_would_have_been_typed(clerk, shops, honey):
    draft = factories.transfer(shops.centre, shops.point)
    address = reverse("console:transfer_change", args=[draft.code])
    seen = clerk.get(address).context["form"]["seen"].value()
    body = {"seen": seen, "line-TOTAL_FORMS": 0, "line-INITIAL_FORMS": 0, "then": "add"}

    response = clerk.post(address, body | {"photo": file_of(photo(WITH_BARS))})

    assert response.status_code == 302
    [line] = Transfer.objects.get().lines.all()
    assert (line.variant_id, line.quantity) == (honey.variant_id, 1)


@pytest.mark.django_db
def test_a_form_with_other_files_keeps_apart_what_is_a_code(clerk, honey):
    body = {"place": "", "do": "find", "row-TOTAL_FORMS": 0, "row-INITIAL_FORMS": 0}
    body["place"] = clerk.get(reverse("console:adjustment_new")).context["place"].code

    response = clerk.post(
        reverse("console:adjustment_new"), body | {"photo": file_of(photo(WITH_BARS))}
    )

    assert response.status_code == 200
    [row] = response.context["picking"].rows.forms
    assert row.goods.lot.variant_id == honey.variant_id


@pytest.mark.django_db
def test_a_photo_without_a_code_says_so_and_keeps_nothing(clerk, shops):
    tea = factories.listing(factories.certified("Trà"), at=shops.centre)
    address = reverse("console:barcode_add", args=[tea.code])

    blank = clerk.post(address, {"photo": file_of(Image.new("RGB", (80, 60)))}, follow=True)
    broken = BytesIO(b"not a picture")
    broken.name = "photo.jpg"
    no_picture = clerk.post(address, {"photo": broken}, follow=True)

    assert "Không đọc được mã nào trên ảnh này" in blank.content.decode()
    assert "JPEG, PNG" in no_picture.content.decode()
    assert not Barcode.objects.exists()


@pytest.mark.django_db
def test_a_script_asks_for_the_text_alone(clerk, honey):
    address = reverse("console:barcode_add", args=[honey.code])
    asks = {"headers": {"Accept": "application/json"}}

    read = clerk.post(address, {"photo": file_of(photo(WITH_QR))}, **asks)
    blank = clerk.post(address, {"photo": file_of(Image.new("RGB", (80, 60)))}, **asks)

    assert read.json() == {"text": "8QK4TD7M2X/L1"}
    assert blank.status_code == 422
    assert blank.json()["sentence"].startswith("Không đọc được")
    assert Barcode.objects.count() == 1


@pytest.mark.django_db
def test_who_may_not_open_the_form_gets_no_photo_read(signed_in, shops, honey):
    officer = signed_in(Role.OFFICER, unit=shops.province)

    response = officer.post(
        reverse("console:barcode_add", args=[honey.code]),
        {"photo": file_of(photo(WITH_BARS))},
        headers={"Accept": "application/json"},
    )

    assert response.status_code == 403
