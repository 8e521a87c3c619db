"""What must be done between the database's start and the shop's, in one process because Django starts slowly.

`python -m marketplace.embedded.prepare`: progress goes to standard error; standard output gets the sign-ins of the
demo, for the launcher to print at the very end. Each step looks first whether it is needed.
"""

import hashlib
import os
import pkgutil
import sys
from contextlib import nullcontext
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from . import state
from .roles import connected_to


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    migrate()
    compile_messages()
    collect_static()
    if settings.DEMO:
        with transaction.atomic():  # all or nothing: killed in the middle, the next start does it
            call_command("demo", "--if-empty", stdout=sys.stderr)
        call_command("demo", "--sign-ins", stdout=sys.stdout)


def migrate() -> None:
    """Bring the tables up to date, as the owner role where one is configured."""
    owner = os.environ.get("DATABASE_OWNER_URL")
    with connected_to(owner) if owner else nullcontext():
        applied = set(MigrationRecorder(connection).applied_migrations())
        missing = migrations_on_disk() - applied
        if missing:
            tell(f"Bringing the database up to date: {len(missing)} migrations.")
            call_command("migrate", interactive=False, verbosity=0)


def migrations_on_disk() -> set[tuple[str, str]]:
    """(app label, name) of each migration file. Listing them takes milliseconds, loading them seconds."""
    return {
        (config.label, module.name)
        for config in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(config.path) / "migrations")])
        if not module.ispkg and module.name[0] not in "_~"
    }


def compile_messages() -> None:
    if "messages_compile" in get_commands():
        call_command("messages_compile", stdout=sys.stderr)


def collect_static() -> None:
    """Collect the static files when one of them has changed since the last time.

    Files of yesterday stay: a page that somebody has open still asks for them.
    """
    from django.contrib.staticfiles.finders import get_finders

    found = [
        f"{path}:{(stat := os.stat(storage.path(path))).st_mtime_ns}:{stat.st_size}"
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    backend = repr(settings.STORAGES["staticfiles"])
    fingerprint = hashlib.sha256("\n".join([backend, *sorted(found)]).encode()).hexdigest()
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.stamp")
    with state.locked("static"):
        if root.is_dir() and stamp.exists() and stamp.read_text() == fingerprint:
            return
        tell("Collecting the static files.")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)


def tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
