"""The virtual environment .venv with the pinned packages, made and kept up to date.

`python3 marketplace/embedded/environment.py base|test`. Runs before anything is installed, so it uses the standard
library alone and is started as a file. A stamp in .venv makes the next run instant.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
SUPPORTED = ((3, 11), (3, 12), (3, 13))
APT_LINE = "apt-get install -y make python3-venv"


def main(kind: str) -> None:
    """Promises .venv with every package of requirements/<kind>.txt, by hash. Exits with a sentence when it can't."""
    wanted = fingerprint(kind)
    if stamp(kind).exists() and stamp(kind).read_text() == wanted and works():
        return
    base_python = choose_python()
    if not works("import pip"):
        print(f"Making the virtual environment {VENV} with {base_python}.", flush=True)
        done = subprocess.run(
            [base_python, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
        )
        if done.returncode != 0:
            sys.exit(
                f"{base_python} cannot make a virtual environment. On Debian and Ubuntu: {APT_LINE}\n{done.stdout}{done.stderr}"
            )
    print(
        f"Installing the packages of requirements/{kind}.txt (the first time: about a minute).",
        flush=True,
    )
    # Saleor's metadata asks for Python < 3.9 and for pins that no longer exist; the list is complete without it.
    installed = subprocess.run(
        [
            *(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--ignore-requires-python", "--require-hashes", "--use-pep517"),
            *("-r", str(CHECKOUT / "requirements" / f"{kind}.txt")),
        ]
    )
    if installed.returncode != 0:
        sys.exit(
            "The packages could not be installed; pip says why above. Run the same command again to go on."
        )
    for covered in {"base", kind}:  # test.txt is base.txt and more
        stamp(covered).write_text(fingerprint(covered))


def stamp(kind: str) -> Path:
    return VENV / f".installed-{kind}"


def fingerprint(kind: str) -> str:
    content = (CHECKOUT / "requirements" / f"{kind}.txt").read_bytes()
    return hashlib.sha256(content + str(VENV).encode()).hexdigest()


def works(statement: str = "pass") -> bool:
    """Does the environment's Python run, and is it one we support?"""
    check = f"import sys; assert sys.version_info[:2] in {SUPPORTED}; {statement}"
    try:
        return subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def choose_python() -> str:
    """This Python if it is supported, else another one on the PATH."""
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for minor in (13, 12, 11):
        if found := shutil.which(f"python3.{minor}"):
            return found
    sys.exit(
        f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]} and no other is on the PATH."
    )


if __name__ == "__main__":
    main(sys.argv[1])
