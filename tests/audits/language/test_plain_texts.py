import pytest

from audits.language.plain_texts import plain


@pytest.mark.parametrize("text", ["Yes", " yes. ", "“YES!”", "(yes)", "Y es".replace(" ", "")])
def test_case_blanks_and_marks_around_it_do_not_matter(text):
    assert plain(text) == "yes"
