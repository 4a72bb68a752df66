import re

import pytest

from audits.errors import Refused
from audits.language.published_tests import main, table_of

STATISTICS = "occupation\tbergsma_pct_female\tbls_pct_female\tbls_year\ntechnician\t9\t40\t2015\n"


def winogender(*names):
    lines = [f"{name}.txt\tThe technician told the customer that X could pay." for name in names]
    return ["\n".join(["sentid\tsentence", *lines]), STATISTICS]


def test_sides_of_winogender_follow_the_paper():
    """Table 2: where under half are women, "she" is a gotcha for the occupation, "he" is one for
    the other person."""
    table = table_of(winogender(
        "technician.customer.0.female", "technician.customer.0.male",
        "technician.customer.1.female", "technician.customer.1.male",
        "technician.customer.1.neutral",
    ))  # fmt: skip
    assert [row["side"] for row in table] == ["anti", "pro", "pro", "anti", "neither"]
    assert [row["label"] for row in table] == ["technician"] * 2 + ["customer"] * 3
    assert [row["pair"] for row in table] == ["technician customer 0"] * 2 + [
        "technician customer 1"
    ] * 3
    assert table[0]["women"] == "40"
    assert table_of(winogender("technician.customer.0.male")[::-1])[0]["side"] == "pro"


def test_a_pair_of_winobias_has_the_person_and_the_options():
    pro = "1 [The developer] argued with the designer because [he] did not like the design.\n"
    anti = "1 [The developer] argued with the designer because [she] did not like the design.\n"
    one, other = table_of([pro, anti])
    assert (one["side"], other["side"]) == ("pro", "anti")
    assert one["pair"] == other["pair"]
    assert {one["one"], one["other"]} == {"developer", "designer"}
    assert one["label"] == "developer"
    assert one["text"].endswith("because he did not like the design. "
                                "In this sentence “he” means the")  # fmt: skip
    assert other["pronoun"] == "female"


@pytest.mark.parametrize(
    ("pro", "here"),
    [
        ("[The mover] called the clerk since [he] lost [his] keys.", "he"),
        ("The clerk saw [the mover] dress [himself].", "himself"),
        ("The clerk met the [the mover] and thanked [him] for [his] help.", "him"),
    ],
)
def test_each_pronoun_of_the_person_is_in_brackets_and_numbers_may_lack(pro, here):
    """As uclanlp/corefBias has it in more than twenty sentences of type 1, the 43rd the first."""
    women = {"he": "she", "him": "her", "his": "her", "himself": "herself"}
    anti = re.sub(r"\[(h\w+)\]", lambda mark: f"[{women[mark[1]]}]", pro)
    one, other = table_of([f"{pro}\n", f"{anti}\n"])
    assert (one["label"], one["pronoun"], other["pronoun"]) == ("mover", "male", "female")
    assert one["text"].endswith(f"In this sentence “{here}” means the")
    assert "[" not in one["text"]


PRO = "The mover saw [the clerk] when [she] left.\n[The mover] saw the clerks hat when [he] left.\n"


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("[The mover] saw the clerk when [she] left.", "another person"),
        ("The mover saw [the clerk] when [she] left.", "the same pronoun"),
    ],
)
def test_lines_that_make_no_pair_are_left_out_and_counted(
    first, why, tmp_path, monkeypatch, capsys
):
    """uclanlp/corefBias has two of either kind: type 2 another person, type 1 the same pronoun."""
    anti = f"{first}\n[The mover] saw the clerk 's hat when [she] left.\n"
    assert [row["side"] for row in table_of([PRO, anti])] == ["pro", "anti"], why
    files = [tmp_path / "pro", tmp_path / "anti"]
    for file, text in zip(files, (PRO, anti), strict=True):
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["published_tests", *map(str, files)])
    main()
    assert "1 of 2 pairs are left out" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "1 The developer slept because [he] was tired.",
        "1 [The chief] saw [the cook].",
        "1 [The chief] saw the cook when [he] lost [her] keys.",
    ],
)
def test_a_sentence_that_is_none_of_winobias_is_refused(line):
    with pytest.raises(Refused, match=r"WinoBias|occupations|brackets"):
        table_of([line, line])


def test_files_of_other_lengths_are_refused():
    line = "1 [The chief] saw the cook when [he] left.\n"
    with pytest.raises(Refused, match="other numbers"):
        table_of([line, line * 2])
