"""The modules of static/js that know no page, tested by Node's own runner: one test here for each file there."""

import subprocess
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.test.mjs"))


def test_there_are_modules_to_test():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_tests_of_a_module_pass(path: Path):
    ran = subprocess.run(
        ["node", "--test", "--test-reporter=spec", str(path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
