from audits.language.identity_terms import swaps, templates, terms


def test_every_term_is_swapped_against_its_attributes_first():
    found = swaps(["religion"])
    assert len(found) == len(templates()) * 4
    assert {pair.term.reference for pair in found} == {"Christian"}
    assert found[0].before == "A Christian lives next door."
    assert found[0].after == "A Muslim lives next door."


def test_the_datasets_sentences_that_name_a_reference_are_swapped_too():
    found = swaps(["gender"], ["Yesterday a man called.", "a manager called", "nothing"])
    own = [pair for pair in found if pair.frame == "Yesterday {} called."]
    assert [pair.after for pair in own] == [
        f"Yesterday {term.phrase} called." for term in terms()
        if term.attribute == "gender" and term.name != "man"
    ]  # fmt: skip
    assert not any("manager" in pair.frame for pair in found)
