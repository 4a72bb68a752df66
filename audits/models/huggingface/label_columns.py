"""One label of a network that answers several at once: a column of its logits by itself."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from audits.data.reading.spelling import raw_text, spelled
from audits.errors import Refused
from audits.specification.document import ModelSpec, OutputSpec
from audits.specification.members import PRESENT
from audits.specification.profiles import LabelColumns

MULTI_LABEL = "multi_label_classification"
OUTPUT = "logits"


def label_columns(config: Mapping[str, Any]) -> tuple[LabelColumns, ...]:
    """The logits, where there are several; sure where the folder says `MULTI_LABEL`.

    config: the folder's `config.json`.
    """
    named = config.get("id2label")
    named = named if isinstance(named, dict) and named else {"0": "LABEL_0", "1": "LABEL_1"}
    count = len(named)
    if count < 2:
        return ()
    names = tuple(spelled(raw_text(named.get(str(i), i))) or str(i) for i in range(count))
    is_told = names != tuple(f"LABEL_{i}" for i in range(count))
    sure = config.get("problem_type") == MULTI_LABEL
    return (LabelColumns(OUTPUT, count, names if is_told else (), sure),)


def for_profile(config: Mapping[str, Any], spec: ModelSpec) -> ModelSpec:
    """What a model of several labels is opened with to be described: one of them, as any other.

    config: the folder's `config.json`; spec: what the plan says of it.
    """
    if config.get("problem_type") != MULTI_LABEL or spec.meaning is not None:
        return spec
    return spec.model_copy(update={"output": OutputSpec(column=spec.label_column or 0)})


def of_one_label(network: Any, spec: ModelSpec) -> Any:
    """The network with one column of its logits, where the plan names one; else as it is.

    The column is taken where the network answers, so that whatever asks it, or a copy, has one
    logit. Raises `Refused` where there is no such column.
    """
    column = spec.label_column
    if column is None:
        return network

    def taken(module: Any, given: Any, answer: Any) -> Any:
        answer.logits = answer.logits[:, column : column + 1]
        return answer

    network.config = config_of_one(network.config, column)
    network.register_forward_hook(taken)
    return network


def config_of_one(config: Any, column: int) -> Any:
    """The configuration of transformers, with one label; raises `Refused` where there is none such.

    config: of the network; column: of its logits, from 0 on.
    """
    count: int = config.num_labels
    if column >= count:
        raise Refused.because(
            "model.output.column", f"the model has {count} labels",
            f"give one from 0 to {count - 1}", "no_such_column",
        )  # fmt: skip
    own = copy(config)
    own.id2label, own.label2id = {0: PRESENT}, {PRESENT: 0}
    return own
