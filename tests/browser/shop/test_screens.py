"""Every page at both widths, in both languages, light and dark: axe finds nothing, nothing sticks
out sideways, nothing the policy forbids is tried. With SCREENSHOTS set, pictures of all go to
var/screens.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from marketplace.orders.place_order import place_order
from tests import factories
from tests.browser.shop.conftest import put_in_basket
from tests.chromium import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = "axe-core@4.14.1"
NODE = Path("var/node")
SCREENS = Path("var/screens")
CHECK = "axe.run({resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's script, from the npm registry; nothing of it is kept in the project."""
    script = NODE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("Node is not installed: the accessibility check was left out.")
        NODE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", AXE]
        subprocess.run(command, cwd=NODE, check=True, capture_output=True)
    return script.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_screen(shop, browser, axe, language):
    order = place_order(factories.checkout(shop.tea))
    wrong = {
        (size["width"], scheme): walk(shop, browser, axe, order, language, size, scheme)
        for size in (PHONE, DESK)
        for scheme in ("light", "dark")
    }

    assert {where: found for where, found in wrong.items() if found} == {}


def walk(shop, browser, axe, order, language, size, scheme) -> list[tuple[str, str]]:
    """What is wrong, and on which page."""
    # Playwright writes an inline style of its own before it takes a picture.
    context = browser.new_context(
        viewport=size,
        color_scheme=scheme,
        locale="vi-VN",
        bypass_csp=bool(os.environ.get("SCREENSHOTS")),
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    put_in_basket(page, shop, shop.nuts)
    prefix = "" if language == "vi" else "/en"
    product = shop.address(shop.nuts).removeprefix(shop.url)
    addresses = {
        "home": "/",
        "list": "/san-pham/",
        "list-chosen": "/san-pham/?nhom=thuc-pham&sao=4&tinh=lam-dong",
        "list-nothing": "/san-pham/?q=zzzz&tinh=xyz",
        "product": product,
        "not-sold": f"/san-pham/{shop.honey.slug}-{shop.honey.code}/",
        "producer": f"/nha-san-xuat/{shop.nuts.producer.slug}-{shop.nuts.producer.code}/",
        "verify": f"/ocop/{shop.honey.code}/",
        "verify-unknown": "/ocop/ZZZZZZZZZZ/",
        "basket": "/gio-hang/",
        "checkout": "/dat-hang/",
        "order-ask": f"/don-hang/{order.code}/",
        "not-found": "/khong-co/",
    }
    wrong = []
    for name, address in addresses.items():
        page.goto(shop.url + prefix + address)
        wrong += [(name, one) for one in looked_at(page, axe)]
        shoot(page, f"{name}-{language}-{size['width']}-{scheme}")
    page.goto(f"{shop.url}{prefix}/")
    page.locator("#search").press_sequentially("hat")
    page.get_by_role("option", name="Hạt Điều").wait_for()
    page.locator("#search").press("ArrowDown")
    wrong += [("suggestions", one) for one in looked_at(page, axe)]
    shoot(page, f"suggestions-{language}-{size['width']}-{scheme}")
    page.goto(f"{shop.url}{prefix}/don-hang/{order.code}/")
    page.locator("#phone").fill("0912345678")
    page.locator("main .button-main").click()
    page.locator(".order-code").wait_for()
    wrong += [("order", one) for one in looked_at(page, axe)]
    shoot(page, f"order-{language}-{size['width']}-{scheme}")
    page.goto(f"{shop.url}{prefix}/dat-hang/")
    page.locator(".checkout-sum .button-main").click()
    page.locator("#problems").wait_for()
    wrong += [("checkout-errors", one) for one in looked_at(page, axe)]
    shoot(page, f"checkout-errors-{language}-{size['width']}-{scheme}")
    context.close()
    # A page that is not there or refuses a form is an error to the browser; nothing else may be.
    meant = ("status of 404", "status of 422")
    return wrong + [
        ("console", one) for one in complaints if not any(word in one for word in meant)
    ]


def looked_at(page, axe: str) -> list[str]:
    """What axe and a ruler find."""
    page.evaluate(axe)
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in page.evaluate(CHECK)["violations"]
    ]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        found.append(f"sticks out: {width} px")
    return found


def shoot(page, name: str) -> None:
    if not os.environ.get("SCREENSHOTS"):
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.querySelectorAll('img').forEach((image) => (image.loading = 'eager'))")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
