"""A table becomes UTF-8 while it comes in, whatever the pieces it comes in."""

from service.recoded import Recoded


def test_a_character_that_two_chunks_share_is_whole() -> None:
    text = ("ж" * 7 + "\U0001f600") * 3
    chunks = [text.encode("utf-16")[i : i + 3] for i in range(0, 200, 3)]
    pieces = iter([chunk for chunk in chunks if chunk])

    class Slow:
        def read(self, size: int = -1, /) -> bytes:
            return next(pieces, b"")

    source = Recoded(Slow(), "utf-16")
    read = b"".join(iter(lambda: source.read(5), b""))
    assert read.decode() == text
