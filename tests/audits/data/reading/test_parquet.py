"""Columns of Arrow's types: read as text, numbers and booleans, or left out by name."""

from decimal import Decimal

import pyarrow as pa
import pytest

from audits.data.reading.parquet import is_plain, plain, plain_columns
from audits.errors import Refused

NESTED = pa.list_(pa.struct([("a", pa.string())]))


def test_nested_and_binary_columns_are_left_out_with_what_they_hold():
    schema = pa.schema(
        [("a", pa.int64()), ("b", NESTED), ("c", pa.string()), ("d", pa.binary()),
         ("e", pa.large_binary()), ("f", pa.binary(4))]
    )  # fmt: skip
    names, unread = plain_columns(schema)
    assert names == ("a", "c")
    assert [(column.name, column.holds) for column in unread] == [
        ("b", "list<item: struct<a: string>> values"), ("d", "binary values"),
        ("e", "large_binary values"), ("f", "fixed_size_binary[4] values"),
    ]  # fmt: skip
    assert ["str.decode" in column.remedy for column in unread] == [False, True, True, True]


def test_a_table_of_nested_columns_alone_is_refused():
    with pytest.raises(Refused) as refused:
        plain_columns(pa.schema([("b", NESTED)]))
    assert refused.value.problems[0].code == "nested_value"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array(["1.25"]).cast(pa.decimal128(5, 2)), [1.25]),
        (pa.array([Decimal(10**18), None], pa.decimal128(38, 0)), ["1000000000000000000", None]),
        (pa.array([19000], pa.date32()), ["2022-01-08"]),
        (pa.array([None], pa.null()), [None]),
        (pa.array([1, 2]).dictionary_encode(), [1, 2]),
        (pa.array(["a", "a"]).dictionary_encode(), ["a", "a"]),
        (pa.array([1.5], pa.float16()), [1.5]),
        (pa.array([True, None]), [True, None]),
        (pa.array([[1, None], None]), ["[1, null]", None]),
    ],
)
def test_every_plain_type_becomes_text_numbers_or_booleans(values, expected):
    assert is_plain(values.type)
    assert plain(values, "c").to_pylist() == expected


def test_ids_that_a_database_writes_as_decimals_stay_different():
    """Doubles have every second whole number from 2^53 on, and every 128th around 10^18."""
    ids = [10**18 + number for number in range(100)] + [2**53 + 1]
    for kind in (pa.decimal128(38, 0), pa.decimal128(38, 10)):
        read = plain(pa.array([Decimal(number) for number in ids], kind), "id").to_pylist()
        assert [int(text.partition(".")[0]) for text in read] == ids


def test_what_is_not_plain_names_its_column():
    assert not is_plain(NESTED)
    with pytest.raises(Refused, match="column 'c' holds list"):
        plain(pa.array([[{"a": "b"}]], NESTED), "c")


def test_lists_of_texts_are_read_as_json_spells_them():
    """As pandas and Hugging Face's datasets write several labels of a row."""
    kind = pa.list_(pa.string())
    assert is_plain(kind)
    cells = plain(pa.array([["news", 'a "b"'], [], None], kind), "labels")
    assert cells.to_pylist() == ['["news", "a \\"b\\""]', "[]", None]


def test_a_vector_of_spark_is_told_with_what_spark_makes_a_column_of():
    """The struct of `VectorUDT`, whose parts are named so in pyspark.ml.linalg."""
    kind = pa.struct(
        [("type", pa.int8()), ("size", pa.int32()), ("indices", pa.list_(pa.int32())),
         ("values", pa.list_(pa.float64()))]
    )  # fmt: skip
    schema = pa.schema([("probability", kind), ("label", pa.int64())])
    names, (unread,) = plain_columns(schema)
    assert names == ("label",)
    assert "vector_to_array('probability')[1]" in unread.remedy
