import pytest

from audits.languages import NAMES, language_code


@pytest.mark.parametrize(
    ("spelled", "code"),
    [("fin_Latn", "fi"), ("fi_FI", "fi"), ("FI-fi", "fi"), ("hun", "hu"), ("pes_Arab", "fa"),
     ("ZH", "zh"), ("xx", "xx")],
)  # fmt: skip
def test_a_code_is_known_however_a_model_spells_it(spelled, code):
    assert language_code(spelled) == code


@pytest.mark.parametrize("code", NAMES)
def test_the_code_of_each_named_language_is_itself(code):
    assert language_code(code) == language_code(f"{code}_XX") == code
    assert NAMES[code][0].isupper()
