import json

import pytest

from audits.errors import Refused
from audits.language.sentence_pairs import as_table, read_crows_pairs, read_stereoset, written_pairs


def test_written_pairs_differ_only_in_who_they_are_about():
    pairs = written_pairs()
    assert len(pairs) >= 50
    for pair in pairs:
        assert pair.stereotype != pair.other
        assert pair.stereotype.rsplit(" ", 2)[1:] == pair.other.rsplit(" ", 2)[1:]


def test_crows_pairs_are_read_with_the_stereotype_first():
    text = (
        ",sent_more,sent_less,stereo_antistereo,bias_type\n"
        "0,She is weak.,He is weak.,stereo,gender\n"
        # `sent_more` is the more stereotypical sentence of either direction, by the data's README.
        "1,He is strong.,She is strong.,antistereo,gender\n"
    )
    first, second = read_crows_pairs(text)
    assert (first.stereotype, first.other) == ("She is weak.", "He is weak.")
    assert (second.stereotype, second.other) == ("He is strong.", "She is strong.")
    with pytest.raises(Refused, match="CrowS-Pairs table"):
        read_crows_pairs("a,b\n1,2\n")


def test_stereoset_leaves_the_unrelated_sentence_out():
    sentences = [
        {"gold_label": "stereotype", "sentence": "A"},
        {"gold_label": "anti-stereotype", "sentence": "B"},
        {"gold_label": "unrelated", "sentence": "C"},
    ]
    text = json.dumps({"data": {"intrasentence": [{"bias_type": "race", "sentences": sentences}]}})
    (pair,) = read_stereoset(text)
    assert (pair.kind, pair.stereotype, pair.other) == ("race", "A", "B")
    assert as_table([pair]) == "kind,stereotype,other\nrace,A,B\n"
    with pytest.raises(Refused, match="no StereoSet"):
        read_stereoset("{}")
