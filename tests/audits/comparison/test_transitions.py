"""What became of each row's answer from one audit to the next."""

from hypothesis import given
from hypothesis import strategies as st

from audits.comparison import transitions as bits
from audits.comparison.transitions import transitions
from audits.data.dataset import Categories

CLASS = st.sampled_from(["0", "1", "2", None])
ROWS = st.lists(st.tuples(CLASS, CLASS, CLASS), min_size=1, max_size=30)


@given(ROWS)
def test_every_row_has_the_bits_of_what_became_of_it(rows):
    before, now, label = (Categories.of(list(side)) for side in zip(*rows, strict=True))
    made = transitions(before, now, label, favourable="0", positive="1")
    for place, (then, today, truth) in enumerate(rows):
        code = made.column.codes[place]
        if then is None or today is None:
            assert code == -1
            continue
        expected = bits.FLIPPED * (then != today)
        expected += bits.GIVEN_THEN * (then == "0") + bits.GIVEN_NOW * (today == "0")
        expected += bits.POSITIVE_THEN * (then == "1") + bits.POSITIVE_NOW * (today == "1")
        if truth is not None:
            expected += bits.RIGHT_THEN * (then == truth) + bits.RIGHT_NOW * (today == truth)
            expected += bits.POSITIVE if truth == "1" else bits.NEGATIVE
        # A row without a label is right in neither audit.
        assert made.states[code] == expected


def test_levels_with_all_of_some_bits_are_found():
    one = Categories.of(["0", "1", "0"])
    other = Categories.of(["1", "1", "0"])
    made = transitions(one, other, None, favourable="1", positive=None)
    gained = made.having(bits.FLIPPED, bits.GIVEN_NOW)
    assert gained[made.column.codes].tolist() == [True, False, False]
    assert made.having(bits.GIVEN_NOW)[made.column.codes].tolist() == [True, True, False]
