"""The worked examples on the pages of charts, intervals and funnels come out."""

import doctest
import re
from pathlib import Path

import pytest

METHODS = Path(__file__).parents[3] / "docs" / "methods"
PAGES = ("spc.md", "intervals.md", "funnel.md")


@pytest.mark.parametrize("page", PAGES)
def test_worked_example(page):
    text = (METHODS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    assert blocks
    example = doctest.DocTestParser().get_doctest("".join(blocks), {}, page, page, 0)
    assert len(example.examples) >= 5
    report: list[str] = []
    result = doctest.DocTestRunner().run(example, out=report.append)
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("page", PAGES)
def test_page_begins_with_a_title_and_one_sentence(page):
    title, blank, sentence, after = (
        (METHODS / page).read_text(encoding="utf-8").split("\n")[:4]
    )
    assert title.startswith("# ")
    assert (blank, after) == ("", "")
    assert sentence.endswith(".")
