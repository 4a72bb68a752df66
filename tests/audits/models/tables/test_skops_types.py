import pytest

from audits.models.tables.skops_types import is_allowed


@pytest.mark.parametrize(
    "name", ["sklearn.tree._tree.Tree", "sklearn.gaussian_process.kernels.RBF", "numpy.nan_to_num"]
)
def test_what_holds_numbers_is_allowed(name):
    assert is_allowed(name)


@pytest.mark.parametrize(
    "name",
    [
        "numpy.save", "numpy.load", "builtins.eval", "os.system",
        "sklearn.datasets._base.load_files", "sklearn.utils._joblib.Parallel",
        "sklearn.gaussian_process.kernels.np.save", "kernels.RBF",
        "joblib.load", "",
    ],
)  # fmt: skip
def test_what_could_reach_a_file_or_a_program_is_not(name):
    assert not is_allowed(name)


def test_every_type_on_the_list_exists():
    """A name that no longer exists would allow whatever is called so later."""
    import importlib

    from audits.models.tables import skops_types

    for name in skops_types._TYPES:
        module, _, attribute = name.rpartition(".")
        assert hasattr(importlib.import_module(module), attribute), name
    for module in skops_types._MODULES:
        importlib.import_module(module)
