"""A listing with a real photo, wide or tall: seen on card, product page and in the basket."""

import uuid

import pytest
from PIL import Image, ImageDraw, ImageFilter

from marketplace.listings.publish import Offer, publish
from tests import factories
from tests.browser.screens import shoot
from tests.browser.shop.conftest import put_in_basket
from tests.chromium import DESK, PHONE

pytestmark = pytest.mark.browser

SEEN = """async (css) => {
  const image = document.querySelector(css);
  await image.decode();
  const box = image.getBoundingClientRect();
  return {source: image.currentSrc.split('/').pop(), real: image.naturalWidth, alt: image.alt,
          ratio: Math.round(100 * box.width / box.height) / 100,
          wide: document.documentElement.scrollWidth <= innerWidth};
}"""


def photo(width: int, height: int) -> Image.Image:
    """A jar on a table, with the grain of a phone's camera."""
    light = Image.linear_gradient("L").resize((width, height))
    image = Image.merge(
        "RGB", [light.point(lambda v: 120 + v // 2), light, light.point(lambda v: v // 3)]
    )
    draw = ImageDraw.Draw(image)
    middle, size = width // 2, min(width, height) // 4
    draw.rounded_rectangle(
        (middle - size, height // 2 - size, middle + size, height // 2 + int(1.4 * size)),
        size // 4, fill=(190, 110, 20),
    )  # fmt: skip
    draw.rectangle(
        (middle - size, height // 2 - int(1.3 * size), middle + size, height // 2 - size),
        fill=(150, 30, 30),
    )
    grain = Image.effect_noise((width, height), 40).convert("RGB")
    return Image.blend(image.filter(ImageFilter.GaussianBlur(2)), grain, 0.12)


@pytest.mark.parametrize(("width", "height"), [(1600, 1200), (900, 1600), (400, 300)])
def test_a_photo_is_seen_in_its_frame(shop, browser, width, height):
    product = factories.certified("Mật ong hoa cà phê nguyên chất Di Linh", stars=4, group="I")
    factories.agreement(product.producer, shop.place.operator)
    listing = publish(
        Offer(
            certified_product=product, place=shop.place, price=185_000, net_weight_g=500,
            unit_name="hũ", vat_rate=5, quantity=9, lot_code="L1", client_key=uuid.uuid4().hex,
            picture=photo(width, height),
        ),
        actor_id=None,
    )  # fmt: skip
    tall = {360: 0.73, 1280: 1.01}
    for size in (PHONE, DESK):
        context = browser.new_context(viewport=size, locale="vi-VN", bypass_csp=True)
        page = context.new_page()
        name = f"photo-{width}-{size['width']}"

        page.goto(f"{shop.url}/san-pham/?q=mat+ong+hoa")
        card = page.evaluate(SEEN, ".card-picture")
        shoot(page, f"{name}-card")
        put_in_basket(page, shop, listing)
        big = page.evaluate(SEEN, ".product-picture")
        shoot(page, f"{name}-product")
        page.goto(f"{shop.url}/gio-hang/")
        line = page.evaluate(SEEN, ".line-picture")
        shoot(page, f"{name}-basket")

        assert [one["source"].rpartition(".")[2] for one in (card, big, line)] == ["webp"] * 3
        assert all(one["real"] > 0 and one["wide"] for one in (card, big, line))
        assert (card["ratio"], line["ratio"]) == (1.33, 1.0)
        # Its own shape, and never taller than the first screen of a phone.
        assert big["ratio"] == (tall[size["width"]] if height > width else 1.33)
        assert big["alt"] == product.name
        context.close()
