"""The rows of `reproducibility.determinism`, asked in a process of its own before measuring.

The child that measures cannot start others; it finds what this one answered in a file.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from audits.json_types import JsonObject
from audits.planning.plan import Plan, Step
from workers.asking_apart import NOT_ITS_DOING
from workers.endings import raise_unless_done
from workers.sandbox import Limits, run_sandboxed

PROBE = "reproducibility.determinism"
FILE = "elsewhere.npz"
Send = Callable[[dict[str, Any]], None]


def _step(plan: Plan, done: Collection[int] = ()) -> Step | None:
    steps = (s for s in plan.steps if s.probe == PROBE and s.reason is None)
    return next((step for step in steps if step.index not in done), None)


def is_wanted(plan: Plan, done: Collection[int] = ()) -> bool:
    """Whether the plan has a step that asks elsewhere, and it is still to run."""
    return _step(plan, done) is not None


def ask_elsewhere(
    payload: Mapping[str, Any],
    *,
    read_only: Sequence[Path],
    scratch: Path,
    limits: Limits,
    on_progress: Callable[[JsonObject], None],
    should_stop: Callable[[], bool],
) -> JsonObject:
    """`{}` where the answers lie in the scratch folder; `failed` says why there are none.

    payload: what `workers.measuring.measure` is given: plan, model and dataset. The rest as of
    `run_sandboxed`. A model that ends the process here is told by the probe, and the audit goes on;
    `AuditFailed` where it was stopped.
    """
    on_progress({"stage": "asking in another process", "percent": 0})
    outcome = run_sandboxed(
        "workers.asking_elsewhere:answer", payload, read_only=read_only, scratch=scratch,
        limits=limits, needs_models=True, ahead=[f"audits.probes.{PROBE}"],
        should_stop=should_stop,
    )  # fmt: skip
    if outcome.reason in NOT_ITS_DOING:
        raise_unless_done(outcome)
    if outcome.reason is None:
        return {}
    return {"failed": str(outcome.error.get("message", outcome.reason))[:200]}


def answer(payload: Mapping[str, Any], send: Send) -> dict[str, Any]:
    """In a child of its own: ask the model the rows that the probe will ask, and write it down."""
    from audits.data.reading import read_dataset
    from audits.errors import UnsteadyModel
    from audits.models import Classifier, LanguageModel, Regressor, Translator
    from audits.models.generator import Generator, Sampling
    from audits.models.huggingface.device import is_asked_on_gpu
    from audits.models.opening import open_model
    from audits.models.preprocessing import words_read
    from audits.reproducibility.given import Elsewhere, answers, rows_asked
    from audits.running.row_by_row_check import ask_again
    from audits.running.row_filter import choose

    plan, scratch = Plan.from_json(payload["plan"]), Path(payload["scratch"])
    step = _step(plan)
    assert step is not None
    assert plan.model is not None
    model = open_model(Path(payload["model"]), plan.model, scratch=scratch)
    assert isinstance(model, Classifier | Regressor | Translator | Generator | LanguageModel)
    path = Path(payload["dataset"])
    table = read_dataset(
        path, plan.columns, reads=model.reads, as_words=words_read(model), encoding=plan.encoding,
        guessed_kinds=plan.guessed_kinds,
    )  # fmt: skip
    data = choose(
        table, plan.rows, plan.columns, partial(read_dataset, path, encoding=plan.encoding),
        protect=plan.settings.disclosure == "protect",
    ).data  # fmt: skip
    # Some rows are asked beforehand here as in the child that measures: by what they say it is
    # chosen what translates, and whether texts of other lengths go together.
    with suppress(UnsteadyModel):
        ask_again(model, data)
    parameters = step.parameters
    rows = rows_asked(model, data, int(parameters["asked_rows"]))
    sampling = Sampling(
        int(parameters["most_tokens"]), float(parameters["temperature"]), plan.settings.seed
    )
    given = answers(model, data, rows, sampling=sampling)
    Elsewhere(rows, given, is_asked_on_gpu(model)).write(scratch / FILE)
    return {}


def asked_elsewhere(payload: Mapping[str, Any]) -> Any:
    """In the child that measures: what the other answered, or why it did not; None: none was."""
    lent = payload.get("elsewhere")
    if lent is None:
        return None
    if "failed" in lent:
        return str(lent["failed"])
    from audits.reproducibility.given import Elsewhere

    try:
        return Elsewhere.read(Path(payload["scratch"]) / FILE)
    except (OSError, ValueError, KeyError) as error:
        return f"its answers cannot be read ({error})"
