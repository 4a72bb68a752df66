"""The words that spoke for or against an answer."""

from audits.report.components import Highlighted
from tests.audits.report.exhibits.samples import shown


def test_strong_words_are_marked_darker_and_weak_ones_not(view):
    tokens = [{"text": t, "weight": w} for t, w in (("a", 1), ("b", -0.3), ("c", 0.01))]
    (part,) = shown(view, "highlighted_text", {"tokens": tokens})
    assert isinstance(part, Highlighted)
    assert [w.shade for w in part.words if w.text.strip()] == ["f2", "a1", ""]


def test_words_without_spaces_get_one_between_and_others_keep_their_own(view):
    def text_of(*texts):
        tokens = [{"text": text, "weight": 1.0} for text in texts]
        (part,) = shown(view, "highlighted_text", {"tokens": tokens})
        return "".join(word.text for word in part.words)

    assert text_of("not", "bad") == "not bad"
    assert text_of("not", " bad") == "not bad"
    assert text_of("un", "believable", " luck") == "unbelievable luck"


def test_the_heaviest_words_are_numbers_too(view):
    tokens = [{"text": "a", "weight": 0.1}, {"text": " ", "weight": 9.0},
              {"text": " b ", "weight": -0.5, "interval": [-0.6, -0.4]}]  # fmt: skip
    (part,) = shown(view, "highlighted_text", {"tokens": tokens, "answer": "1"})
    assert part.table.rows == (("b", "−0.500", "[−0.600 to −0.400]"), ("a", "+0.100", ""))
    assert part.note == "Answer: “1”"


def test_weights_of_nothing_mark_nothing(view):
    (part,) = shown(view, "highlighted_text", {"tokens": [{"text": "a", "weight": 0.0}]})
    assert part.words[0].shade == ""
