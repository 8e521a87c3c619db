#!/usr/bin/env python3
"""Django's commands for this project. `python3 manage.py <command>` works with or without `make up` running."""

import os
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parent / ".venv"


def use_virtual_environment() -> None:
    """Start again with the Python of .venv when this one lacks the packages."""
    try:
        import django  # noqa: F401
    except ImportError:
        if Path(sys.prefix) == VENV or not (VENV / "bin" / "python").exists():
            sys.exit("The packages are not installed yet: run `make up` once.")
        os.execv(VENV / "bin" / "python", [str(VENV / "bin" / "python"), *sys.argv])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    use_virtual_environment()
    from marketplace.embedded.for_commands import servers_for

    with servers_for(sys.argv[1:]):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
