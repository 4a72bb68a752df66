"""Feather (Arrow's own formats of files and streams): a batch at a time, checked before."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from audits.data.reading.class_names import named_codes, told_of_class_names
from audits.data.reading.parquet import plain, plain_columns
from audits.data.reading.table import BATCH_ROWS, Batch, Table, told_of_left_out, unreadable

# A stream, as Hugging Face datasets keep their tables in `.arrow`, begins with a continuation mark.
_STREAM = b"\xff\xff\xff\xff"
# What a writer that closes a stream puts behind the last batch; a stream may lack it by the format.
_ENDS = (_STREAM + bytes(4), bytes(4))
MAGIC = (b"ARROW1", _STREAM)


def open_feather(path: Path) -> Table:
    """A Feather table; its batches are sliced to our own size.

    Raises `Refused` for a damaged file, and where every column holds nested values.
    """
    try:
        with pa.OSFile(str(path)) as source:
            schema = _opened(source).schema
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Feather file", "bad_feather", error) from error
    names, unread = plain_columns(schema)
    noticed: list[str] = []
    return Table(
        "feather",
        names,
        lambda names_read: _batches(path, names_read, noticed),
        left_out=unread,
        notes=(*told_of_left_out(unread), *told_of_class_names(schema.metadata)),
        class_codes=named_codes(schema.metadata),
        noticed=lambda: noticed,
    )


def _batches(path: Path, names: Sequence[str], noticed: list[str]) -> Iterator[Batch]:
    """The columns, batch by batch. noticed: takes what is told at the end of the file."""
    try:
        with pa.OSFile(str(path)) as source:
            for batch in _every_batch(_opened(source)):
                batch.validate(full=True)  # offsets that point elsewhere are found before they lead
                for start in range(0, len(batch), BATCH_ROWS):
                    piece = batch.slice(start, BATCH_ROWS)
                    yield {name: plain(piece.column(name), name) for name in names}
            noticed[:] = _told_of_end(source)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Feather file", "bad_feather", error) from error


def _opened(source: pa.NativeFile) -> pa.ipc.RecordBatchFileReader | pa.ipc.RecordBatchStreamReader:
    is_stream = source.read(len(_STREAM)) == _STREAM
    source.seek(0)
    return pa.ipc.open_stream(source) if is_stream else pa.ipc.open_file(source)


def _every_batch(
    reader: pa.ipc.RecordBatchFileReader | pa.ipc.RecordBatchStreamReader,
) -> Iterator[pa.RecordBatch]:
    if isinstance(reader, pa.ipc.RecordBatchStreamReader):
        yield from reader
    else:
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def _told_of_end(source: pa.NativeFile) -> list[str]:
    """That a stream, read to where it stops, was not closed: batches may be missing."""
    stop = source.tell()
    source.seek(0)
    if source.read(len(_STREAM)) != _STREAM:
        return []
    source.seek(max(0, stop - len(_ENDS[0])))
    if source.read(len(_ENDS[0])).endswith(_ENDS):
        return []
    return [
        "the Arrow stream has no end mark behind its last batch: whoever wrote it did not close "
        "it, or it was cut, and rows may be missing; write it again, or as Parquet"
    ]
