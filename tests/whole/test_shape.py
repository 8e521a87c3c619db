"""Size and shape: small files, rooms that say what they are, migrations that match the models."""

import ast

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from marketplace.saleor_bridge.ours import our_labels
from tests.whole import our_code
from tests.whole.our_code import FLOORS, room

MOST_LINES = 300
LONGER = {
    "marketplace/settings.py": "one settings file, so that what is set stands in one place",
}


def counted():
    """What people write and read; not what a tool writes (first migrations, locked lists)."""
    for path in our_code.files(
        ".py", ".html", ".txt", under=(*our_code.CODE, "storefront_theme", "tests")
    ):
        if not path.name.startswith("0001_initial"):
            yield our_code.name(path), len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_300_lines():
    long = {name: lines for name, lines in counted() if lines > MOST_LINES}

    assert long == {name: long.get(name) for name in LONGER}


def test_every_room_says_what_it_is():
    rooms = our_code.files("__init__.py", under=our_code.CODE)
    silent = [
        our_code.name(path)
        for path in rooms
        if len(path.relative_to(our_code.ROOT).parts) == 3
        and not ast.get_docstring(our_code.tree(path))
    ]

    assert silent == []


def is_registered(function):
    """Nobody calls it by its name: a framework or an event does."""
    names = {ast.unparse(one).partition("(")[0].split(".")[-1] for one in function.decorator_list}
    return bool(names & {"register", "subscribe", "handler", "shared_task"})


def test_every_public_function_below_the_screens_says_what_it_promises():
    silent = [
        f"{our_code.name(path)}:{node.lineno} {node.name}"
        for path in our_code.code(migrations=False)
        if FLOORS.get(room(our_code.module(path)), 9) <= 6
        if "shims" not in path.parts  # one cause a file: its module says it
        for node in our_code.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and not is_registered(node)
    ]

    assert silent == []


def test_our_rooms_use_large_keys_and_their_own_labels():
    ours = [config for config in apps.get_app_configs() if config.label in our_labels()]

    assert len(ours) > 10
    assert {config.label for config in ours if not config.label.startswith("ocop_")} == set()
    for config in ours:
        assert config.default_auto_field == "django.db.models.BigAutoField", config.label
        for model in config.get_models():
            assert isinstance(model._meta.pk, models.BigAutoField | models.OneToOneField), model


def test_every_table_of_ours_carries_our_name():
    strange = [
        model.__name__
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in our_labels() and not model._meta.db_table.startswith("ocop_")
    ]

    assert strange == []


@pytest.mark.django_db
def test_the_migrations_are_what_the_models_say():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
