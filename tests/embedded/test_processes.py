"""A pid alone is never trusted."""

import os
import signal
import subprocess
from collections.abc import Iterator

import pytest

from marketplace.embedded import processes


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads a session of its own, with one child in it."""
    process = subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo; wait"], start_new_session=True, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
    process.stdout.close()
    process.wait()


def test_an_identity_is_that_of_one_process(sleeper):
    name = processes.identity(sleeper.pid)

    assert processes.pid_of(name) == sleeper.pid
    assert processes.identity(sleeper.pid) == name
    assert processes.is_alive(name)


def test_the_same_pid_with_another_birth_is_neither_alive_nor_signalled_nor_stopped(sleeper):
    former = f"{processes.identity(sleeper.pid)}0"

    assert not processes.is_alive(former)
    assert not processes.send(former, signal.SIGKILL)
    assert not processes.stop_session(former, [(signal.SIGKILL, 1)])
    assert sleeper.poll() is None


def test_what_the_dead_leader_of_a_session_left_is_found_and_ended(sleeper):
    leader = processes.identity(sleeper.pid)
    both = processes.session_of(leader)
    sleeper.kill()
    sleeper.wait()
    assert len(both) == 2
    assert processes.session_of(leader) == [name for name in both if name != leader]

    assert processes.stop_session(leader, [(signal.SIGTERM, 1)])

    assert processes.session_of(leader) == []


def test_a_process_that_has_ended_has_no_identity(sleeper):
    name = processes.identity(sleeper.pid)
    os.killpg(sleeper.pid, signal.SIGKILL)
    assert processes.wait_gone([name], 10) == []  # a zombie counts as gone

    assert processes.identity(sleeper.pid) is None
    assert not processes.send(name, signal.SIGTERM)
