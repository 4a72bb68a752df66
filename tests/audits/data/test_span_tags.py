import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.span_tags import is_tag, kind_of, spans_of


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        # IO: words of one class that follow each other are one.
        ("PER PER O LOC", [(0, 1, "PER"), (3, 3, "LOC")]),
        ("I-PER I-PER O I-LOC", [(0, 1, "PER"), (3, 3, "LOC")]),
        # BIO: a beginning parts two of one class; another class ends a span.
        ("B-PER I-PER B-PER O", [(0, 1, "PER"), (2, 2, "PER")]),
        ("B-PER I-LOC I-LOC", [(0, 0, "PER"), (1, 2, "LOC")]),
        ("O I-PER I-PER", [(1, 2, "PER")]),
        # BILOU and BIOES: what ended is not gone on with.
        ("B-PER I-PER L-PER U-PER U-PER", [(0, 2, "PER"), (3, 3, "PER"), (4, 4, "PER")]),
        ("B-PER E-PER I-PER S-LOC", [(0, 1, "PER"), (2, 2, "PER"), (3, 3, "LOC")]),
        ("O O", []),
        ("", []),
    ],
)
def test_spans_by_hand(tags, expected):
    assert list(spans_of(tags.split())) == expected


def test_prefixes_are_no_part_of_a_class():
    assert [kind_of(tag) for tag in ("B-PER", "PER", "U-B-1", "O")] == ["PER", "PER", "B-1", "O"]
    assert [is_tag(word) for word in ("O", "I-LOC", "LOC", "3", "[[0,")] == [
        True, True, False, False, False,
    ]  # fmt: skip


kinds = st.sampled_from(["PER", "LOC"])


@given(st.lists(st.tuples(st.integers(1, 3), kinds, st.integers(0, 2)), max_size=5))
def test_what_is_written_in_bilou_is_read_back(written):
    tags, expected = [], []
    for words, kind, gap in written:
        start = len(tags)
        inside = [f"I-{kind}"] * (words - 2)
        tags += [f"U-{kind}"] if words == 1 else [f"B-{kind}", *inside, f"L-{kind}"]
        expected.append((start, len(tags) - 1, kind))
        tags += ["O"] * gap
    assert list(spans_of(tags)) == expected
