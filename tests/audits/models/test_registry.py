"""Each adapter is one file, and nothing else names it."""

from importlib import import_module
from pathlib import Path

import pytest

from audits.models import adapters
from audits.models.registry import Opener, _adapters, formats, heads

FOLDER = Path(adapters.__file__).parent


def test_every_file_declares_one_format_or_one_head():
    files = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
    assert [module.__name__.rpartition(".")[2] for module in _adapters()] == files
    for name in files:
        module = import_module(f"{adapters.__name__}.{name}")
        assert hasattr(module, "FORMAT") != hasattr(module, "HEAD"), name


def test_a_format_is_known_by_the_name_that_a_document_says():
    assert all(name == format.name for name, format in formats().items())
    assert {"huggingface", "onnx"} <= set(formats())  # stored documents say these


@pytest.mark.parametrize(
    ("architecture", "adapter"),
    # Class names as transformers has them.
    [("BertForSequenceClassification", "sequence_classification"),
     ("ViTForImageClassification", "image_classification"),
     ("RobertaForMaskedLM", "masked_language_model"),
     ("LlamaForCausalLM", "causal_language_model"),
     ("GPT2LMHeadModel", "causal_language_model"),
     ("MarianMTModel", "sequence_to_sequence"),
     ("M2M100ForConditionalGeneration", "sequence_to_sequence")],
)  # fmt: skip
def test_an_architecture_ends_in_one_head(architecture, adapter):
    (ending,) = [ending for ending in heads() if architecture.endswith(ending)]
    module = import_module(f"{adapters.__name__}.{adapter}")
    assert heads()[ending] is module.HEAD


def test_a_head_gives_both_functions_of_its_opener():
    for head in heads().values():
        openers = [head.weights(), *([head.graph()] if head.graph is not None else [])]
        for opener in openers:
            assert isinstance(opener, Opener)
            assert callable(opener.opened)
            assert callable(opener.described)


def test_what_is_known_cannot_be_changed():
    with pytest.raises(TypeError):
        formats()["pickle"] = None
    with pytest.raises(TypeError):
        heads()["ForAnything"] = None


def test_a_file_put_there_is_an_adapter(tmp_path, monkeypatch):
    source = 'from audits.models.registry import Head\n\nHEAD = Head(("ForNothing",), list)\n'
    (tmp_path / "nothing.py").write_text(source)
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(tmp_path)])
    grown = _adapters.__wrapped__()  # the function below its cache
    (new,) = set(grown) - set(_adapters())
    assert new.HEAD.endings == ("ForNothing",)
