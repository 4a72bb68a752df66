"""What options say of one column, in the document's words, and back."""

import argparse
import shlex

import pytest

from audits.specification.document import ColumnSpec
from evenhand.cli import build_parser
from evenhand.column_options import add_column_options, columns_of, spelled_option


def said(*words):
    parser = argparse.ArgumentParser()
    add_column_options(parser)
    given = vars(parser.parse_args(words))
    return columns_of(option for options in given.values() for option in options or ())


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (("--map", "d:approve=yes,deny=no"), {"d": {"map": {"approve": "yes", "deny": "no"}}}),
        (("--map", "d:approve=yes", "--map", "d:deny=no"),
         {"d": {"map": {"approve": "yes", "deny": "no"}}}),
        (("--map", 'd:"a, b"=yes, c=no'), {"d": {"map": {"a, b": "yes", "c": "no"}}}),
        (("--map", "flag:=0"), {"flag": {"map": {"": "0"}}}),
        (("--map", 'd:[PASS] {"a": 1}=yes,"[FAIL] {""a"": 1, ""b"": 2}"=no'),
         {"d": {"map": {'[PASS] {"a": 1}': "yes", '[FAIL] {"a": 1, "b": 2}': "no"}}}),
        (("--map", 'd:"a,b=yes"'), {"d": {"map": {"a,b": "yes"}}}),
        (("--map", '"[openai:x] q":"a=b"="c,d",e=f=g'),
         {"[openai:x] q": {"map": {"a=b": "c,d", "e": "f=g"}}}),
        (("--missing", "d=\\N,unknown", "--missing", 'd="a, b"'),
         {"d": {"missing": ["\\N", "unknown", "a, b"]}}),
        (("--missing", "d="), {"d": {"missing": []}}),
        (("--cut", "age=25,60"), {"age": {"cut": [25, 60]}}),
        (("--cut", "share=0.25"), {"share": {"cut": [0.25]}}),
        (("--cut", "a=b=1"), {"a=b": {"cut": [1]}}),
        (("--cut", "dob=1970-01-01, 1990-01-01"), {"dob": {"cut": ["1970-01-01", "1990-01-01"]}}),
        (("--reference", "sex=male", "--map", "sex:m=male"),
         {"sex": {"reference": "male", "map": {"m": "male"}}}),
        (("--of", "sure=answer"), {"sure": {"of": "answer"}}),
        (("--of", "a=b=positive"), {"a=b": {"of": "positive"}}),
    ],
)  # fmt: skip
def test_an_option_says_what_a_document_says_of_the_column(words, columns):
    assert said(*words) == columns
    for options in columns.values():
        ColumnSpec.model_validate({"role": "protected", **options})


@pytest.mark.parametrize(
    ("option", "text", "example"),
    [
        ("--map", "decision", "decision:approve=yes,deny=no"),
        ("--map", "decision:approve", "decision:approve=yes,deny=no"),
        ("--map", ":a=b", "decision:approve=yes,deny=no"),
        ("--map", "d:", "decision:approve=yes,deny=no"),
        ("--map", "d:a,b=yes", "decision:approve=yes,deny=no"),
        ("--missing", "d", "decision=unknown,refused"),
        ("--missing", "=a", "decision=unknown,refused"),
        ("--cut", "age", "age=25,60"),
        ("--cut", "age=", "age=25,60"),
        ("--reference", "sex", "sex=male"),
        ("--reference", "=male", "sex=male"),
        ("--of", "sure", "score=answer"),
        ("--of", "sure=negative", "score=answer"),
        ("--of", "=answer", "score=answer"),
    ],
)
@pytest.mark.parametrize("command", ["audit", "init"])
def test_what_says_nothing_is_refused_with_an_example(command, option, text, example, capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args([command, "people.csv", option, text])
    words = capsys.readouterr().err
    assert f"argument {option}: {text!r}" in words
    assert f"give e.g. {example}" in words


@pytest.mark.parametrize(
    "columns",
    [
        {"d": {"map": {"approve": "yes", "deny": "no"}}},
        {"my answer": {"map": {"a, b": "it's"}}},
        {"[openai:x] q": {"map": {'[PASS] {"a": 1}': "yes", '"no", he wrote': 'a, "b"'}}},
        {"d": {"map": {"a=b": "c=d", "": "0", "\\N": "x", " e": "two\nlines"}}},
        {"d=e": {"missing": ["\\N", "a, b", '"', "two\nlines"]}},
        {"d": {"missing": []}},
        {"age": {"cut": [25, 60]}},
        {"born on": {"cut": ["1970-01-01"]}},
        {"how sure": {"of": "answer"}},
    ],
)
def test_what_a_remedy_prints_is_what_the_option_reads(columns):
    assert said(*shlex.split(spelled_option("columns", columns))) == columns


def test_a_map_to_nothing_names_the_option_that_says_what_is_missing(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["audit", "people.csv", "--map", "d:\\N="])
    words = capsys.readouterr().err
    assert "give --missing 'd=\\N'; else" in words
    assert said("--missing", "d=\\N") == {"d": {"missing": ["\\N"]}}


def test_other_options_are_printed_as_a_shell_takes_them():
    assert spelled_option("favourable", "is good") == "--favourable 'is good'"
