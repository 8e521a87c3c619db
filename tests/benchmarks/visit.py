"""A browser of the smallest kind: one connection, cookies, and the fields of the forms it is shown."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TIMEOUT = 60  # seconds one answer may take


@dataclass(frozen=True)
class Answer:
    """fields: the hidden inputs of the page's forms, later ones over earlier ones."""

    status: int
    location: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)


class Visit:
    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self._cookies: SimpleCookie = SimpleCookie()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def close(self) -> None:
        self._line.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request(method, path, body, headers)
        got = self._line.getresponse()
        text = got.read().decode()
        for cookie in got.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        return Answer(got.status, got.headers.get("Location", ""), text, _hidden_fields(text))


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "input" and known.get("type") == "hidden" and known.get("name"):
            self.found[known["name"] or ""] = known.get("value") or ""


def _hidden_fields(text: str) -> dict[str, str]:
    fields = _Fields()
    fields.feed(text)
    return fields.found
