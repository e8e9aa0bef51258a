"""What the project is set up from, and what a person reads when a machine lacks something."""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from config import ROOT

LOCKS = ("requirements/runtime.txt", "requirements/test.txt", "requirements/node.txt", "package-lock.json")
COMMANDS = ("bin/serve", "bin/test", "bin/innovfest", "bin/bench", "bin/lock", "bin/translations", ".ci/run")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """Return bin/_environment.py with a cache of its own."""
    spec = importlib.util.spec_from_file_location("_environment", ROOT / "bin" / "_environment.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "_environment", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "CACHE", tmp_path)
    return module


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_hashes_everything(lock: str) -> None:
    text = (ROOT / lock).read_text()
    whom_to_thank = set(re.findall(r'"url": "([^"]+)"', text))
    assert set(re.findall(r'https?://[^\s"]+', text)) - whom_to_thank == set()
    packages = re.findall(r'^\S+==|^    "node_modules/', text, re.MULTILINE)
    hashed = re.findall(r'==[^\n]*\\\n    --hash=sha256:|"integrity": "sha512-', text)
    assert len(packages) == len(hashed) > 0


@pytest.mark.parametrize("name", ["runtime", "test", "node"])
def test_a_lock_holds_what_its_list_asks_for(name: str) -> None:
    asked = re.findall(r"^[a-z][\w-]+", requirements(f"{name}.in"), re.MULTILINE)
    locked = re.findall(r"^([a-z][\w-]+)(?:\[\w+\])?==", requirements(f"{name}.txt"), re.MULTILINE)
    assert set(asked) - set(locked) == set()


def test_the_tests_run_with_the_versions_of_the_product() -> None:
    runtime, test = (
        set(re.findall(r"^\S+==\S+", requirements(lock), re.MULTILINE))
        for lock in ("runtime.txt", "test.txt")
    )
    assert runtime <= test


def requirements(name: str) -> str:
    """Read a list of packages."""
    return (ROOT / "requirements" / name).read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_can_be_run(command: str) -> None:
    assert (ROOT / command).stat().st_mode & stat.S_IXUSR


def test_what_is_fetched_stays_out_of_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {".venv/", ".cache/", "instance/", "node_modules/", "static/vendor/"} <= set(ignored)


def test_the_heading_font_costs_at_most_25_kb() -> None:
    fonts = ROOT / "static" / "vendor" / "fonts"
    assert (fonts / "heading.woff2").stat().st_size <= 25_000
    assert (fonts / "heading-ext.woff2").stat().st_size <= 25_000


def test_the_oldest_python_is_the_one_that_the_project_names(environment: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"
    assert "sys.version_info < (3, 11)" in Path(environment.__file__ or "").read_text()


def test_a_step_is_made_again_only_when_an_input_changed(environment: ModuleType, tmp_path: Path) -> None:
    made, source, target = [], tmp_path / "source", tmp_path / "target"
    source.write_text("one")
    target.mkdir()
    step = environment.Step("step", "making it", (source,), target, lambda: made.append(source.read_text()))
    step.do()
    assert step.is_done()
    source.write_text("two")
    assert not step.is_done()
    step.do()
    assert (made, step.is_done()) == (["one", "two"], True)
    target.rmdir()
    assert not step.is_done()


def test_a_step_that_fails_is_tried_again(environment: ModuleType, tmp_path: Path) -> None:
    def fail() -> None:
        raise environment.CannotSetUp("no network")

    step = environment.Step("step", "making it", (), tmp_path, lambda: None)
    step.do()
    failing = environment.Step("step", "making it", (), tmp_path, fail)
    with pytest.raises(environment.CannotSetUp):
        failing.do()
    assert not step.is_done()


def test_a_python_without_venv_is_told_which_package_to_install(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(environment.CannotSetUp, match=r"apt-get install python3\.\d+-venv"):
        environment._make_environment()


def test_an_npm_that_is_too_old_is_passed_over(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 6.14.4\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(environment, "fetch_node", lambda: None)
    assert environment._npm()[0] == str(environment.PYTHON)


def test_the_postgresql_of_the_tests_ends_with_a_killed_run(tmp_path: Path) -> None:
    """The keeper needs no farewell: the system frees the lock of a process that is killed."""
    home = Path("/tmp") / f"innovfest-{os.getpid()}"
    home.mkdir()
    code = "from tests.support import postgres; print(postgres.server_url(), flush=True); input()"
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(home), "INNOVFEST_TEST_POSTGRES": ""},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert run.stdout
    assert run.stdout.readline().startswith(b"postgresql://")
    cluster = next(home.glob("*/cluster"))
    run.kill()
    run.communicate()
    for _ in range(200):
        if not cluster.exists():
            break
        time.sleep(0.1)
    assert not cluster.exists()
    shutil.rmtree(home)
