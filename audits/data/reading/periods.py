"""Columns of dates in the making: moments go in, the periods between cut points come out."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from audits.data.reading.gathering import GatheredCuts
from audits.data.reading.non_numeric_cells import BadColumn, Strange
from audits.data.reading.number_cells import PLAIN, Reading
from audits.data.reading.spelling import cell_text, spelled
from audits.specification.cut_levels import cut_levels
from audits.specification.missing_words import Words
from audits.specification.timestamps import FORM, has_offset, last_of, moment_of, parts_week


class GatheredPeriods(GatheredCuts):
    """Dates as the periods between cut points: `<=2026-01-31`, `2026-01-31 to 2026-06-30`.

    offset_rows: rows whose time is written with another offset than that of UTC.
    parted_weeks: rows that stand for a week inside which a cut falls.
    """

    def __init__(self, points: Sequence[str], reading: Reading = PLAIN) -> None:
        self._reading = reading
        self.strange = Strange()
        # A date without a time is a whole day, and the period before it ends with that day.
        self.offset_rows = self.parted_weeks = 0
        self._points = np.array([last_of(point) for point in points], dtype=np.float64)
        self._name(cut_levels(points))

    def add(self, cells: pa.Array) -> None:
        """Take the next batch; what is no date that can be read is a `BadColumn`."""
        encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
        words = self._reading.words
        raw = encoded.dictionary.to_pylist()
        moments = [np.nan, *(_moment(value, words) for value in raw)]
        offset = np.array([False, *(has_offset(str(value)) for value in raw)])
        parted = np.array([False, *(self._is_parted(str(value)) for value in raw)])
        places = encoded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        self.offset_rows += int(offset[places + 1].sum())
        self.parted_weeks += int(parted[places + 1].sum())
        self._place_of(np.array(moments, dtype=np.float64)[places + 1], self._points)

    def _is_parted(self, text: str) -> bool:
        return any(parts_week(text, point) for point in self._points.tolist())


def _moment(value: object, words: Words) -> float:
    raw = cell_text(value)
    text = None if raw is None else spelled(raw, words)
    if text is None:
        return float("nan")
    moment = moment_of(text)
    if moment is None:
        raise BadColumn(f"{text[:60]!r} is no date that can be read", FORM, "not_a_date")
    return moment
