"""The statement before every share: what it counts, and what it leaves out by name."""

from audits.measurement import Estimate
from tests.audits.translation.paragraph import OUTPUTS, SOURCES, hungarian, statement


def test_sentences_about_no_word_of_the_lists_are_named_once_each():
    odd = [("Ő zsonglőr.", "He is a juggler."), ("Ő kődobáló.", "She throws stones.")]
    _, exhibits, _ = hungarian([*OUTPUTS, *(out for _, out in odd), odd[0][1]],
                               [*SOURCES, *(source for source, _ in odd), odd[0][0]])  # fmt: skip
    unmatched = statement(exhibits).content["unmatched"]
    assert unmatched["rows"] == [["Hungarian", *pair] for pair in odd]
    assert unmatched["left_out"] == 0
    assert "unmatched" not in statement(hungarian()[1]).content
    many = [(f"Ő zsonglőr {number}.", "He juggles.") for number in range(70)]
    _, exhibits, _ = hungarian([out for _, out in many], [source for source, _ in many])
    unmatched = statement(exhibits).content["unmatched"]
    assert (len(unmatched["rows"]), unmatched["left_out"]) == (60, 10)


def test_each_language_and_system_has_its_own():
    sources, outputs = SOURCES * 2, OUTPUTS + ["He."] * 17
    systems = ["old"] * 17 + ["new"] * 17
    found, exhibits, _ = hungarian(outputs, sources, system=systems)
    first = found["stereotype_association", (("language", "hu"), ("system", "old"))]
    second = found["stereotype_association", (("language", "hu"), ("system", "new"))]
    assert isinstance(first, Estimate)
    assert "every word became he" in second.reason
    assert statement(exhibits).content["words"].startswith("Of 2 translations the strongest.")
