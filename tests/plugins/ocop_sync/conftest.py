import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from marketplace import clock

NOON = datetime(2026, 11, 22, 12, tzinfo=clock.LOCAL)

# Models are imported inside: pytest reads this file before Django is set up.


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Noon of 22 November 2026; call it with another moment to go there."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    move(NOON)
    return move


@pytest.fixture(autouse=True)
def private_files(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


@pytest.fixture
def admin(db: None) -> Any:
    from tests.plugins.ocop_sync.people import administrator

    return administrator()


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], admin: Any
) -> Callable[..., dict[str, Any]]:
    """Write content to a file, import it as admin, and give the JSON report."""

    def run_command(content: bytes, *options: str, name: str = "ds.xlsx") -> dict[str, Any]:
        file = tmp_path / name
        file.write_bytes(content)
        call_command("ocop_import", str(file), "--json", "--by", "admin", *options)
        out, err = capsys.readouterr()
        assert err == ""
        return json.loads(out)

    return run_command


@pytest.fixture
def refuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Import what can't be imported: exit 2, nothing on stdout; gives the sentence."""

    def run_command(content: bytes | None, *options: str, name: str = "ds.xlsx") -> str:
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(SystemExit) as stopped:
            call_command("ocop_import", str(file), "--json", *options)
        out, err = capsys.readouterr()
        assert (stopped.value.code, out) == (2, "")
        assert err.count("\n") == 1 and err.strip()
        return err.strip()

    return run_command
