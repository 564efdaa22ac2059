"""Blocks known from papers, from an empty editor to a trained model, by clicking (`modules_papers.spec.ts`)."""

from pathlib import Path

import pytest

from tests.e2e.browser import passes


@pytest.mark.prove
def test_blocks_from_papers_are_written_checked_and_trained_in_the_browser(tmp_path: Path) -> None:
    passes("modules_papers", tmp_path)
