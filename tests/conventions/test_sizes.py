"""Ceilings: what is longer is two things."""

import ast

from tests.conventions.sources import no_faults, python_files, relative, tracked_files, tree

MODULE_LINES = 400
FUNCTION_LINES = 60
VIEW_STATEMENTS = 15
NO_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
TOP_LEVEL = {
    "mysteryshop", "templates", "static", "migrations", "tests", "benchmarks", "config.py", "wsgi.py",
    "requirements.txt", "requirements-dev.txt", "pyproject.toml", "Makefile", "README.md", "LICENSE",
    ".ci", ".gitignore",
    "docs",  # the README's pictures
}  # fmt: skip


def test_no_module_is_longer_than_its_ceiling():
    def ceiling(path):
        return 150 if path.name == "conftest.py" else MODULE_LINES

    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    no_faults(
        (
            f"{relative(p)} has {lines} lines, at most {ceiling(p)}"
            for p, lines in lengths.items()
            if lines > ceiling(p)
        ),
        "Split it by noun.",
    )


def test_no_function_is_longer_than_60_lines():
    no_faults(
        (
            f"{relative(path)}:{node.lineno} {node.name} has {body_lines(node)} lines"
            for path in python_files("mysteryshop/", "config.py", "wsgi.py")
            for node in ast.walk(tree(path))
            if isinstance(node, ast.FunctionDef) and body_lines(node) > FUNCTION_LINES
        ),
        "Give its parts names (about 40 lines is the aim).",
    )


def body_lines(function: ast.FunctionDef) -> int:
    """Lines of the function without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function):
        docstring = function.body[0]
        lines -= (docstring.end_lineno or 0) - docstring.lineno + 1
    return lines


def test_a_view_has_at_most_15_statements():
    no_faults(
        (
            f"{relative(path)}:{view.lineno} {view.name} has {statements(view)} statements"
            for path in python_files("mysteryshop/web/")
            for view in ast.walk(tree(path))
            if isinstance(view, ast.FunctionDef) and is_view(view) and statements(view) > VIEW_STATEMENTS
        ),
        "A view finds, fills the form, calls one service, answers; the rest belongs into a service or a query.",
    )


def is_view(function: ast.FunctionDef) -> bool:
    targets = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    verbs = {"route", "get", "post", "put", "delete"}
    return any(isinstance(target, ast.Attribute) and target.attr in verbs for target in targets)


def statements(function: ast.FunctionDef) -> int:
    """Its own and the nested ones, without the docstring."""
    return sum(isinstance(n, ast.stmt) for n in ast.walk(function)) - 1 - bool(ast.get_docstring(function))


def test_no_file_is_called_after_nothing():
    no_faults((relative(p) for p in tracked_files() if p.stem in NO_NAMES), "Name it after what it knows.")


def test_every_module_says_what_it_is_for():
    no_faults(
        (relative(path) for path in python_files("mysteryshop/") if not ast.get_docstring(tree(path))),
        "Begin it with a docstring: what lives here, in one line.",
    )


def test_no_package_but_the_named_ones_at_the_top():
    top = {relative(path).split("/")[0] for path in tracked_files()}
    no_faults(sorted(top - TOP_LEVEL), "The top level is fixed; put it inside one of the folders there.")
