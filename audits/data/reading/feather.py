"""Feather (Arrow's own file format): a batch at a time, checked before it is read."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from audits.data.reading.parquet import plain, plain_columns
from audits.data.reading.table import BATCH_ROWS, Batch, Table, told_of_left_out, unreadable

MAGIC = b"ARROW1"


def open_feather(path: Path) -> Table:
    """A Feather table; its batches are sliced to our own size.

    Raises `Refused` for a damaged file, and where every column holds nested values.
    """
    try:
        with pa.OSFile(str(path)) as source:
            schema = pa.ipc.open_file(source).schema
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Feather file", "bad_feather", error) from error
    names, unread = plain_columns(schema)
    return Table(
        "feather",
        names,
        lambda names_read: _batches(path, names_read),
        left_out=unread,
        notes=told_of_left_out(unread),
    )


def _batches(path: Path, names: Sequence[str]) -> Iterator[Batch]:
    try:
        with pa.OSFile(str(path)) as source:
            file = pa.ipc.open_file(source)
            for number in range(file.num_record_batches):
                batch = file.get_batch(number)
                batch.validate(full=True)  # offsets that point elsewhere are found before they lead
                for start in range(0, len(batch), BATCH_ROWS):
                    piece = batch.slice(start, BATCH_ROWS)
                    yield {name: plain(piece.column(name), name) for name in names}
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Feather file", "bad_feather", error) from error
