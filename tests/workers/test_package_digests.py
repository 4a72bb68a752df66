"""A package's digest is that of its wheel, whoever installed it where."""

import hashlib
import subprocess
import sys

import numpy as np

from workers.package_digests import installed, packages, record_digest

# As pip writes it: hashes in base64 without padding, nothing behind what it made itself.
RECORD = """\
../../../bin/tool,sha256=AAAA,201
pkg/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
pkg/__pycache__/__init__.cpython-311.pyc,,
"pkg/a,b.txt",sha256=BBBB,12
pkg-1.0.dist-info/INSTALLER,sha256=CCCC,4
pkg-1.0.dist-info/METADATA,sha256=DDDD,50
pkg-1.0.dist-info/RECORD,,
pkg-1.0.dist-info/REQUESTED,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
pkg-1.0.dist-info/direct_url.json,sha256=EEEE,60
"""
OF_THE_WHEEL = """\
"pkg/a,b.txt",sha256=BBBB
pkg-1.0.dist-info/METADATA,sha256=DDDD
pkg/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"""


def test_files_of_the_wheel_alone_are_counted_in_order():
    assert record_digest(RECORD) == hashlib.sha256(OF_THE_WHEEL.encode()).hexdigest()


def test_another_installation_of_the_same_wheel_has_the_same_digest():
    elsewhere = RECORD.replace("../../../bin/tool,sha256=AAAA,201", "../bin/tool,sha256=FFFF,7")
    elsewhere = elsewhere.replace("CCCC", "GGGG").replace("EEEE", "HHHH")
    elsewhere = "\n".join(reversed(elsewhere.splitlines()))
    assert record_digest(elsewhere) == record_digest(RECORD)


def test_another_file_is_another_digest():
    assert record_digest(RECORD.replace("BBBB", "BBBC")) != record_digest(RECORD)
    assert record_digest("") is None
    assert record_digest("pkg/__init__.py,,\n") is None


def test_packages_are_those_that_pip_names():
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    of_pip = dict(line.lower().split("==") for line in listed.splitlines())
    known = {name.replace("_", "-").replace(".", "-"): one["version"].lower()
             for name, one in packages().items()}  # fmt: skip
    assert known == {name.replace("_", "-").replace(".", "-"): v for name, v in of_pip.items()}
    assert packages()["numpy"]["version"] == np.__version__
    assert len(packages()["numpy"]["sha256"] or "") == 64


def test_a_package_that_comes_goes_or_is_written_anew_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    folder = tmp_path / "drawn_here-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: drawn-here\nVersion: 1.0\n")
    (folder / "RECORD").write_text(RECORD)
    assert installed()["drawn-here"] == {"version": "1.0", "sha256": record_digest(RECORD)}
    changed = RECORD.replace("BBBB", "BBBC")
    (folder / "RECORD").write_text(changed)
    assert installed()["drawn-here"]["sha256"] == record_digest(changed)
    (folder / "METADATA").unlink()
    assert "drawn-here" not in installed()
