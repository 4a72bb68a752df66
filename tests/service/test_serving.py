"""Lanes of the server; its refusals and slow senders stand in files of their own."""

import pytest

from service.serving import upload_threads


@pytest.mark.parametrize(("threads", "uploads"), [(1, 2), (4, 2), (16, 8)])
def test_some_uploads_are_always_read_and_never_by_all_threads(threads: int, uploads: int) -> None:
    assert upload_threads(threads) == uploads
