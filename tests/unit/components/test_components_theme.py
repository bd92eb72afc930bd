"""Contrast of every colour in both themes, computed from WCAG's own formula."""

import math
import re
from pathlib import Path

import pytest

from components import theme

ASSETS = Path(__file__).parents[3] / "assets"
RGB = tuple[float, float, float]

GRAPHICS = {
    "common": theme.COMMON,
    "improvement": theme.IMPROVEMENT,
    "concern": theme.CONCERN,
    "neutral": theme.NEUTRAL,
    "target": theme.TARGET,
    "line": theme.LINE,
    "muted": theme.MUTED,
    "text": theme.TEXT,
    "secondary": theme.SECONDARY,
}
# The lightest of these reach 3.03 on white, which is what their source holds them to.
SERIES = {f"series {n}": colour for n, colour in enumerate(theme.CATEGORICAL, 1)}
WORDS = {
    "text": theme.TEXT,
    "secondary": theme.SECONDARY,
    "target": theme.TARGET,
}


def rgb(colour: str) -> RGB:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def luminance(colour: RGB) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: RGB, other: RGB) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def turned(colour: RGB) -> RGB:
    """Do what the browser does in the dark theme: invert, then turn hues by 180°.

    The matrix is that of hue-rotate in the W3C Filter Effects module.
    """
    share = theme.DARK_INVERT
    red, green, blue = (share * (1 - c) + (1 - share) * c for c in colour)
    cosine, sine = math.cos(math.pi), math.sin(math.pi)
    rows = (
        (
            0.213 + cosine * 0.787 - sine * 0.213,
            0.715 - cosine * 0.715 - sine * 0.715,
            0.072 - cosine * 0.072 + sine * 0.928,
        ),
        (
            0.213 - cosine * 0.213 + sine * 0.143,
            0.715 + cosine * 0.285 + sine * 0.140,
            0.072 - cosine * 0.072 - sine * 0.283,
        ),
        (
            0.213 - cosine * 0.213 - sine * 0.787,
            0.715 - cosine * 0.715 + sine * 0.715,
            0.072 + cosine * 0.928 + sine * 0.072,
        ),
    )
    first, second, third = (
        min(1.0, max(0.0, row[0] * red + row[1] * green + row[2] * blue))
        for row in rows
    )
    return first, second, third


def tokens(block: str) -> dict[str, str]:
    css = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    body = css[css.index(block + " {") :]
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body[: body.index("\n}")])
    return dict(found)


def test_black_on_white_is_21() -> None:
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21)


ON_SHADE = [(name, colour, theme.SHADE) for name, colour in GRAPHICS.items()]
ON_WHITE = [
    (name, colour, theme.BACKGROUND) for name, colour in {**GRAPHICS, **SERIES}.items()
]


@pytest.mark.parametrize(("name", "colour", "behind"), ON_WHITE + ON_SHADE)
def test_graphics_stand_out_in_both_themes(name: str, colour: str, behind: str) -> None:
    front, back = rgb(colour), rgb(behind)
    assert contrast(front, back) >= 3
    assert contrast(turned(front), turned(back)) >= 3


@pytest.mark.parametrize("name", WORDS)
def test_words_in_charts_can_be_read_in_both_themes(name: str) -> None:
    colour, back = rgb(WORDS[name]), rgb(theme.BACKGROUND)
    assert contrast(colour, back) >= 4.5
    assert contrast(turned(colour), turned(back)) >= 4.5


def test_dark_surface_is_white_turned() -> None:
    surface = rgb(tokens('[data-bs-theme="dark"]')["surface"])
    assert surface == pytest.approx(turned(rgb(theme.BACKGROUND)), abs=1 / 255)
    css = (ASSETS / "components.css").read_text(encoding="utf-8")
    assert f"invert({theme.DARK_INVERT}) hue-rotate(180deg)" in css


@pytest.mark.parametrize("block", [":root", '[data-bs-theme="dark"]'])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("text", "page", 4.5),
        ("text", "surface", 4.5),
        ("text", "tag", 4.5),
        ("text", "notice", 4.5),
        ("text-secondary", "page", 4.5),
        ("text-secondary", "surface", 4.5),
        ("link", "surface", 4.5),
        ("link", "page", 4.5),
        ("link-hover", "surface", 4.5),
        ("header-text", "header", 4.5),
        ("warning-text", "warning", 4.5),
        ("focus-text", "focus", 4.5),
        ("border-strong", "surface", 3),
        ("improvement", "surface", 3),
        ("concern", "surface", 3),
        ("neutral", "surface", 3),
    ],
)
def test_page_colours_stand_out(
    block: str, front: str, back: str, least: float
) -> None:
    colours = {**tokens(":root"), **tokens(block)}
    assert contrast(rgb(colours[front]), rgb(colours[back])) >= least


def test_kinds_of_points_differ_by_shape_and_by_colour() -> None:
    names, colours, symbols = zip(*theme.POINTS.values(), strict=True)
    assert len(set(names)) == len(set(colours)) == 6
    judged = {symbols[i] for i, name in enumerate(names) if name != "Not judged"}
    assert len(judged) == 5, "a month not judged is a smaller circle"


def test_no_other_module_names_a_colour() -> None:
    root = Path(__file__).parents[3]
    paths = [*root.glob("components/**/*.py"), *root.glob("pages/**/*.py")]
    named = [
        path.name
        for path in paths
        if path.name != "theme.py"
        and re.search(r"""["']#[0-9a-fA-F]{3,6}["']""", path.read_text("utf-8"))
    ]
    assert named == []
