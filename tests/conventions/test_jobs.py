"""Every kind of job that a service writes has a function that does it."""

import re
from pathlib import Path

from mysteryshop.jobs.registry import HANDLERS

SERVICES = Path(__file__).parents[2] / "mysteryshop" / "services"


def test_every_job_that_is_written_can_be_done():
    written = {
        kind
        for path in SERVICES.glob("*.py")
        for kind in re.findall(r'add_job\(\s*"(\w+)"', path.read_text("utf-8"))
    }

    assert written, 'no service writes a job any more: this test looks for add_job("kind", ...)'
    assert not written - HANDLERS.keys(), (
        f"add to mysteryshop/jobs/registry.py: {sorted(written - HANDLERS.keys())}"
    )
