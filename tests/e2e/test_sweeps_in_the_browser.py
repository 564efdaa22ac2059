"""Runs that draw their arguments, and runs that mutate the best so far, by clicking (`sweeps.spec.ts`)."""

from pathlib import Path

import pytest

from tests.e2e.browser import passes


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_arguments_are_searched_in_the_browser(tmp_path: Path) -> None:
    passes("sweeps", tmp_path)
