"""Reading what a page says, as a person or a search engine would."""

import html
import json
import re


def words(response) -> str:
    """The page's visible words with single blanks; scripts and tags left out."""
    text = response.content.decode()
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"[ \n\t]+", " ", text)


def main(response) -> str:
    """The same of the page's own part."""
    text = response.content.decode()
    part = text[text.index("<main") : text.index("</main>")]
    return words(type("Part", (), {"content": part.encode()}))


def attribute(response, pattern: str) -> str:
    """What the first group of the pattern matches in the source; "" when nothing does."""
    found = re.search(pattern, response.content.decode())
    return html.unescape(found[1]) if found else ""


def structured(response) -> dict:
    return json.loads(attribute(response, r'<script type="application/ld\+json">(.*?)</script>'))


def card_names(response) -> list[str]:
    found = re.findall(
        r'<h3 class="card-name"><a href="[^"]*">(.*?)</a>', response.content.decode()
    )
    return [html.unescape(name) for name in found]


def facet(response, key: str) -> dict[str, int]:
    """The counts beside a filter's choices, by the choice's value in the address."""
    found = re.findall(
        rf'id="{key}-([^"]+)" rel="nofollow"(?: aria-current="true")?>.*?<span class="count">(\d+)',
        response.content.decode(),
    )
    return {value: int(count) for value, count in found}
