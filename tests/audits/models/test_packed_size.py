"""Bytes are counted as they are, and deflated as zlib deflates them."""

import zlib

import numpy as np

from audits.models.packed_size import PackedSize, size_of_files


def test_a_file_is_as_large_as_it_is_and_packs_as_zlib_packs_it(tmp_path):
    rng = np.random.default_rng(0)
    first, second = rng.bytes(3000), bytes(50_000)
    (tmp_path / "a").write_bytes(first)
    (tmp_path / "b").write_bytes(second)
    size = size_of_files([tmp_path / "a", tmp_path / "b"])
    assert size.size_bytes == 53_000
    assert size.packed_bytes == len(zlib.compress(first + second, 1))
    # Noise cannot be packed and zeros take next to nothing.
    assert 3000 < size.packed_bytes < 3400


def test_it_is_written_to_as_a_file_is():
    counted = PackedSize()
    assert counted.write(b"abc") == 3
    counted.flush()
    assert counted.total().size_bytes == 3
