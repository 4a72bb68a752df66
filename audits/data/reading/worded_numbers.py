"""Numbers that are not plainly written and the few words among them: `in EUR` above `1.286,79`."""

from collections.abc import Callable, Sequence

from audits.data.reading.non_numeric_cells import MOST_WORDS, Word
from audits.data.reading.number_formats import FORMS, Sniffer, Written


class WordedNumbers:
    """In which of the forms the cells so far are numbers, but for a few that are so in none.

    words: those few; empty where there are none.
    """

    def __init__(self) -> None:
        self.words: dict[str, Word] = {}
        self._sniffer = Sniffer()
        self._numbers = 0

    def see(self, raw: str, count: int, rows: Callable[[], Sequence[int]]) -> None:
        """`count` further cells hold `raw`, which is not missing.

        rows: gives the first of them, counted from 0; it is asked of words alone.
        """
        if not self._sniffer.forms or len(self.words) > MOST_WORDS:
            return
        if raw in self.words or all(form.number(raw) is None for form in FORMS):
            self.words.setdefault(raw, Word()).note(count, rows())
        else:
            self._sniffer.see(raw)
            self._numbers += count

    @property
    def forms(self) -> tuple[Written, ...]:
        """Those that every other cell fits, the simplest first; () of text.

        The words are as few as among plain numbers: no more than MOST_WORDS, and half of the cells
        at most.
        """
        words = sum(word.count for word in self.words.values())
        are_few = len(self.words) <= MOST_WORDS and self._numbers >= words
        return self._sniffer.forms if are_few and self._numbers else ()

    @property
    def is_doubtful(self) -> bool:
        """Whether the same cells are different numbers: `1,234` is 1.234 and 1234."""
        return self._sniffer.is_doubtful
