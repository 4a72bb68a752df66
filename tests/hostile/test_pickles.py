"""Pickles in dresses that scanners miss: refused or left unread, and no code of theirs runs."""

import gzip
import io
import pickle
import shutil
import struct
import time
import timeit
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.audits.models.huggingface.small_bert import Marker, small_bert
from tests.lazily import lazily

torch = lazily("torch")
SPEC = ModelSpec(inputs={"text": ["comment"]})


class Indirect:
    """Through a function of the standard library that is on few lists, and runs what it is told."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        told = f"__import__('pathlib').Path({str(self.path)!r}).touch()"
        return timeit.timeit, (told, "pass", time.perf_counter, 1)


def zipped(*members: tuple[str, bytes], stored: bool = True) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", 0 if stored else zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return held.getvalue()


def legacy(marker: Path) -> bytes:
    """As torch wrote before zip: magic number, protocol, system, object, keys."""
    magic = pickle.dumps(0x1950A86A20F9469CFC6C, 2)
    return magic + pickle.dumps(1001, 2) + pickle.dumps({}, 2) + pickle.dumps(Marker(marker), 2)


def broken_crc(marker: Path) -> bytes:
    whole = bytearray(zipped(("archive/data.pkl", pickle.dumps(Marker(marker)))))
    at = whole.index(b"PK\x03\x04") + 14
    whole[at : at + 4] = b"\xde\xad\xbe\xef"
    central = whole.index(b"PK\x01\x02") + 16
    whole[central : central + 4] = b"\xde\xad\xbe\xef"
    return bytes(whole)


def twice(marker: Path) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped(("a/data.pkl", b"harmless"), ("a/data.pkl", pickle.dumps(Marker(marker))))


FORMS: dict[str, Callable[[Path], bytes]] = {
    **{f"protocol {n}": (lambda m, n=n: pickle.dumps(Marker(m), n)) for n in range(6)},  # type: ignore[misc]
    "no stop": lambda m: pickle.dumps(Marker(m))[:-1],
    "broken after the payload": lambda m: pickle.dumps(Marker(m))[:-1] + b"\xff\xff",
    "behind a harmless one": lambda m: pickle.dumps([1, 2]) + pickle.dumps(Marker(m)),
    "indirect": lambda m: pickle.dumps(Indirect(m)),
    "legacy torch": legacy,
    "torch zip": lambda m: zipped(("archive/data.pkl", pickle.dumps(Marker(m)))),
    "broken crc": broken_crc,
    "member twice": twice,
    "zip in zip": lambda m: zipped(("x.zip", zipped(("a/data.pkl", pickle.dumps(Marker(m)))))),
    "zip behind junk": lambda m: b"\0" * 64 + zipped(("a/data.pkl", pickle.dumps(Marker(m)))),
    "deflated": lambda m: zipped(("a/data.pkl", pickle.dumps(Marker(m))), stored=False),
    "gzip": lambda m: gzip.compress(pickle.dumps(Marker(m))),
    "7z": lambda m: b"7z\xbc\xaf\x27\x1c\0\x04" + pickle.dumps(Marker(m)),
    "joblib": lambda m: b"\x80\x04\x95" + struct.pack("<Q", 1 << 40) + pickle.dumps(Marker(m))[11:],
    "numpy": lambda m: b"\x93NUMPY\x01\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    + b" " * 60 + b"\n" + pickle.dumps(Marker(m)),
}  # fmt: skip
# Read by the model's framework, by its tokenizer, by nobody, and in the weights' own place.
NAMES = ("model.safetensors", "tokenizer.json", "vocab.txt", "notes.txt", "scheduler.safetensors",
         "model.onnx", "pytorch_model.bin")  # fmt: skip


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bert(tmp_path_factory.mktemp("bert"))


@pytest.mark.parametrize("form", FORMS)
def test_in_a_folder_it_is_refused_or_never_read(bert: Path, tmp_path: Path, form: str) -> None:
    for name in NAMES:
        folder, marker = tmp_path / name.replace(".", "-"), tmp_path / f"{name}-marker"
        shutil.copytree(bert, folder)
        (folder / name).write_bytes(FORMS[form](marker))
        with suppress(Refused):  # whoever may read the rest, reads without it
            inspect_model(folder, SPEC, scratch=tmp_path)
            open_model(folder, SPEC, scratch=tmp_path)
        assert not marker.exists(), name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["model.onnx", "model.pt", "model.safetensors", "model.txt"])
def test_alone_it_is_refused_with_a_reason(tmp_path: Path, form: str, name: str) -> None:
    marker = tmp_path / "marker"
    (tmp_path / name).write_bytes(FORMS[form](marker))
    with pytest.raises(Refused) as refusal:
        inspect_model(tmp_path / name, SPEC, scratch=tmp_path)
    assert all(problem.reason and problem.remedy for problem in refusal.value.problems)
    assert not marker.exists()


def test_the_payloads_do_run_where_somebody_loads_them(tmp_path: Path) -> None:
    """Otherwise the tests above would prove nothing."""
    for form in ("protocol 0", "protocol 5", "behind a harmless one", "indirect"):
        marker = tmp_path / form
        content = io.BytesIO(FORMS[form](marker))
        with suppress(EOFError):
            while True:
                pickle.load(content)
        assert marker.exists()
