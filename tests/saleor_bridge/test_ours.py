"""`makemigrations` and the drift check know our apps alone."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, get_commands
from django.db import connection, models
from django.db.migrations import AlterField, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState

from marketplace.saleor_bridge.ours import OurChanges, our_labels


def test_our_apps_are_told_from_the_others() -> None:
    assert "ocop_saleor_bridge" in our_labels()
    assert not our_labels() & {"product", "account", "auth", "axes", "mptt"}


def test_both_commands_are_the_bridges() -> None:
    commands = get_commands()

    assert commands["makemigrations"] == commands["migrate"] == "marketplace.saleor_bridge"


@pytest.mark.parametrize("labels", [["product"], ["ocop_saleor_bridge", "order", "account"]])
def test_a_migration_for_an_installed_package_is_refused(labels: list[str]) -> None:
    with pytest.raises(CommandError, match="not an app of this project") as refused:
        call_command("makemigrations", *labels, "--dry-run")

    assert "ocop_saleor_bridge" not in str(refused.value).split(":")[0]


def changes(detector: type, to_state: ProjectState) -> dict:
    loader = MigrationLoader(connection)
    found = detector(loader.project_state(), to_state, MigrationQuestioner())
    return found.changes(graph=loader.graph)


@pytest.mark.django_db
def test_saleors_drift_is_there_and_is_not_ours() -> None:
    from django.db.migrations.autodetector import MigrationAutodetector

    now = ProjectState.from_apps(apps)

    assert {"order", "product"} <= set(changes(MigrationAutodetector, now))
    assert set(changes(OurChanges, now)) <= our_labels()


@pytest.mark.django_db
def test_a_change_of_ours_depends_on_a_migration_the_package_really_has() -> None:
    loader = MigrationLoader(connection)
    now = ProjectState.from_apps(apps)
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("product", models.ForeignKey("product.Product", models.PROTECT)),
    ]
    now.add_model(ModelState("ocop_saleor_bridge", "Tried", fields))

    found = changes(OurChanges, now)["ocop_saleor_bridge"]

    operations = [operation for migration in found for operation in migration.operations]
    depended = {key for migration in found for key in migration.dependencies}
    assert [type(operation) for operation in operations] == [CreateModel]
    assert not any(isinstance(operation, AlterField) for operation in operations)
    assert ("product", "0117_auto_20200423_0737") in depended
    assert depended <= set(loader.graph.nodes)
