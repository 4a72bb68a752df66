"""A folder of Parquet files of one table, as Spark, Dask and pyarrow write them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from audits.data.reading.class_names import named_codes, told_of_class_names
from audits.data.reading.parquet import plain, plain_columns
from audits.data.reading.table import BATCH_ROWS, Batch, Table, bad, told_of_left_out, unreadable

if TYPE_CHECKING:
    import pyarrow.dataset as ds


def open_parquet_folder(path: Path) -> Table:
    """The files together, in the order of their names; `sex=female/` makes a column `sex`.

    Raises `Refused` for a folder without a Parquet file, damaged files, and where every column
    holds nested values.
    """
    parts = sorted(path.rglob("*.parquet"))
    if not parts and (arrow := sorted(path.rglob("*.arrow"))):
        raise bad(
            f"the folder {path.name} holds no Parquet file, and {len(arrow)} of Arrow",
            f"name the file {arrow[0].name}" if len(arrow) == 1 else
            "write one table, `datasets.load_from_disk(path).to_parquet('table.parquet')` of "
            "Hugging Face's datasets",
            "no_table",
        )  # fmt: skip
    if not parts:
        raise bad(
            f"the folder {path.name} holds no Parquet file",
            "name one file, or a folder of Parquet files",
            "no_table",
        )
    for folder_part in parts:
        if not folder_part.is_file():  # a pipe is waited for; a link leads out of what may be read
            raise bad(
                f"{folder_part.relative_to(path)} is no file that can be read here",
                "put the file itself into the folder, in place of a link or a device",
                "not_a_file",
            )
    try:
        files = _dataset(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Parquet folder", "bad_parquet", error) from error
    names, unread = plain_columns(files.schema)
    return Table(
        "parquet",
        names,
        lambda names_read: _batches(path, names_read),
        left_out=unread,
        notes=(*told_of_left_out(unread), *told_of_class_names(files.schema.metadata)),
        class_codes=named_codes(files.schema.metadata),
    )


def in_one(path: Path) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The columns of all files, and their rows a batch at a time."""
    open_parquet_folder(path)  # refuses what is none
    files = _dataset(path)
    return files.schema, files.to_batches(batch_size=BATCH_ROWS, use_threads=False)


def _dataset(path: Path) -> "ds.Dataset":
    import pyarrow.dataset as ds  # a tenth of a second that no other table needs

    # Every file's own schema: a column that one file lacks is missing in its rows.
    names = sorted(str(file) for file in path.rglob("*.parquet"))
    partitioning = ds.HivePartitioning.discover()
    factory = ds.FileSystemDatasetFactory(
        pa.fs.LocalFileSystem(),
        names,
        ds.ParquetFileFormat(),
        ds.FileSystemFactoryOptions(
            partition_base_dir=str(path), partitioning=partitioning, exclude_invalid_files=False
        ),
    )
    return factory.finish(factory.inspect(fragments=None))


def _batches(path: Path, names: Sequence[str]) -> Iterator[Batch]:
    try:
        for batch in _dataset(path).to_batches(
            columns=list(names), batch_size=BATCH_ROWS, use_threads=False, batch_readahead=0
        ):
            if len(batch):
                yield {name: plain(batch.column(name), name) for name in names}
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Parquet folder", "bad_parquet", error) from error
