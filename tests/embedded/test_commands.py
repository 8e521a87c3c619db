"""manage.py works at any time: with `make up` running, beside other commands, and alone."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from marketplace.embedded import state
from tests.embedded import launcher

WHO = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, inet_server_port()")
    print(*cursor.fetchone())
"""
WAIT = (
    WHO
    + """
import sys
sys.stdout.flush()
import os, time
while os.path.exists({path!r}):
    time.sleep(0.05)
"""
)

pytestmark = pytest.mark.slow


def shell(code: str) -> tuple[str, ...]:
    return ("manage.py", "shell", "--no-imports", "-c", code)


def test_alone_it_starts_a_database_and_stops_it_again(var: Path):
    code, said = launcher.run(*shell(WHO))

    assert code == 0
    role, port = said.split()  # and nothing else stands on standard output
    assert role == "ocop_app"
    assert state.running() == {}
    assert "database system is shut down" in (var / "log" / "postgres.log").read_text()


def test_beside_make_up_it_uses_the_running_servers(var: Path):
    running = launcher.up()
    port = state.running()["environment"]["DATABASE_URL"].rpartition(":")[2].split("/")[0]

    assert launcher.run(*shell(WHO)) == (0, f"ocop_app {port}\n")
    assert len(launcher.living(launcher.identities())) == 2
    running.end(signal.SIGINT)


def test_two_commands_share_and_the_last_one_out_stops_the_servers(var: Path):
    var.mkdir()
    waits = var / "waits"
    waits.touch()
    first = launcher.start(*shell(WAIT.format(path=str(waits))))
    port = first.stdout.readline().split()[1]

    second, said = launcher.run(*shell(WHO))
    children = launcher.identities()
    assert (second, said) == (0, f"ocop_app {port}\n")
    assert len(launcher.living(children)) == 2
    waits.unlink()
    first.communicate(timeout=60)

    assert launcher.living(children) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_is_ended_leaves_nothing_for_long(var: Path, number: signal.Signals):
    var.mkdir()
    waits = var / "waits"
    waits.touch()
    ended = launcher.start(*shell(WAIT.format(path=str(waits))))
    ended.stdout.readline()
    children = launcher.identities()
    ended.send_signal(number)
    ended.communicate(timeout=60)
    assert len(launcher.living(children)) == (0 if number == signal.SIGTERM else 2)

    assert launcher.run(*shell(WHO))[0] == 0

    assert launcher.living(children) == []
    assert state.running() == {}


def test_make_up_waits_for_a_command_and_says_so(var: Path):
    var.mkdir()
    waits = var / "waits"
    waits.touch()
    command = launcher.start(*shell(WAIT.format(path=str(waits))))
    command.stdout.readline()
    starting = launcher.start("-m", "marketplace.embedded.up", "--only-servers")

    assert starting.stdout.readline() == "Waiting for a manage.py command to finish.\n"
    waits.unlink()
    assert starting.stdout.readline() == "PostgreSQL and Valkey are running. Ctrl-C stops them.\n"

    command.communicate(timeout=60)
    launcher.Up(starting, "").end(signal.SIGINT)


def test_tables_are_changed_by_the_owner_alone(var: Path):
    code, said = launcher.run(
        "-c",
        "import os\n"
        "from marketplace.embedded.for_commands import servers_for\n"
        "for command in ('migrate', 'shell'):\n"
        "    with servers_for([command]):\n"
        "        print(os.environ.pop('DATABASE_URL').split(':')[1])",
    )

    assert (code, said) == (0, "//ocop_owner\n//ocop_app\n")


def test_a_command_that_needs_no_database_starts_none(var: Path):
    code, said = launcher.run("manage.py", "messages_compile")

    assert code == 0
    assert not (var / "postgres").exists()


def test_any_python_finds_the_virtual_environment():
    python = "/usr/bin/python3"
    if (
        not os.path.exists(python)
        or subprocess.run([python, "-c", "import django"], capture_output=True).returncode == 0
    ):
        pytest.skip("no Python without Django here")

    code, said = launcher.run("manage.py", "version", python=python)

    assert (code, said.split(".")[0]) == (0, "5")
