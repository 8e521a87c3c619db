"""Looking at screens: every size, colours and language; what axe, a ruler and the page itself find wrong.

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_screen(centre, walk, language):
        look = walk(centre, language, "goods", by="an")  # centre.url; by: who is signed in
        for name, address in {"list": "quan-ly/hao-hut/", ...}.items():
            look.open(address)  # without the language's prefix; status=404 where that is meant
            look.at(name)  # at every size and scheme, without loading the page again

        assert look.wrong == []

Between open() and at() a test may act on `look.page`. With SCREENSHOTS set, at() leaves pictures in var/screens (or in
SCREENSHOTS_TO), named <called>-<name>-<width>-<language>-<scheme>.png.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.chromium import DESK, PHONE, schemes

LANGUAGES = ("vi", "en")
SCREENS = Path(os.environ.get("SCREENSHOTS_TO", "var/screens"))
# A page that is not there, a form that is refused, a network taken away: errors to the browser, meant by the tests.
MEANT = ("status of 404", "status of 422", "ERR_INTERNET_DISCONNECTED")
# One call tells all: [axe's violations, pixels it sticks out, the language it says, its title]; null without axe.
LOOK = """async () => {
  if (!window.axe) return null;
  const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await axe.run({resultTypes: ['violations'], runOnly: tags});
  return {
    violations: found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`),
    out: document.documentElement.scrollWidth - innerWidth,
    language: document.documentElement.lang,
    title: document.title.trim(),
  };
}"""


def sign_in(page: Any, shop: Any, name: str) -> None:
    """The person of that sign-in name stands before the console's first page; a cookie, not the form, let them in."""
    let_in(page.context, shop, name)
    page.goto(f"{shop.url.rstrip('/')}/quan-ly/")


def let_in(context: Any, shop: Any, name: str) -> None:
    """Give the profile the cookie of a new session, in place of the one that it had."""
    from django.conf import settings
    from django.test import Client

    from marketplace.accounts.people import find_person

    client = Client()
    client.force_login(find_person(name))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": shop.url}])


def looked_at(page: Any, axe: str, language: str = "vi") -> list[str]:
    """What is wrong with the page as it stands: axe, the ruler, its title and language."""
    told = page.evaluate(LOOK)
    if told is None:
        page.evaluate(axe)
        told = page.evaluate(LOOK)
    wrong = list(told["violations"])
    if told["out"] > 0:
        wrong.append(f"sticks out by {told['out']} px")
    if told["language"] != language or not told["title"]:
        wrong.append(f"is in {told['language']!r}, called {told['title']!r}")
    return wrong


def views(page: Any, language: str, both: bool = False) -> Iterable[str]:
    """Bring the page to each size and scheme, one after the other; answers "360-vi-light" and so on.

    both: each size in light and dark, where else half of it is enough (see chromium.schemes).
    """
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for scheme in ("light", "dark") if both else schemes(size, language):
            # Without motion, or axe would measure colours half way from light to dark.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield f"{size['width']}-{language}-{scheme}"


def looked_at_everywhere(page: Any, axe: str, address: str, called: str) -> None:
    """Nothing is wrong in either language, at any size and scheme. In the end the page is at the address again."""
    for language in LANGUAGES:
        prefix = "" if language == "vi" else f"{language}/"
        page.goto(address.replace("/quan-ly/", f"/{prefix}quan-ly/"))
        for view in views(page, language):
            assert looked_at(page, axe, language) == [], (called, view)
            shoot(page, f"{called}-{view}")
    page.goto(address)


def shoot(page: Any, name: str) -> None:
    """A picture of the whole page, where pictures are asked for."""
    if not os.environ.get("SCREENSHOTS"):
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.querySelectorAll('img').forEach((image) => (image.loading = 'eager'))")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


class Walk:
    """A page in a profile of its own, in one language; `wrong` collects what is wrong, and where.

    Errors in the page's scripts and whatever the policy forbids are wrong, too.
    """

    def __init__(
        self,
        browser: Any,
        axe: str,
        shop: Any,
        language: str,
        called: str,
        by: str = "",
        both: bool = False,
    ) -> None:
        self.wrong: list[tuple[str, str]] = []
        self._shop, self._axe, self._language, self._called = shop, axe, language, called
        self._both = both
        # Playwright writes an inline style of its own before it takes a picture.
        self._context = browser.new_context(
            viewport=PHONE,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            bypass_csp=bool(os.environ.get("SCREENSHOTS")),
        )
        if by:
            let_in(self._context, shop, by)
        self.page = self._context.new_page()
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on(
            "console", lambda line: self._complain(line.text) if line.type == "error" else None
        )

    def open(self, address: str, status: int = 200) -> None:
        """Go to an address below the language's part, on a phone."""
        prefix = "" if self._language == "vi" else f"{self._language}/"
        self.page.set_viewport_size(PHONE)
        answer = self.page.goto(f"{self._shop.url.rstrip('/')}/{prefix}{address.removeprefix('/')}")
        if answer.status != status:
            self.wrong.append((address, f"answered {answer.status}"))

    def at(self, name: str) -> None:
        """Look at the page as it stands, at every size and scheme of this language."""
        for view in views(self.page, self._language, self._both):
            for one in looked_at(self.page, self._axe, self._language):
                self.wrong.append((f"{name}-{view}", one))
            shoot(self.page, f"{self._called}-{name}-{view}")

    def close(self) -> None:
        self._context.close()

    def _complain(self, text: str) -> None:
        if not any(word in text for word in MEANT):
            self.wrong.append((self.page.url, text))
