"""The words, times and addresses that templates need."""

import hashlib
from pathlib import Path

import pytest

from service.web import rendering
from tests.service.conftest import Place


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (4_200_000, "4.2 MB"),
     (123_000_000, "123 MB"), (5_000_000_000_000, "5000 GB")],
)  # fmt: skip
def test_sizes_are_in_powers_of_a_thousand(size: int, text: str) -> None:
    assert rendering.readable_bytes(size) == text


def test_times_are_utc_from_seconds_or_text() -> None:
    assert rendering.readable_time(1_000_000_000) == "9 Sep 2001, 01:46 UTC"
    assert rendering.readable_time("2001-09-09T03:46:40+02:00") == "9 Sep 2001, 01:46 UTC"
    berlin = rendering.readable_time(1_000_000_000, "Europe/Berlin")
    assert berlin == "9 Sep 2001, 03:46 Europe/Berlin"
    assert rendering.clock(1_000_000_000) == "01:46:40"


def test_names_and_sentences_as_people_write_them() -> None:
    assert rendering.words("false_positive_rate") == "false positive rate"
    assert rendering.sentence(" it is gone. ") == "It is gone"
    assert rendering.sentence("") == ""
    assert rendering.short_id("aud_0123456789abcdef") == "89abcdef"


def test_a_filter_is_changed_beside_the_others_and_left_out_where_it_is_empty() -> None:
    filters = {"q": "a&b", "show": "fail", "since": ""}
    assert rendering.with_filter(filters, "since", "7") == "/audits?q=a%26b&show=fail&since=7"
    assert rendering.with_filter({"show": "fail"}, "show", "") == "/audits"
    assert rendering.as_query(filters) == "q=a%26b&show=fail&"
    assert rendering.as_query({"q": ""}) == ""


def test_a_static_address_changes_with_the_file() -> None:
    file = next(path for path in (rendering.FOLDER / "static").iterdir() if path.is_file())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert rendering.static_address(file.name) == f"/static/{file.name}?v={digest[:12]}"
    report = rendering.static_file("report/charts.js")
    assert report == Path(rendering.REPORT_FOLDER) / "charts.js"
    assert report.is_file()


@pytest.mark.parametrize(
    ("path", "accepted", "is_page"),
    [("/audits/x", "text/html", True), ("/audits/x", "application/json", False),
     ("/v1/audits/x", "text/html", False), ("/metrics", "text/html", False)],
)  # fmt: skip
def test_a_refusal_is_a_page_for_a_browser_outside_of_the_api(
    place: Place, path: str, accepted: str, is_page: bool
) -> None:
    with place.app.test_request_context(path, headers={"Accept": accepted}):
        assert rendering.wants_a_page() is is_page
