"""A photo is judged by its content, and only its pixels are kept."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from marketplace import pictures
from marketplace.listings.models import Picture
from marketplace.listings.pictures import FOLDER, attach
from marketplace.pictures import BadPicture
from tests import factories
from tests.listings.photos import SECRET, camera_photo, huge_png, photo

RENDITIONS = [(480, "webp"), (480, "jpg"), (960, "webp"), (960, "jpg")]


def refusal(upload):
    with pytest.raises(BadPicture) as refused:
        pictures.read(upload)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("bad_picture", "picture")
    return problem.sentence


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_kinds_are_read(kind):
    image = pictures.read(photo(kind))

    assert (image.mode, image.size) == ("RGB", (100, 50))
    assert image.getpixel((50, 25)) == pytest.approx((200, 30, 30), abs=6)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF"])
def test_other_kinds_are_refused_whatever_their_name_says(kind):
    assert "JPEG, PNG" in refusal(photo(kind))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",  # renamed to photo.jpg
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\xff\xd8\xff\xe0 and no more",
        photo().getvalue()[:400],
        b"GIF89a" + photo().getvalue(),
    ],
)
def test_what_is_no_picture_is_refused(content):
    refusal(BytesIO(content))


def test_a_file_over_12_mb_is_refused_and_one_of_12_mb_is_looked_at():
    padded = photo().getvalue()

    exact = padded + bytes(pictures.MOST_BYTES - len(padded))
    assert pictures.read(BytesIO(exact)).size == (100, 50)
    assert "12 MB" in refusal(BytesIO(exact + b"\0"))


def test_a_small_file_with_too_many_pixels_is_refused_unread():
    assert "50" in refusal(huge_png(8_000, 6_251))
    refusal(huge_png(60_000, 60_000))  # what Pillow itself calls a bomb


def test_it_is_turned_upright():
    image = pictures.read(camera_photo(orientation=6, size=(100, 50)))

    assert image.size == (50, 100)


def test_what_can_be_seen_through_becomes_white():
    clear = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    clear.seek(0)

    assert pictures.read(clear).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_damaged_file_is_a_picture_or_refused_and_never_an_accident(kind, damage):
    content = bytearray(camera_photo(kind, orientation=6).getvalue())
    for position, value in damage:
        content[position % len(content)] = value

    try:
        assert pictures.read(BytesIO(bytes(content))).mode == "RGB"
    except BadPicture as refused:
        assert refused.codes == ["bad_picture"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_nothing_the_camera_wrote_is_kept(kind):
    listing = factories.listing()

    stored = attach(listing, pictures.read(camera_photo(kind)))

    for width, suffix in RENDITIONS:
        with default_storage.open(pictures.path(FOLDER, stored.stem, width, suffix)) as file:
            content = file.read()
        assert SECRET not in content
        image = Image.open(BytesIO(content))
        assert image.format == {"webp": "WEBP", "jpg": "JPEG"}[suffix]
        assert not image.getexif()
        assert not {"exif", "xmp", "comment"} & set(image.info)


@pytest.mark.django_db
def test_a_photo_is_kept_in_two_sizes_and_never_blown_up():
    listing = factories.listing()

    large = attach(listing, pictures.read(photo(size=(2_000, 1_000))))
    small = attach(listing, pictures.read(photo(size=(300, 200))))

    assert (large.width, large.height, large.position) == (960, 480, 0)
    assert (small.width, small.height, small.position) == (300, 200, 1)
    sizes = {}
    for stored in (large, small):
        for width, suffix in RENDITIONS:
            with default_storage.open(pictures.path(FOLDER, stored.stem, width, suffix)) as file:
                sizes[stored.position, width, suffix] = Image.open(file).size
    assert sizes == {
        **{(0, 480, suffix): (480, 240) for suffix in ("webp", "jpg")},
        **{(0, 960, suffix): (960, 480) for suffix in ("webp", "jpg")},
        **{(1, width, suffix): (300, 200) for width, suffix in RENDITIONS},
    }


@pytest.mark.django_db
def test_two_listings_may_have_the_same_photo():
    image = pictures.read(photo())

    stems = {attach(factories.listing(), image).stem for _ in range(2)}

    assert len(stems) == Picture.objects.count() == 2
