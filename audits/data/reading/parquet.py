"""Parquet: only the wanted columns, a batch at a time, texts kept as dictionaries."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from audits.data.reading.class_names import named_codes, told_of_class_names
from audits.data.reading.step_lists import is_list_of_numbers, is_list_of_words, spelled_lists
from audits.data.reading.table import (
    BATCH_ROWS,
    PLAINLY,
    Batch,
    Table,
    as_json_text,
    bad,
    checked_names,
    told_of_left_out,
    unreadable,
)
from audits.specification.profiles import UnreadColumn

_BATCH_BYTES = 1 << 28
# Below this each whole number has a double of its own.
_EXACT = 2**53


def _parquet_file(source: Path | BinaryIO, **options: Any) -> Any:
    """`pyarrow.parquet.ParquetFile`, imported for the files that need it alone."""
    from pyarrow.parquet import ParquetFile

    return ParquetFile(source, memory_map=False, pre_buffer=False, **options)


def open_parquet(source: Path | BinaryIO) -> Table:
    """A Parquet table. `source` is a path, or an open file that can seek.

    Raises `Refused` for a damaged one, where no column can be read, and as `checked_names` does.
    """
    try:
        file = _parquet_file(source)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Parquet file", "bad_parquet", error) from error
    names, unread = plain_columns(schema)
    # Texts come as dictionaries: a value repeated a million times is then held once.
    texts = [
        field.name
        for field in schema
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    ]
    rows = file.metadata.num_rows
    return Table(
        "parquet",
        names,
        lambda names_read: _batches(source, texts, names_read, rows),
        rows,
        left_out=unread,
        notes=(*told_of_left_out(unread), *told_of_class_names(schema.metadata)),
        class_codes=named_codes(schema.metadata),
    )


def _batches(
    source: Path | BinaryIO, texts: Sequence[str], names: Sequence[str], rows: int
) -> Iterator[Batch]:
    seen = 0
    try:
        if not isinstance(source, Path):
            source.seek(0)
        file = _parquet_file(
            source,
            buffer_size=1 << 20,
            read_dictionary=[name for name in texts if name in names],
        )
        for batch in file.iter_batches(
            batch_size=BATCH_ROWS, columns=list(names), use_threads=False
        ):
            if batch.nbytes > _BATCH_BYTES:
                raise bad(
                    f"{BATCH_ROWS} rows take {batch.nbytes} bytes",
                    "shorten the values",
                    "too_large",
                )
            seen += len(batch)
            yield {name: plain(batch.column(name), name) for name in names}
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable("Parquet file", "bad_parquet", error) from error
    if names and seen != rows:
        raise bad(
            f"the file says {rows} rows and holds {seen}", "write the table again", "bad_parquet"
        )


def plain_columns(schema: pa.Schema) -> tuple[tuple[str, ...], tuple[UnreadColumn, ...]]:
    """The names of the columns that can be read, and what each of the others holds.

    schema: of any Arrow table. Raises `Refused` where no column can be read, and as
    `checked_names` does.
    """
    others = tuple(
        UnreadColumn(field.name, f"{field.type} values", _remedy(field.name, field.type))
        for field in schema
        if not is_plain(field.type)
    )
    unread = {column.name for column in others}
    names = checked_names([name for name in schema.names if name not in unread])
    if not names:
        kinds = ", ".join(dict.fromkeys(column.holds for column in others[:5]))
        raise bad(f"every column holds nested or binary values ({kinds})", PLAINLY, "nested_value")
    return names, others


def _remedy(name: str, kind: pa.DataType) -> str:
    binary = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    if any(test(kind) for test in binary):
        return (
            f"write text where the bytes are one, e.g. in pandas `frame[{name!r}] = "
            f"frame[{name!r}].str.decode('utf-8')`"
        )
    if pa.types.is_struct(kind) and {field.name for field in kind} >= _OF_SPARK:
        return (
            "a vector of Spark ML: the probability of the second class, for one, is made a column "
            f"in Spark by `frame = frame.withColumn({name + '_1'!r}, vector_to_array({name!r})[1])`"
            ", with `from pyspark.ml.functions import vector_to_array`"
        )
    return as_json_text(name, _DUMPED) if pa.types.is_nested(kind) else PLAINLY


def plain(values: pa.Array, name: str) -> pa.Array:
    """Text, numbers, booleans or a dictionary of texts; times, long decimals and lists as text.

    name: of the column, for the error. Raises `Refused` for nested values.
    """
    kind = values.type
    if is_list_of_numbers(kind) or is_list_of_words(kind):
        return spelled_lists(values)
    if pa.types.is_dictionary(kind):
        if pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type):
            return values
        return plain(values.dictionary_decode(), name)
    if pa.types.is_decimal(kind):
        return _decimals(values)
    if pa.types.is_temporal(kind) or pa.types.is_null(kind) or pa.types.is_string_view(kind):
        return values.cast(pa.string())
    if any(test(kind) for test in _KNOWN):
        return values
    raise bad(
        f"column {name!r} holds {kind}, not plain values",
        PLAINLY,
        "nested_value",
    )


def _decimals(values: pa.Array) -> pa.Array:
    """As numbers, or digit by digit: databases write ids so, which doubles would make one."""
    numbers = values.cast(pa.float64())
    limits = pc.min_max(numbers).as_py().values()
    is_exact = all(limit is None or abs(limit) < _EXACT for limit in limits)
    return numbers if is_exact else values.cast(pa.string())


# Of a vector, sparse or not, what its struct holds.
_OF_SPARK = frozenset({"type", "size", "indices", "values"})
# Pandas holds lists as arrays, which json does not know.
_DUMPED = "lambda cell: json.dumps(cell, default=lambda part: part.tolist())"
_KNOWN = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_boolean,
    pa.types.is_integer, pa.types.is_floating,
)  # fmt: skip
_TURNED = (
    pa.types.is_decimal, pa.types.is_temporal, pa.types.is_null, pa.types.is_string_view,
)  # fmt: skip


def is_plain(kind: pa.DataType) -> bool:
    """Whether `plain` can turn the values into text, numbers or booleans."""
    if pa.types.is_dictionary(kind):
        return is_plain(kind.value_type)
    is_list = is_list_of_numbers(kind) or is_list_of_words(kind)
    return is_list or any(test(kind) for test in (*_KNOWN, *_TURNED))
