"""Nothing is lost and nothing is left, however it ends."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from marketplace.embedded import processes, state
from tests.embedded import launcher

pytestmark = pytest.mark.slow


def test_a_second_start_keeps_every_row(var: Path):
    first = launcher.up()
    launcher.query("CREATE TABLE kept AS SELECT 41 AS number")
    passwords = (var / "state" / "passwords.json").read_text()
    first.end(signal.SIGINT)

    second = launcher.up()

    assert launcher.query("SELECT number FROM kept") == [(41,)]
    assert (var / "state" / "passwords.json").read_text() == passwords
    second.end(signal.SIGINT)


def test_ctrl_c_and_a_closed_terminal_stop_all_in_order(var: Path):
    for number in (signal.SIGINT, signal.SIGHUP):
        running = launcher.up()
        children = launcher.identities()
        assert len(launcher.living(children)) == 2

        said = running.end(number)

        assert said == "Stopping.\nStopped.\n"
        assert running.process.returncode == 0
        assert launcher.living(children) == []
        assert state.running() == {}
        assert "database system is shut down" in (var / "log" / "postgres.log").read_text()


def test_make_down_stops_a_launcher_that_runs(var: Path):
    running = launcher.up()
    children = launcher.identities()

    said = launcher.down()

    assert said == f"Asked `make up` (process {running.process.pid}) to stop.\nStopped.\n"
    assert running.process.wait(10) == 0
    assert launcher.living(children) == []


def test_make_down_stops_what_a_killed_launcher_left(var: Path):
    running = launcher.up()
    children = launcher.identities()
    running.end(signal.SIGKILL)
    assert len(launcher.living(children)) == 2

    said = launcher.down()

    assert said == (
        "Stopped valkey, left by an earlier start.\n"
        "Stopped PostgreSQL, left by an earlier start.\n"
        "Stopped.\n"
    )
    assert launcher.living(children) == []
    assert launcher.down() == "Nothing was running.\n"


def test_the_next_start_survives_a_kill_of_everything(var: Path):
    running = launcher.up()
    launcher.query("CREATE TABLE kept AS SELECT 42 AS number")
    for pid in (running.process.pid, launcher.pid("postgres"), launcher.pid("valkey")):
        os.kill(pid, signal.SIGKILL)
    running.process.wait()

    again = launcher.up()

    assert launcher.query("SELECT number FROM kept") == [(42,)]
    again.end(signal.SIGINT)


def test_the_next_start_ends_the_postgres_of_a_killed_launcher(var: Path):
    running = launcher.up()
    orphan = state.running()["children"]["postgres"]
    launcher.query("CREATE TABLE kept AS SELECT 43 AS number")
    running.end(signal.SIGKILL)

    again = launcher.up()

    assert "Stopped PostgreSQL, left by an earlier start.\n" in again.said
    assert not processes.is_alive(orphan)
    assert launcher.query("SELECT number FROM kept") == [(43,)]
    again.end(signal.SIGINT)


def test_a_lost_record_hides_neither_server(var: Path):
    running = launcher.up()
    orphans = launcher.identities()
    launcher.query("CREATE TABLE kept AS SELECT 46 AS number")
    running.end(signal.SIGKILL)
    (var / "state" / "running.json").unlink()

    again = launcher.up()

    assert launcher.living(orphans) == []
    assert launcher.query("SELECT number FROM kept") == [(46,)]
    again.end(signal.SIGINT)


def test_a_child_that_is_killed_starts_again_and_one_line_says_so(var: Path):
    running = launcher.up()
    launcher.query("CREATE TABLE kept AS SELECT 44 AS number")
    address = state.running()["environment"]["DATABASE_URL"]
    for name in ("valkey", "postgres"):
        before = state.running()["children"][name]
        os.kill(processes.pid_of(before), signal.SIGKILL)
        wait_until(lambda: state.running()["children"].get(name) not in (before, None))  # noqa: B023
    wait_until(lambda: answers("SELECT number FROM kept") == [(44,)])

    said = running.end(signal.SIGINT)

    assert state.var() == var.resolve()
    lines = [line for line in said.splitlines() if "was killed" in line]
    log = var.resolve() / "log"
    assert lines == [
        f"valkey was killed by SIGKILL; it starts again now. Its log: {log / 'valkey.log'}",
        f"postgres was killed by SIGKILL; it starts again now. Its log: {log / 'postgres.log'}",
    ]
    assert address.startswith("postgres://ocop_app:")


def test_a_pid_that_belongs_to_somebody_else_now_is_left_alone(var: Path):
    running = launcher.up()
    record = state.running()
    running.end(signal.SIGINT)
    data = Path(record["data"][0])
    stranger = subprocess.Popen(
        ["sleep", "60"], user=data.stat().st_uid, start_new_session=True
    )  # PostgreSQL fears its own user's alone
    old = f"{processes.identity(stranger.pid)}0"  # the same pid, born at another moment
    state.write_running({**record, "launcher": old, "children": {"web": old, "valkey": old}})
    (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n")

    assert launcher.down() == "Nothing was running.\n"
    again = launcher.up()

    assert stranger.poll() is None
    again.end(signal.SIGINT)
    stranger.kill()
    stranger.wait()


def test_lost_passwords_are_made_again_and_the_rows_stay(var: Path):
    first = launcher.up()
    launcher.query("CREATE TABLE kept AS SELECT 45 AS number")
    first.end(signal.SIGINT)
    (var / "state" / "passwords.json").unlink()

    again = launcher.up()

    assert launcher.query("SELECT number FROM kept") == [(45,)]
    again.end(signal.SIGINT)


def test_two_launchers_do_not_meet(var: Path):
    running = launcher.up()

    code, said = launcher.run("-m", "marketplace.embedded.up", "--only-servers")

    assert code == 1
    assert said == f"It is already up here (process {running.process.pid}). `make down` stops it.\n"
    running.end(signal.SIGINT)


def answers(statement: str) -> object:
    import psycopg2

    try:
        return launcher.query(statement)
    except psycopg2.OperationalError:
        return None


def wait_until(met) -> None:
    """Wait for what another process does; give up after a minute."""
    end = time.monotonic() + 60
    while not met():
        assert time.monotonic() < end
        time.sleep(0.02)
