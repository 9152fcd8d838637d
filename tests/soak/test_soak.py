"""A small soak of every run of `make test-all`; `make soak` is the long one."""

import pytest

from tests.soak.run import soak

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


def test_nothing_is_lost_or_doubled_while_the_server_is_killed(fresh_url, tmp_path):
    soaked = soak(fresh_url, tmp_path / "data", visits=150, kills=3)
    verdict = soaked.verdict
    assert (verdict.lost, verdict.duplicated, verdict.received) == ([], [], verdict.sent)
    assert soaked.kills == 3
    assert sum(soaked.tally.faults.values()) > 0.2 * soaked.tally.requests
