"""Imports point up: a package imports only what stands above it in the map (docs/ARCHITECTURE.md)."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import innovfest

ROOT = Path(innovfest.__file__).parent

ORDER = (
    "wording",
    "errors",
    "clock",
    "tokens",
    "database",
    "audit",
    "mail",
    "events",
    "accounts",
    "programme",
    "registration",
    "breakouts",
    "planning",
    "speakers",
    "badges",
    "checkin",
    "calendars",
    "reports",
    "rehearsal",
    "worker",
    "backup",
    "web",
    "cli",
    "certificate",
    "server",
    "__main__",
)
"""From the top of the map to its foot."""

AUDIENCES = ("public", "attendee", "speaker", "organiser", "door", "account", "api")
HTTP = {"flask_wtf", "wtforms", "flask_login"}
PURE = {"sqlalchemy", "flask", "flask_sqlalchemy", "flask_login", "innovfest.database"}
WITHOUT_DATABASE = ("programme/clashes", "programme/intervals.py")
"""Parts that are as pure as a `rules.py`, with all that they import of their own package."""


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """List each import of a file as (line, module)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "innovfest":
            yield from ((node.lineno, f"innovfest.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def python_files() -> list[Path]:
    """List the product's modules, the composition root aside, which imports lazily and is exempt."""
    return [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]


def place(module: str) -> str | None:
    """Name the part of the map that a module belongs to."""
    parts = module.split(".")
    return parts[1] if parts[0] == "innovfest" and len(parts) > 1 else None


def downward(path: Path, imports: Iterable[tuple[int, str]]) -> list[str]:
    """Name the lines of a file that import from below it."""
    own = ORDER.index(place_in_tree(path))
    return [
        f"{path.relative_to(ROOT.parent)}:{line} imports {module}"
        for line, module in imports
        if place(module) in ORDER[own + 1 :]
    ]


def test_every_part_stands_on_the_map() -> None:
    parts = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in python_files()}
    assert parts - set(ORDER) - {"translations"} == set()


def test_imports_point_up() -> None:
    assert [line for path in python_files() for line in downward(path, imports_of(path))] == []


def test_an_import_from_below_would_be_named() -> None:
    wrong = downward(ROOT / "events" / "rules.py", [(3, "innovfest.web"), (4, "innovfest.database")])
    assert wrong == ["innovfest/events/rules.py:3 imports innovfest.web"]


def test_the_audiences_do_not_import_each_other() -> None:
    wrong = []
    for audience in AUDIENCES:
        for path in sorted((ROOT / "web" / audience).rglob("*.py")):
            for line, module in imports_of(path):
                parts = module.split(".")
                if (
                    parts[:2] == ["innovfest", "web"]
                    and len(parts) > 2
                    and parts[2] in set(AUDIENCES) - {audience}
                ):
                    wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert wrong == []


def test_only_the_web_speaks_http() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in python_files()
        if path.relative_to(ROOT).parts[0] not in {"web", "cli.py"}
        for line, module in imports_of(path)
        if module.split(".")[0] in HTTP and path.name != "models.py"
    ]
    assert wrong == []


def test_rules_are_pure() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sorted(ROOT.rglob("rules.py"))
        for line, module in imports_of(path)
        if module in PURE or module.split(".")[0] in PURE
    ]
    assert wrong == []


def test_what_says_that_it_needs_no_database_needs_none() -> None:
    wrong = []
    for part in WITHOUT_DATABASE:
        path = ROOT / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for line, module in imports_of(file):
                own = module.removeprefix("innovfest.").replace(".", "/")
                if module.split(".")[0] in PURE or (
                    module.startswith("innovfest.") and not f"{own}.py".startswith(WITHOUT_DATABASE)
                ):
                    wrong.append(f"{file.relative_to(ROOT)}:{line} imports {module}")
    assert wrong == []


def test_the_planner_is_pure() -> None:
    """Plain values in, plan out: it imports neither the database nor Flask, nor the rest of the product."""
    files = sorted((ROOT / "programme" / "scheduling").rglob("*.py"))
    assert len(files) > 5
    assert [line for path in files for line in impure(path, imports_of(path))] == []


def test_an_impure_planner_would_be_named() -> None:
    path = ROOT / "programme" / "scheduling" / "solving.py"
    wrong = impure(
        path, [(1, "flask"), (2, "sqlalchemy.orm"), (3, "innovfest.programme.models"), (4, "random")]
    )
    assert wrong == [
        "innovfest/programme/scheduling/solving.py:1 imports flask",
        "innovfest/programme/scheduling/solving.py:2 imports sqlalchemy.orm",
        "innovfest/programme/scheduling/solving.py:3 imports innovfest.programme.models",
    ]


def impure(path: Path, imports: Iterable[tuple[int, str]]) -> list[str]:
    """Name the lines of a planner's file that import Flask, the database or another part of the product."""
    return [
        f"{path.relative_to(ROOT.parent)}:{line} imports {module}"
        for line, module in imports
        if module.split(".")[0] in PURE | HTTP
        or (module.startswith("innovfest") and not module.startswith("innovfest.programme.scheduling"))
    ]


def test_only_entry_points_ask_the_clock() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if place_in_tree(path)
        not in {"clock", "web", "cli", "worker", "server", "certificate", "backup", "__main__"}
        and ("clock.now(" in path.read_text("utf-8") or "datetime.now(" in path.read_text("utf-8"))
    ]
    assert wrong == []


def test_every_public_function_says_what_it_does() -> None:
    silent = []
    for path in python_files():
        tree = ast.parse(path.read_text("utf-8"))
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(str(path.relative_to(ROOT)))
        silent += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ]
    assert silent == []


def place_in_tree(path: Path) -> str:
    """Name the part of the map that a file lies in."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")
