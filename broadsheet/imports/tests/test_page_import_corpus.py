"""The quality bars for saved pages, on the shared corpus. Its pages are never in this repository."""

import importlib.util
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
CORPUS = REPOSITORY.parent / "shared" / "corpora" / "saved-pages"


def test_saved_pages_of_any_paper_become_stories() -> None:
    if not (CORPUS / "truth.json").is_file():
        pytest.skip(f"the corpus of saved pages is absent: {CORPUS}")
    spec = importlib.util.spec_from_file_location("import_page", REPOSITORY / "benchmarks" / "import_page.py")
    assert spec is not None and spec.loader is not None
    benchmark = sys.modules["import_page"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    result = benchmark.score(CORPUS, processes=2)
    assert result.headlines >= benchmark.HEADLINE_BAR
    assert result.word_f1 >= benchmark.BODY_BAR
    assert result.seconds < 1
