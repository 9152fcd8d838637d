"""Imports go one way. The table of the architecture, as data."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.sources import no_faults, python_files, relative, tree

# Modules beside the layers, by what they are for.
OUTSIDE = {
    "storage",
    "mailer",
    "imaging",
    "picture_bytes",
    "picture_exif",
    "tabular",
}  # files, mail, pictures, tables
BASE = {"clock"}  # anybody outside the domain may ask for the time
OPERATIONS = {
    "serve",
    "provision",
    "certificate",
    "gunicorn_settings",
    "catalogues",
    "bundles",
}  # start-up, not the program

# layer -> the layers that it may import, besides itself.
MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    "models": {"domain", "extensions"},
    "extensions": {"task_queue"},
    "task_queue": set(),
    "clock": set(),
    "queries": {"models", "domain", "extensions", *BASE},
    "reports": {"domain", *BASE},
    "services": {"queries", "models", "domain", "reports", "extensions", "task_queue", *OUTSIDE, *BASE},
    "jobs": {"services", "queries", "domain", "reports", "models", "task_queue", *OUTSIDE, *BASE},
    "web": {"services", "queries", "reports", "domain", "models", "storage", "tabular", *BASE},
    "demo": {"services", "queries", "domain", *BASE},  # as a page would: nothing below the services
    "cli": {"demo", "services", "queries", "domain", "jobs", "catalogues", *OUTSIDE, *BASE},
    "__init__": {"cli", "web", "extensions", "jobs", "task_queue"},
    **{name: {"domain", *OUTSIDE} for name in OUTSIDE},
    **dict.fromkeys(OPERATIONS, OPERATIONS),
}

# file -> what it may import beyond the table, and why.
EXCEPTIONS: dict[str, set[str]] = {
    # Flask-Security keeps its people itself; its commits are the one exception to "only services commit".
    "mysteryshop/web/security.py": {"extensions", "mailer"},
    # A visit is only complete when its photos lie in the storage; the question is a read.
    "mysteryshop/queries/submissions.py": {"storage"},
    # Makes the program for the worker, as wsgi.py does for the web server.
    "mysteryshop/jobs/worker.py": {"__init__"},
}
FORBIDDEN_MODULES = {
    # layer -> third-party packages that it never imports, at the top or inside a function
    "domain": {"flask", "flask_babel", "sqlalchemy", "wtforms", "huey", "weasyprint", "requests"},
    "models": {"flask"},
    "web": {"pandas", "numpy", "scipy", "statsmodels", "weasyprint", "openpyxl", "xlsxwriter", "huey"},
}
HEAVY = {
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "weasyprint",
    "openpyxl",
    "xlsxwriter",
    "PIL",
    "pi_heif",
    "segno",
}


def layer_of(module: str) -> str:
    """mysteryshop.web.shopper.views -> web; mysteryshop -> __init__."""
    parts = module.split(".")
    return without_noun(parts[1]) if len(parts) > 1 else "__init__"


def without_noun(name: str) -> str:
    """The commands of one noun have a module of their own beside cli.py: cli_scorecard -> cli."""
    return "cli" if name.startswith("cli_") else name


def imports_of(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every imported module, `from mysteryshop import clock` given as mysteryshop.clock."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "mysteryshop":
                names = {alias.name for alias in node.names}
                yield from ((node, "mysteryshop" if n == "create_app" else f"mysteryshop.{n}") for n in names)
            else:
                yield node, node.module


def layer_of_file(path: Path) -> str:
    return without_noun(relative(path).split("/")[1].removesuffix(".py"))


def test_imports_follow_the_table_of_the_architecture():
    def faults(path):
        layer = layer_of_file(path)
        allowed = MAY_IMPORT[layer] | {layer} | EXCEPTIONS.get(relative(path), set())
        for node, module in imports_of(path):
            if module.split(".")[0] == "mysteryshop" and layer_of(module) not in allowed:
                yield f"{relative(path)}:{node.lineno} imports {module}; {layer}/ may only import {sorted(allowed)}"

    no_faults(
        (fault for path in python_files("mysteryshop/") for fault in faults(path)),
        "Move the code to the layer it belongs to, or hand the value in as an argument.",
    )


def test_web_never_imports_the_pdf_renderer():
    no_faults(
        (
            f"{relative(path)}:{node.lineno}"
            for path in python_files("mysteryshop/web/")
            for node, module in imports_of(path)
            if module == "mysteryshop.reports.pdf"
        ),
        "Rendering is a job; a page only reads the file that the job stored.",
    )


def test_layers_stay_free_of_libraries_that_are_not_theirs():
    no_faults(
        (
            f"{relative(path)}:{node.lineno} imports {module}"
            for path in python_files("mysteryshop/")
            for node, module in imports_of(path)
            if module.split(".")[0] in FORBIDDEN_MODULES.get(layer_of_file(path), set())
        ),
        "This layer does not know that library; see FORBIDDEN_MODULES.",
    )


def test_heavy_libraries_are_imported_where_they_are_used():
    no_faults(
        (
            f"{relative(path)}:{node.lineno} imports {module} at the top"
            for path in python_files("mysteryshop/", "config.py", "wsgi.py")
            for node in tree(path).body
            for module in modules_of(node)
            if module.split(".")[0] in HEAVY
        ),
        "Import it inside the function that uses it (under `if TYPE_CHECKING:` for annotations), so that a web "
        "worker never pays for it.",
    )


def modules_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_our_own_modules_are_never_imported_inside_a_function():
    no_faults(
        (
            f"{relative(path)}:{node.lineno} imports {modules_of(node)[0]} inside {function.name}"
            for path in python_files("mysteryshop/")
            for function in ast.walk(tree(path))
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.stmt) and any(m.startswith("mysteryshop") for m in modules_of(node))
        ),
        "That hides a cycle: move what both need one layer down.",
    )


def test_only_services_commit():
    no_faults(
        (
            f"{relative(path)}:{node.lineno} .{node.attr}"
            for path in python_files("mysteryshop/")
            if relative(path) != "mysteryshop/extensions.py"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr in {"commit", "begin_nested"}
        ),
        "Only services write, with `with transaction():`, which commits.",
    )


def test_transactions_are_opened_by_services_only():
    no_faults(
        (
            f"{relative(path)}:{node.lineno}"
            for path in python_files("mysteryshop/")
            if layer_of_file(path) not in {"services", "extensions"}
            for node, module in imports_of(path)
            if isinstance(node, ast.ImportFrom) and module == "mysteryshop.extensions"
            if any(alias.name == "transaction" for alias in node.names)
        ),
        "One use case is one service function and one transaction: call a service.",
    )


def test_only_the_clock_asks_what_time_it_is():
    no_faults(
        (
            f"{relative(path)}:{node.lineno}"
            for path in python_files("mysteryshop/")
            if relative(path) != "mysteryshop/clock.py"
            for node in ast.walk(tree(path))
            if asks_the_time(node)
        ),
        "Take `now` as an argument; the web layer, jobs and commands get it from clock.py.",
    )


def asks_the_time(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    )
