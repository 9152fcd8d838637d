"""`make bench` runs every benchmark: one that nobody runs measures nothing, and nobody sees that it is gone."""

import ast

from tests.conventions.sources import ROOT

BENCHMARKS = ROOT / "benchmarks"


def test_make_bench_runs_every_benchmark():
    tree = ast.parse((BENCHMARKS / "__main__.py").read_text(encoding="utf-8"))
    run = {ast.unparse(line) for line in tree.body if isinstance(line, ast.Expr)}
    measuring = {
        f"{path.stem}.main()"
        for path in BENCHMARKS.glob("*.py")
        if path.stem != "__main__" and "\ndef main()" in path.read_text(encoding="utf-8")
    }
    assert len(measuring) >= 5
    assert measuring <= run, f"Call these in benchmarks/__main__.py: {', '.join(sorted(measuring - run))}"
