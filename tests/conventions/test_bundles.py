"""What the phone loads is made of what is in the repository."""

import pytest

from mysteryshop import bundles


@pytest.mark.parametrize("name", [bundles.SCRIPT, bundles.STYLE])
def test_a_bundle_is_made_of_the_present_sources(name):
    assert bundles.is_current(name), f"static/built/{name} is older than its sources: run `make bundle`"
