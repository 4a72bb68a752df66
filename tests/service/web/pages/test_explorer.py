"""The API explorer: for everybody, from this service alone, under the pages' own policy."""

import re

from service.headers import page_policy
from tests.service.conftest import Place


def test_it_fetches_only_from_here_and_runs_no_script_of_its_page(place: Place) -> None:
    answer = place.app.test_client().get("/docs")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == page_policy()
    page = answer.text
    assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    loaded = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', page)
    assert sum("/static/explorer/" in address for address in loaded) == 2
    for address in loaded:
        assert address.startswith("/static/")
        with place.app.test_client().get(address) as file:
            assert file.status_code == 200
            assert "max-age=31536000" in file.headers["Cache-Control"]


def test_nothing_beside_the_files_of_the_explorer_is_served(place: Place) -> None:
    client = place.app.test_client()
    for name in ("__init__.py", "../__init__.py", "..%2f__init__.py", "js/../../__init__.py"):
        assert client.get(f"/static/explorer/{name}").status_code == 404
