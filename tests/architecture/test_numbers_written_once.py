"""Months and decimals are written in one module, whatever the locale and the unit."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Places on a drawing, and the value of a progress bar: the browser reads these.
FOR_THE_BROWSER = {"symbols.py", "sparkline.py", "load_steps.py"}


def formats(text: str) -> Iterator[str]:
    """Give the format of every value in an f-string, and of every strftime."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            parts = ast.walk(node.format_spec)
            yield "".join(one.value for one in parts if isinstance(one, ast.Constant))
        if isinstance(node, ast.Call) and "strftime" in ast.unparse(node.func):
            yield from (ast.unparse(argument) for argument in node.args)


def written_elsewhere(text: str) -> list[str]:
    return [
        one
        for one in formats(text)
        if one.endswith(("f", "e", "%")) or "%B" in one or "%b" in one
    ]


def test_the_rule_finds_what_it_forbids() -> None:
    for text in ("f'{x:,.1f}'", "f'{x:.0%}'", "f'{x:%B %Y}'", "x.strftime('%b')"):
        assert written_elsewhere(text)
    assert not written_elsewhere("f'{x:%Y-%m} {x:,}'")


def test_months_and_decimals_are_written_in_one_module() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for folder in ("data_access", "pages", "components")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in FOR_THE_BROWSER
        and (words := written_elsewhere(path.read_text(encoding="utf-8")))
    }
    assert not found
