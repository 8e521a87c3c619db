"""What goes into the repository: no place of one machine, no address of a package registry."""

import re
import tomllib

from tests.whole import our_code

TEXT = (
    ".py", ".html", ".txt", ".css", ".js", ".svg", ".toml", ".md", ".yml", ".yaml", ".po", ".json",
    ".sh", ".cfg", ".ini", ".csv", "Makefile", ".gitignore", ".env", "run",
)  # fmt: skip
# Folders that exist on one machine only; /usr, /tmp and /var are the same everywhere.
OF_ONE_MACHINE = re.compile(r"""(?<![\w.:/])/(?:home|root|work|Users|mnt|opt|srv)/[\w.-]+""")
REGISTRY = re.compile(
    r"https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|yarnpkg|jfrog|artifactory|nexus|devpi|goproxy)"
    r"|--(?:extra-)?index-url|--find-links|--trusted-host|^\s*-[if]\s+http",
    re.IGNORECASE | re.MULTILINE,
)
REQUIREMENTS = ("requirements/base.txt", "requirements/test.txt")
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==\S+(?: ; .+)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def kept():
    """Our text files with their contents; this file, which has to name what it forbids, left out."""
    for path in our_code.files(*TEXT):
        if path.name != "uv.lock" and path.name != "test_what_is_kept.py":
            yield our_code.name(path), path.read_text(encoding="utf-8")


def found(pattern):
    return [f"{name}: {hit.group()}" for name, text in kept() for hit in pattern.finditer(text)]


def test_no_file_names_a_folder_of_one_machine():
    assert found(OF_ONE_MACHINE) == []


def test_no_file_names_a_registry():
    assert found(REGISTRY) == []


def requirements(name):
    """(requirement, its hashes) as pip reads them: lines joined at their backslashes."""
    text = (our_code.ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words:
            hashes = [word for word in words if word.startswith("--")]
            yield " ".join(word for word in words if not word.startswith("--")), hashes


def test_every_requirement_is_pinned_with_its_hashes():
    for file in REQUIREMENTS:
        lines = list(requirements(file))

        assert len(lines) > 50, file
        for requirement, hashes in lines:
            assert PINNED.fullmatch(requirement), f"{file}: {requirement}"
            assert hashes and all(HASH.fullmatch(one) for one in hashes), f"{file}: {requirement}"


def test_requirements_carry_no_address():
    for file in REQUIREMENTS:
        text = (our_code.ROOT / file).read_text(encoding="utf-8")
        assert "://" not in text and " @ " not in text, file


def names(file):
    return {PINNED.fullmatch(requirement)["name"] for requirement, _hashes in requirements(file)}


def declared(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement).group().lower().replace("_", "-")


def test_what_pyproject_asks_for_is_what_is_locked():
    project = tomllib.loads((our_code.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    base = {declared(one) for one in project["project"]["dependencies"]}
    testing = {declared(one) for one in project["dependency-groups"]["test"]}

    assert base <= names("requirements/base.txt")
    assert base | testing <= names("requirements/test.txt")
    assert not testing & names("requirements/base.txt") - {"requests"}  # Saleor needs it, too


def test_the_tests_run_on_what_the_shop_runs_on():
    base = dict(
        requirement.split("==", 1) for requirement, _hashes in requirements("requirements/base.txt")
    )
    tested = dict(
        requirement.split("==", 1) for requirement, _hashes in requirements("requirements/test.txt")
    )

    assert {name: tested.get(name) for name in base} == base
