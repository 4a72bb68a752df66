from audits.specification.suggestions import listed, nearest


def test_the_most_similar_name_is_meant():
    assert nearest("fairnes.rates", ["fairness.rates", "imbalance"]) == (
        "did you mean 'fairness.rates'?"
    )


def test_else_those_there_are_are_named_in_order():
    assert nearest("xyz", ["b", "a"]) == "known: a, b"
    assert nearest("xyz", []) == "there is none"
    assert listed("abcdefghij") == "a, b, c, d, e, f, g, h and 2 more"
    assert listed("ab", most=1) == "a and 1 more"
