"""The forms of a stored report are the files of `audits.report.exports`."""

from pathlib import Path

import pytest

from audits.report import exports
from audits.report.forms import forms

every_form = pytest.mark.parametrize("name", sorted(forms()))


@every_form
def test_it_is_declared_whole(name):
    form = forms()[name]
    assert form.name == name
    assert form.key.isidentifier()
    assert "/" in form.media
    assert form.about.endswith(".")


def test_each_is_known_by_the_file_name_that_its_reader_expects():
    """Content types as IANA has registered them."""
    media = {name: form.media.partition(";")[0] for name, form in forms().items()}
    assert (
        media.items()
        >= {
            "badge.svg": "image/svg+xml",
            "junit.xml": "application/xml",
            "model-card.md": "text/markdown",
            "report.intoto.json": "application/json",
            "report.md": "text/markdown",
            "report.sarif": "application/sarif+json",
        }.items()
    )


def test_every_download_is_noted_but_a_picture_in_a_readme():
    not_noted = {name: form.media for name, form in forms().items() if not form.is_noted}
    assert "badge.svg" in not_noted
    assert all(media.startswith("image/") for media in not_noted.values())


def test_a_file_put_there_is_a_form(tmp_path, monkeypatch, report):
    source = (Path(exports.__file__).parent / "sarif.py").read_text(encoding="utf-8")
    (tmp_path / "another.py").write_text(source.replace('"report.sarif"', '"another.sarif"'))
    monkeypatch.setattr(exports, "__path__", [*exports.__path__, str(tmp_path)])
    grown = forms.__wrapped__()  # the function below its cache
    assert set(grown) - set(forms()) == {"another.sarif"}
    assert grown["another.sarif"].render(report) == forms()["report.sarif"].render(report)
