"""`make up` without the shop, `make down` and manage.py, in a var/ of the test's own.

The environment variable OCOP_VAR_DIR, which the fixture `var` sets, leads both this process and those it starts there.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import psycopg2

from marketplace.embedded import processes, state

NOT_OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "OCOP_STATE_DIR",
)


@dataclass
class Up:
    """A launcher that said that PostgreSQL and Valkey run. `said` is all it printed until then."""

    process: subprocess.Popen[str]
    said: str

    def end(self, number: int) -> str:
        """Signal it and wait; what it said in the meantime."""
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=60)
        return output


def start(
    *arguments: str, uid: int | None = None, python: str = sys.executable, **environment: str
) -> subprocess.Popen[str]:
    """Python with these arguments in the checkout, as another user if `uid` is given."""
    become: dict[str, Any] = (
        {"user": uid, "group": uid, "extra_groups": []} if uid is not None else {}
    )
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return subprocess.Popen(
        [python, *arguments],
        cwd=state.CHECKOUT,
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **become,
    )


def run(*arguments: str, **more: Any) -> tuple[int, str]:
    """The same, to its end: (exit code, output)."""
    process = start(*arguments, **more)
    output, _ = process.communicate(timeout=90)
    return process.returncode, output


def up(**more: Any) -> Up:
    process = start("-m", "marketplace.embedded.up", "--only-servers", **more)
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("PostgreSQL and Valkey are running"):
            return Up(process, said)
    raise AssertionError(f"It ended with {process.wait()}: {said}")


def down(**more: Any) -> str:
    code, output = run("-m", "marketplace.embedded.down", **more)
    assert code == 0, output
    return output


def pid(name: str) -> int:
    return processes.pid_of(state.running()["children"][name])


def identities() -> list[str]:
    return list(state.running()["children"].values())


def living(names: list[str]) -> list[str]:
    return [name for name in names if processes.is_alive(name)]


def query(statement: str) -> list[tuple[Any, ...]]:
    """Run a statement as the owner in the database of the launcher; its rows."""
    connection = psycopg2.connect(
        state.running()["environment"]["DATABASE_OWNER_URL"], connect_timeout=10
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
