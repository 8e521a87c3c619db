"""The embedded PostgreSQL: one data folder, TCP on 127.0.0.1 with passwords, two login roles beside the superuser.

`ocop_owner` owns the database and changes its tables; `ocop_app` is what web and worker sign in as, with the rights
that the migrations grant. The superuser is used by this file alone.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from . import state
from .child import Child
from .errors import EmbeddedError
from .leftovers import end_other_postgres
from .placement import Placement, becoming, place

SUPERUSER, OWNER, APP = "ocop_admin", "ocop_owner", "ocop_app"
RECOVERY = 600  # seconds that replaying the log after a crash may take
IN_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class Postgres:
    """A server on the data folder `name`, not started yet. `settings` are "parameter=value" texts for the server."""

    def __init__(self, name: str = "postgres", settings: Iterable[str] = ()) -> None:
        self.placement: Placement = place(name)
        self.settings = settings
        self.port = 0
        self.child = Child(
            name=name,
            command=(),
            environment={
                "PATH": os.defpath,
                "LC_ALL": "C",
                "TZ": "UTC",
            },  # no secret of ours reaches it
            cwd=Path("/"),
            uid=self.placement.uid,
            signals=(
                (signal.SIGINT, 60),
                (signal.SIGQUIT, 20),
            ),  # fast shutdown, then one that needs recovery
            before=lambda: end_other_postgres(self.placement.data),
        )

    def start(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Make the data folder if it is missing, end what still runs on it, start, and wait until it answers.

        Promises the roles and their passwords. Raises EmbeddedError `other_major`, `start_failed`, `init_failed`.
        """
        if not (self.placement.data / "PG_VERSION").exists():
            self._initialise()
        self._check_major()
        for attempt in range(5):
            self.port = free_port()
            self.child.command = self._command()
            self.child.start()
            try:
                self.child.wait_ready(self._answers, RECOVERY, stopping)
                break
            except EmbeddedError as failure:
                if "Address already in use" not in str(failure) or attempt == 4:
                    raise
        self._keep_roles()

    def stop(self) -> None:
        self.child.stop()

    def url(self, role: str, database: str) -> str:
        return f"postgres://{role}:{state.password(role)}@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def cursor(self, role: str = SUPERUSER, database: str = "postgres") -> Iterator[Any]:
        """A cursor of its own connection, every statement committed at once."""
        connection = psycopg2.connect(self.url(role, database), connect_timeout=10)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def make_database(self, name: str) -> None:
        """Make the database if it is missing, owned by the owner role."""
        with self.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(name), sql.Identifier(OWNER)
                    )
                )

    def _program(self, name: str) -> str:
        return str(self.placement.programs / name)

    def _command(self) -> list[str]:
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",  # a path over 107 bytes would fail
            "timezone=UTC",
            "log_timezone=UTC",
            "jit=off",
            # A refused row would be logged with its values: names and phones among them.
            "log_error_verbosity=terse",
            "log_min_error_statement=panic",
            *self.settings,
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        return [self._program("postgres"), "-D", str(self.placement.data), *options]

    def _run_as_server(self, command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            text=True,
            capture_output=True,
            cwd="/",
            env=dict(self.child.environment),
            **becoming(self.placement.uid),
            **more,
        )

    def _initialise(self) -> None:
        """initdb beside the final place, then one rename: a kill in the middle leaves nothing half made."""
        data, uid = self.placement.data, self.placement.uid
        new, secret = data.with_name(data.name + ".new"), data.with_name(data.name + ".secret")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        state.write_private(secret, state.password(SUPERUSER) + "\n")
        if uid is not None:
            os.chown(new, uid, uid)
            os.chown(secret, uid, uid)
        try:
            done = self._run_as_server(
                [
                    *(self._program("initdb"), "-D", str(new), "-U", SUPERUSER, "-E", "UTF8"),
                    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *("-A", "scram-sha-256", f"--pwfile={secret}", "--data-checksums"),
                    *(["--no-sync"] if "fsync=off" in self.settings else []),
                ]
            )
        finally:
            secret.unlink()
        if done.returncode != 0:
            raise EmbeddedError(
                "init_failed", f"initdb could not make {data}:\n{done.stderr.strip()}"
            )
        new.rename(data)

    def _check_major(self) -> None:
        data_major = (self.placement.data / "PG_VERSION").read_text().strip()
        version = self._run_as_server([self._program("postgres"), "--version"]).stdout
        program_major = re.search(r"(\d+)", version)
        if program_major is None or program_major[1] != data_major:
            raise EmbeddedError(
                "other_major",
                f"{self.placement.data} was written by PostgreSQL {data_major}, and the installed program is "
                f"{version.strip()}. Save the data with the old version (pg_dump), move the folder away, start, and "
                "load it again; or set DATABASE_URL to a server that can read it.",
            )

    def _answers(self) -> bool:
        try:
            with self.cursor():
                return True
        except psycopg2.OperationalError as refused:
            if "password authentication failed" in str(refused):
                self._reset_password()
            return False

    def _reset_password(self) -> None:
        """var/state was lost while the data stayed: set a new superuser password where no password is asked."""
        self.child.stop()
        command = [
            self._program("postgres"),
            "--single",
            "-D",
            str(self.placement.data),
            "postgres",
        ]
        self._run_as_server(
            command, input=f"ALTER ROLE {SUPERUSER} PASSWORD '{state.password(SUPERUSER)}'\n"
        )
        self.child.start()

    def _keep_roles(self) -> None:
        """Both login roles with the passwords of var/state, whatever was there before."""
        with self.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            known = {row[0] for row in cursor.fetchall()}
            for role, rights in ((OWNER, "CREATEDB"), (APP, "NOCREATEDB")):
                verb = "ALTER" if role in known else "CREATE"
                cursor.execute(
                    sql.SQL(f"{verb} ROLE {{}} LOGIN NOSUPERUSER {rights} PASSWORD %s").format(
                        sql.Identifier(role)
                    ),
                    [state.password(role)],
                )
            # Who owns a database may end the app's connections to it, to drop or restore it.
            cursor.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER))
            )


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
