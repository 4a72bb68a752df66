"""What holds of every adapter there is, on the example that its own test brings.

`tests/audits/models/adapters/test_NAME.py` defines `example(folder)` for the adapter NAME.
"""

import shutil
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import numpy as np
import pytest

from audits.errors import AuditError, Refused
from audits.models import Embedder, LanguageModel, Translator, adapters
from audits.models.opening import inspect_model, open_model
from audits.models.registry import formats, heads
from audits.specification.document import ModelSpec
from tests.adapter_examples import Answered

NAMES = sorted(item.name for item in iter_modules(adapters.__path__))
# Of a library of 97 MB that no list of tests names: where it is installed these are its too.
if find_spec("catboost") is None:
    NAMES.remove("catboost_file")
every_adapter = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Examples by the adapter's name, each built once."""
    built = {}

    def of(name):
        if name not in built:
            module = import_module(f"tests.audits.models.adapters.test_{name}")
            folder = tmp_path_factory.mktemp(name)
            made = module.example(folder)
            model = open_model(made.path, made.spec, scratch=folder)
            built[name] = made, model
        return built[name]

    return of


@every_adapter
def test_it_declares_a_format_or_a_head_and_is_known_by_it(name):
    module = import_module(f"{adapters.__name__}.{name}")
    declared = [hasattr(module, "FORMAT"), hasattr(module, "HEAD")]
    assert sum(declared) == 1
    if declared[0]:
        assert formats()[module.FORMAT.name] is module.FORMAT
    else:
        assert all(heads()[ending] is module.HEAD for ending in module.HEAD.endings)


@every_adapter
def test_the_same_rows_get_the_same_answers(name, example):
    made, model = example(name)
    answered = Answered(model, made.data, made.spec)
    first = answered.to()
    assert len(first) == len(made.data)
    assert len(np.unique(first, axis=0)) > 1
    np.testing.assert_array_equal(first, answered.to())


@every_adapter
def test_batches_do_not_matter(name, example):
    made, model = example(name)
    answered = Answered(model, made.data, made.spec)
    alone = np.concatenate([answered.to(slice(row, row + 1)) for row in range(len(made.data))])
    _assert_same(answered.to(), alone)


@every_adapter
def test_the_order_of_rows_does_not_matter(name, example):
    made, model = example(name)
    answered = Answered(model, made.data, made.spec)
    order = np.random.default_rng(3).permutation(len(made.data))
    _assert_same(answered.to(order), answered.to()[order])


@every_adapter
def test_the_order_of_columns_does_not_matter(name, example):
    made, model = example(name)
    turned = type(made.data)(tuple(reversed(made.data.columns)))
    if len(turned.columns) == 1:
        turned = made.data  # one column has one order
    expected = Answered(model, made.data, made.spec).to()
    np.testing.assert_array_equal(Answered(model, turned, made.spec).to(), expected)


@every_adapter
def test_its_description_is_of_the_model_that_is_opened(name, example, tmp_path):
    made, model = example(name)
    profile = inspect_model(made.path, made.spec, scratch=tmp_path)
    assert profile.sha256 == model.fingerprint
    assert profile.format in formats()
    assert tuple(profile.classes) == tuple(getattr(model, "classes", ()))


@every_adapter
def test_a_copy_elsewhere_answers_alike(name, example, tmp_path):
    made, model = example(name)
    copied = tmp_path / made.path.name
    (shutil.copytree if made.path.is_dir() else shutil.copy)(made.path, copied)
    other = open_model(copied, made.spec, scratch=tmp_path)
    assert other.fingerprint == model.fingerprint
    ours, theirs = (Answered(m, made.data, made.spec).to() for m in (model, other))
    _assert_same(ours, theirs)


@every_adapter
def test_a_file_that_was_cut_is_refused_with_a_remedy(name, example, tmp_path):
    made, _ = example(name)
    copied = tmp_path / made.path.name
    (shutil.copytree if made.path.is_dir() else shutil.copy)(made.path, copied)
    files = [copied] if copied.is_file() else list(copied.iterdir())
    largest = max(files, key=lambda file: file.stat().st_size)
    weights = next((file for file in files if file.suffix == ".safetensors"), largest)
    content = weights.read_bytes()
    weights.write_bytes(content[: len(content) // 2])
    with pytest.raises(Refused) as refusal:
        open_model(copied, made.spec, scratch=tmp_path)
    assert all(problem.remedy and problem.field for problem in refusal.value.problems)


@every_adapter
def test_a_format_that_it_has_not_is_refused(name, example, tmp_path):
    made, _ = example(name)
    actual = inspect_model(made.path, made.spec, scratch=tmp_path).format
    for other in set(formats()) - {actual}:
        stated = ModelSpec(**{**made.spec.model_dump(exclude_unset=True), "format": other})
        with pytest.raises(Refused):
            open_model(made.path, stated, scratch=tmp_path)


@every_adapter
def test_a_column_of_another_kind_is_refused_in_words(name, example):
    made, model = example(name)
    if made.wrong is None:
        # Asked for sentences and not for columns: there is no column of a wrong kind.
        assert isinstance(model, Embedder | LanguageModel | Translator)
    else:
        with pytest.raises(AuditError):
            Answered(model, made.wrong, made.spec).to()


def _assert_same(ours, theirs):
    if ours.dtype.kind in "UO":
        np.testing.assert_array_equal(ours, theirs)
    else:
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
