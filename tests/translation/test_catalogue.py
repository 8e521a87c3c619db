"""Vietnamese is complete: every sentence of the code, well formed, none guessed."""

import io

import pytest
from babel.messages import Catalog
from django.test import override_settings
from django.utils import translation

from marketplace.translation import catalogue, extract


def texts(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_message_of_the_code_is_translated():
    known = {catalogue.key(message): message for message in catalogue.read() if message.id}

    missing = sorted(
        catalogue.key(message)
        for message in extract.messages()
        if message.id
        and not (
            (found := known.get(catalogue.key(message)))
            and catalogue.is_translated(found)
            and isinstance(found.id, str) == isinstance(message.id, str)  # a plural as a plural
        )
    )

    assert missing == []


def test_nothing_in_the_catalogue_is_fuzzy():
    assert [message.id for message in catalogue.read() if message.id and message.fuzzy] == []


def test_placeholders_are_the_same_in_both_languages():
    wrong = [
        (message.id, text)
        for message in catalogue.read()
        if message.id
        for text in texts(message)
        if text
        and catalogue.placeholders(text)
        != catalogue.placeholders(message.id if isinstance(message.id, str) else message.id[1])
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100% of it", set()),
        ("5% discount, 100%% of it", set()),
        ("%(count)d left of %(all)s", {"%countd", "%alls"}),
        ("%s and %d", {"%s", "%d"}),
        ("{name} has {count}", {"name", "count"}),
        ("{name", {"broken"}),
    ],
)
def test_placeholders(text, found):
    assert catalogue.placeholders(text) == found


def test_messages_are_found_in_a_template_as_django_looks_them_up():
    template = io.BytesIO(
        b"""
          {% translate "Basket" %} {{ _("Stars") }} <b class='it"s'>
        {% blocktranslate trimmed count n=n %}
            {{ n }} sales unit
        {% plural %}
            {{ n }} sales units
        {% endblocktranslate %}
        {% translate "May" context "month" %} {% blocktranslate %}5% off{% endblocktranslate %}
        """
    )
    template.name = "x.html"  # type: ignore[attr-defined]

    found = [
        message
        for _, _, message, _ in extract.template_as_python(template, extract.KEYWORDS, [], {})
    ]

    assert found == [
        "Basket",
        "Stars",
        ("%(n)s sales unit", "%(n)s sales units", None),
        ("month", "May"),
        "5%% off",
    ]


def test_an_update_keeps_translations_drops_the_unused_and_repeats_itself(tmp_path):
    found = Catalog()
    found.add("Basket")
    found.add(("%(n)d star", "%(n)d stars"))
    path = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Gone"\nmsgstr "Mất"\n\nmsgid "Basket"\nmsgstr "Giỏ hàng"\n')

    with override_settings(LOCALE_PATHS=[tmp_path]):
        missing, dropped = catalogue.update(found)
        first = path.read_text()
        catalogue.update(found)

    assert (missing, dropped) == (["%(n)d star"], ["Gone"])
    assert path.read_text() == first
    assert 'msgid "Basket"\nmsgstr "Giỏ hàng"' in first
    assert "Gone" not in first
    assert "Date" not in first


def test_django_speaks_vietnamese_and_english():
    some = next(
        message for message in catalogue.read() if isinstance(message.id, str) and message.id
    )

    with translation.override("vi"):
        assert translation.gettext(some.id) == some.string
    with translation.override("en"):
        assert translation.gettext(some.id) == some.id
