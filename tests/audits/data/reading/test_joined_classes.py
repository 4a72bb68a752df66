import pytest

from audits.data.reading import read_dataset
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


def notes(tmp_path, cells):
    path = tmp_path / "d.csv"
    path.write_text("topic\n" + "".join(f'"{cell}"\n' for cell in cells))
    spec = ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY)
    return [note for note in read_dataset(path, {"topic": spec}).notes if "sign between" in note]


@pytest.mark.parametrize("sign", [";", "|", ", ", "/", "+"])
def test_classes_that_are_others_with_a_sign_between_are_told(tmp_path, sign):
    (told,) = notes(tmp_path, ["news", "sport", f"news{sign}sport", f"news{sign}sport"])
    assert f"holds 'news{sign}sport'" in told
    assert "(2 rows do)" in told
    assert "`label_set: {label: " in told


@pytest.mark.parametrize("cells", [["a", "b"], ["arts, crafts", "news"], ["n/a", "yes", "1+"]])
def test_a_sign_of_its_own_is_told_of_nothing(tmp_path, cells):
    assert not notes(tmp_path, cells)
