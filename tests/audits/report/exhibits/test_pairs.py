"""Two texts or pictures side by side."""

import pytest

from audits.report.components import Pairs, Side
from audits.report.exhibits.pairs import small_picture
from tests.audits.report.exhibits.samples import PIXEL, SAMPLES, shown


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://example.org/x.png", "data:image/svg+xml;base64,AAAA",
     "data:text/html,x", "data:image/png;base64," + "A" * 100_000],
)  # fmt: skip
def test_only_a_small_picture_in_the_page_itself_is_shown(view, address):
    (part,) = shown(view, "pairs", {"pairs": [{"before": {"image": address}, "after": {}}]})
    assert isinstance(part, Pairs)
    assert part.pairs[0][0].image == ""


def test_a_side_is_a_text_or_a_picture_with_its_caption(view):
    (part,) = shown(view, "pairs", SAMPLES["pairs"])
    assert part.pairs == ((Side("he"), Side("", PIXEL), "flips"),)


def test_a_long_text_ends_in_an_ellipsis_and_a_long_gallery_in_twelve(view):
    pair = {"before": {"text": "x" * 601, "caption": "c"}, "after": {"text": "y" * 600}}
    (part,) = shown(view, "pairs", {"pairs": [pair] * 20})
    assert len(part.pairs) == 12
    before, after, _ = part.pairs[0]
    assert (before.text, before.caption) == ("x" * 600 + "…", "c")
    assert after.text == "y" * 600
    assert shown(view, "pairs", {"pairs": []}) == []


def test_the_address_of_a_small_picture_is_itself():
    assert small_picture(PIXEL) == PIXEL
    assert small_picture(PIXEL + '" onload="x') == ""
