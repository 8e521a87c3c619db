"""The migrated database that the tests' databases are copies of: what names it, and how it is filled."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from marketplace.embedded import state


def libraries_key() -> str:
    """Changes with whatever changes the tables of Django, Saleor and the other libraries."""
    locked = (state.CHECKOUT / "requirements" / "base.txt").read_text()
    labels = [app.label for app in apps.get_app_configs() if not _is_ours(app)]
    return "libraries_" + _hash(version("saleor"), locked, *labels)


def key() -> str:
    """Changes with any file in a migrations folder of ours, too."""
    ours = [app for app in apps.get_app_configs() if _is_ours(app)]
    files = sorted(
        path
        for app in ours
        for path in (Path(app.path) / "migrations").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    texts = [f"{path.relative_to(state.CHECKOUT)}\n{path.read_text()}" for path in files]
    return _hash(libraries_key(), *(app.label for app in ours), *texts)


def migrate_libraries() -> None:
    """The migrations of the apps that are not ours, in one go as `migrate` would run them.

    They take most of the time and change only with the requirements.
    """
    connection = connections["default"]
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    leaves = [leaf for leaf in graph.leaf_nodes() if not _is_ours(apps.get_app_config(leaf[0]))]
    plan = executor.migration_plan(leaves)
    before = executor.loader.project_state().apps
    emit_pre_migrate_signal(0, False, connection.alias, apps=before, plan=plan)
    executor.migrate(leaves, plan)


def migrate_all() -> None:
    """What is left: our own migrations, and what Django does after every `migrate`."""
    call_command("migrate", verbosity=0, interactive=False)


def _is_ours(app: AppConfig) -> bool:
    return app.name.startswith(("marketplace.", "plugins."))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
