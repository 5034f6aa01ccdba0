"""The quality of imports from saved pages: headline accuracy, body F1, seconds per page.

    .venv/bin/python benchmarks/import_page.py [--corpus DIRECTORY] [--worst 5]

The corpus is a directory with `ID.html.gz` files and a `truth.json` (ID to url, articleBody, headline). Word F1
compares the multisets of words in a page's body; shingle F1 compares those of its runs of four words, which is
the measure of scrapinghub/article-extraction-benchmark. Exits with 1 below the bars.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from broadsheet.imports.page.extract import find_story  # noqa: E402
from broadsheet.imports.page.source import SavedPage, UnreadablePage, read_source  # noqa: E402

CORPUS = REPOSITORY.parent / "shared" / "corpora" / "saved-pages"
HEADLINE_BAR = 0.95
BODY_BAR = 0.96
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans("‘’‚‛“”„‟«»′″", '\'\'\'\'""""""\'"')


@dataclass(frozen=True)
class PageScore:
    """One page. F1, precision and recall are from 0 to 1. `headline_right` is None if there is nothing to
    compare.
    """

    page: str
    url: str
    word_f1: float
    precision: float
    recall: float
    shingle_f1: float
    headline_right: bool | None
    headline: str | None
    seconds: float


@dataclass(frozen=True)
class CorpusScore:
    """Means over the pages of a corpus."""

    pages: list[PageScore]

    @property
    def word_f1(self) -> float:
        return sum(page.word_f1 for page in self.pages) / len(self.pages)

    @property
    def shingle_f1(self) -> float:
        return sum(page.shingle_f1 for page in self.pages) / len(self.pages)

    @property
    def headlines(self) -> float:
        judged = [page.headline_right for page in self.pages if page.headline_right is not None]
        return sum(judged) / len(judged) if judged else 1.0

    @property
    def seconds(self) -> float:
        return sum(page.seconds for page in self.pages) / len(self.pages)


def f1(extracted: Sequence[object], true: Sequence[object]) -> tuple[float, float, float]:
    """F1, precision and recall of two multisets; 1 where both are empty."""
    one, other = Counter(extracted), Counter(true)
    both = (one & other).total()
    if not one and not other:
        return 1.0, 1.0, 1.0
    precision, recall = both / max(1, one.total()), both / max(1, other.total())
    return 2 * precision * recall / ((precision + recall) or 1), precision, recall


def shingles(text: str) -> list[tuple[str, ...]]:
    """The runs of four words in a text; for a shorter text, the whole text as one run."""
    words = _WORD.findall(text)
    return [tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))] if words else []


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are the same except for white space, case and the shape of quotes."""
    first, second = (" ".join(text.translate(_QUOTES).split()).casefold() for text in (one, other))
    return first == second


def score_page(corpus: Path, page: str, truth: dict[str, str]) -> PageScore:
    """The score of one page of the corpus."""
    saved = read_source(str(corpus / f"{page}.html.gz"))
    started = time.perf_counter()
    try:
        story = find_story(SavedPage(saved.html, truth["url"]))
        body, headline = story.body_text, story.headline
    except UnreadablePage:
        body, headline = "", None
    seconds = time.perf_counter() - started
    words = f1(_WORD.findall(body.lower()), _WORD.findall(truth["articleBody"].lower()))
    runs = f1(shingles(body), shingles(truth["articleBody"]))
    right = same_headline(headline or "", truth["headline"]) if truth.get("headline") else None
    return PageScore(page, truth["url"], *words, runs[0], right, headline, seconds)


def score(corpus: Path = CORPUS, processes: int = 2) -> CorpusScore:
    """The score of a corpus. Raises FileNotFoundError if it does not exist."""
    truth = json.loads((corpus / "truth.json").read_text(encoding="utf-8"))
    with ProcessPoolExecutor(processes) as pool:
        return CorpusScore(list(pool.map(score_page, [corpus] * len(truth), truth, truth.values())))


def main() -> int:
    """Print the figures; returns 0 if they reach the bars, else 1."""
    options = argparse.ArgumentParser(description="Score `broadsheet import page` on a corpus of saved pages.")
    options.add_argument("--corpus", type=Path, default=CORPUS)
    options.add_argument("--worst", type=int, default=5, help="how many of the worst pages to name")
    chosen = options.parse_args()
    if not (chosen.corpus / "truth.json").is_file():
        print(f"There is no corpus at {chosen.corpus}: name one with --corpus.", file=sys.stderr)
        return 2
    result = score(chosen.corpus)
    print(f"pages               {len(result.pages)}")
    print(f"headlines right     {result.headlines:.1%}  (bar {HEADLINE_BAR:.0%})")
    print(f"body, word F1       {result.word_f1:.4f} (bar {BODY_BAR})")
    print(f"body, shingle F1    {result.shingle_f1:.4f}")
    print(f"seconds a page      {result.seconds:.3f}")
    for page in sorted(result.pages, key=lambda page: page.word_f1)[: chosen.worst]:
        print(f"  {page.word_f1:.3f} (p {page.precision:.2f} r {page.recall:.2f}) {page.page} {page.url[:80]}")
    for page in result.pages:
        if page.headline_right is False:
            print(f"  headline wrong: {page.page} {page.headline!r}")
    return 0 if result.headlines >= HEADLINE_BAR and result.word_f1 >= BODY_BAR else 1


if __name__ == "__main__":
    sys.exit(main())
