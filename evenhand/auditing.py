"""`evenhand.audit(...)`: an audit from Python, through the same sandbox as on the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audits.errors import Refused
from audits.specification.model_formats import CALLABLE
from audits.specification.profiles import DatasetProfile
from audits.specification.roles import NEVER_FED, Kind
from audits.specification.suggestions import listed, nearest
from evenhand.called import Called
from evenhand.drafting import Words, draft
from evenhand.frames import Frame
from evenhand.given_paths import existing
from evenhand.introspection import columns_read, look_at
from evenhand.local import Request, carry_out_request
from evenhand.notebook import progress_bar
from evenhand.option_remedies import as_options
from evenhand.proposing import proposes_options
from evenhand.report import Report
from workers.inspection import inspect_dataset
from workers.sandbox import Limits

DATA, MODEL = "data.parquet", "model.onnx"


@proposes_options
def audit(
    data: Any,
    *,
    model: Any = None,
    label: Any = None,
    prediction: Any = None,
    score: Any = None,
    protected: str | int | Sequence[str | int] | Mapping[Any, Any] = (),
    nuisance: str | int | Sequence[str | int] = (),
    weight: str | int | None = None,
    count: str | int | None = None,
    cluster: str | int | None = None,
    split: str | int | None = None,
    features: Sequence[str | int] | None = None,
    rows: Mapping[str, Any] | str | None = None,
    positive: Any = None,
    favourable: Any = None,
    threshold: float | None = None,
    policy: Any = None,
    probes: Sequence[Any] | None = None,
    columns: Mapping[str, Mapping[str, Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
    names: Mapping[str, Any] | None = None,
    output: str | None = None,
    classes: Sequence[Any] | None = None,
    name: str | None = None,
    version: str = "",
    earlier: Any = None,
    members: Any = None,
    against: "Report | Path | str | None" = None,
    mode: str = "all",
    out: Path | str | None = None,
    progress: bool = True,
) -> Report:
    """Audit recorded answers, or a model on data.

    data: a frame of pandas, polars or pyarrow, an array, a mapping of columns, or a path.
    model: the path of an ONNX file or a Hugging Face folder, ONNX bytes, or any estimator or
        function of a frame, which is asked in this process; left out, `prediction` or `score` is
        audited. features: the columns it is asked with.
    label, prediction, score: a column's name, or one value a row; those of a pandas series with
        another index than the frame's are refused where rows could be mixed up.
    protected: columns whose groups are compared; a mapping gives options, {"age": {"cut": [40]}}.
    count: the column that says how many each row stands for, as in a table of counts.
    cluster: the column that says which rows belong together, e.g. visits of one patient.
    split: the column that says which rows are of train or test; test rows are measured.
    positive, favourable: the class that error rates are about, and the answer that benefits.
    rows: which rows are measured, as in the audit document: {"part": "test"}, or `all`.
    threshold: from which score on the answer is positive.
    policy: `four-fifths` and the like (docs/policies.md), rules, or a path; left out, `starter`.
    probes, columns, settings, names: as in the audit document (docs/document.md).
    output, classes: what a function answers (`label`, `probability` or `number`), and of what.
    name, version: of the data, and of a model in this process.
    earlier, members: as `data`, rows of before that `data.drift` and `language.toxic_drift` hold
        these against, and rows that the model was trained on, for `privacy.membership`; with the
        columns of the data, those given as values among them.
    against: an earlier report to compare with, row by row where the rows are the same.
    mode: `new_only` lets findings stand that `against` had, unless they are worse now.
    out: a folder for the report; left out, `Report.save` writes it.

    Raises `evenhand.Refused` with field, reason and remedy for whatever does not fit, and
    `evenhand.AuditFailed` where the machine or the model broke.
    """
    protected_options = (
        {str(key): value for key, value in protected.items()}
        if isinstance(protected, Mapping)
        else {}
    )
    with TemporaryDirectory(prefix="evenhand-") as scratch:
        folder = Path(scratch)
        given = {"label": label, "prediction": prediction, "score": score}
        frame, path, named = _data(data, given, folder)
        words = Words(
            **named,
            protected=tuple(protected_options) or _several(protected),
            nuisance=_several(nuisance),
            weight=_as_name(weight),
            count=_as_name(count),
            cluster=_as_name(cluster),
            split=_as_name(split),
            positive=positive,
            favourable=favourable,
            threshold=threshold,
            columns={**protected_options, **{str(k): v for k, v in (columns or {}).items()}},
            policy=policy,
            probes=probes,
            settings=settings or {},
            names=names or {},
            rows=rows,
            mode=mode,
        )
        notes: list[str] = []
        if frame is not None:
            frame.require([*words.named, *_several(features or ())])
            notes = [f"left out: {refused.problems[0]}" for refused in frame.left_out.values()]
        with progress_bar(quiet=not progress) as bar:
            bar.update({"stage": "inspecting", "percent": 0})
            profile = inspect_dataset(path, limits=Limits())
            reads = None if features is None else _several(features)
            given_model = GivenModel(model, reads, output, classes, version)
            spec, called = _model(given_model, frame, profile, words, folder)
            seconds = _seconds({"earlier": earlier, "members": members}, frame, folder)
            try:
                drafted = draft(
                    words, profile, path=str(path), name=name or _stem(data), model=spec,
                    seconds=seconds,
                )  # fmt: skip
                result = carry_out_request(
                    Request(
                        document=drafted.document,
                        folder=folder,
                        out=folder / "report",
                        command="evenhand.audit(...)",
                        dataset=profile,
                        called=None if called is None else (called.profile, called.ask),
                        notes=(*drafted.notes, *notes),
                    ),
                    bar,
                    against=_earlier(against, folder),
                    against_field="against",
                )
            except Refused as refused:
                raise as_options(refused, lambda n, v: f"{n}={v!r}") from refused
        report = Report.read(result.report_json.parent, library=frame.library if frame else "")
    if out is not None:
        report.save(out)
    return report


def _several(given: Any) -> tuple[str, ...]:
    names = [given] if isinstance(given, str | int) else given
    return tuple(str(name) for name in names)


def _as_name(given: Any) -> Any:
    """The name of a column, which may be a number as in an array; values as they are."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


def _data(
    data: Any, given: Mapping[str, Any], folder: Path
) -> tuple[Frame | None, Path, dict[str, str | None]]:
    """The frame (None of a path), the file that is audited, and the names of the answers."""
    given = {key: _as_name(value) for key, value in given.items()}
    named = {key: value if isinstance(value, str) else None for key, value in given.items()}
    values = {key: v for key, v in given.items() if v is not None and not isinstance(v, str)}
    if isinstance(data, str | Path):
        path = Path(data)
        if values:
            raise Refused.because(
                next(iter(values)), "is given as values, and the data as a path",
                "name a column of the file, or give the data as a frame", "does_not_fit",
            )  # fmt: skip
        return None, existing(path, "data").resolve(), named
    frame = Frame.of(data).with_columns(values)
    if not frame.table.num_rows:
        raise Refused.because("data", "has no rows", "give the rows to audit", "no_rows")
    frame.write(folder / DATA)
    return frame, folder / DATA, {**named, **{key: key for key in values}}


def _seconds(given: Mapping[str, Any], frame: Frame | None, folder: Path) -> Mapping[str, str]:
    """Files of the datasets beside the audited one, by their key in the document."""
    paths = {}
    for key, rows in given.items():
        if rows is None:
            continue
        if isinstance(rows, str | Path):
            paths[key] = str(existing(Path(rows), key).resolve())
            continue
        second = Frame.of(rows)
        if not second.table.num_rows:
            raise Refused.because(key, "has no rows", "give its rows, or leave it out", "no_rows")
        known = [] if frame is None else frame.table.column_names
        if known and not set(known) & set(second.table.column_names):
            raise Refused.because(
                key, "has no column of the data",
                f"its columns are {listed(second.table.column_names[:20])}; give a frame with the "
                "same names", "unknown_column",
            )  # fmt: skip
        path = folder / f"{key}.parquet"
        second.write(path)
        paths[key] = str(path)
    return paths


def _stem(data: Any) -> str:
    return Path(data).stem if isinstance(data, str | Path) else "frame"


@dataclass(frozen=True, eq=False)
class GivenModel:
    """What the caller gave as `model`, and said of it; None: to be found out.

    features: columns that it is asked with. output: one of `called.OUTPUTS`. classes: in their
    order. version: of a model in this process.
    """

    model: Any
    features: tuple[str, ...] | None
    output: str | None
    classes: Sequence[Any] | None
    version: str


def _model(
    given: GivenModel, frame: Frame | None, profile: DatasetProfile, words: Words, folder: Path
) -> tuple[dict[str, Any] | None, Called | None]:
    """The document's `model`, and the model itself where it lives in this process."""
    model = given.model
    if model is None:
        return None, None
    if isinstance(model, bytes | bytearray):
        (folder / MODEL).write_bytes(model)
        return {"path": str(folder / MODEL), "name": "model"}, None
    if isinstance(model, str | Path):
        return {"path": str(Path(model).resolve())}, None
    if frame is None:
        raise Refused.because(
            "data", "is a path, and the model lives in this process", "read the file into a frame",
            "does_not_fit",
        )  # fmt: skip
    reads = columns_read(model, frame, given.features) or _left_over(frame, words)
    missing = [name for name in reads if name not in frame.table.column_names]
    if missing or not reads:
        raise Refused.because(
            "features",
            f"the data have no column {listed(missing)}" if missing else "no column is left to ask",
            nearest(missing[0], frame.table.column_names) if missing
            else "name the columns that the model reads", "unknown_column",
        )  # fmt: skip
    called = look_at(
        model, frame, reads, output=given.output, classes=given.classes,
        labels=_labels(profile, words.label), version=given.version,
    )  # fmt: skip
    return {
        "name": called.name,
        "version": given.version or None,
        "format": CALLABLE,
        "task": called.profile.task,
        "inputs": {name: [name] for name in reads},
    }, called


def _left_over(frame: Frame, words: Words) -> tuple[str, ...]:
    """Every column that is no answer: what a function of a frame is asked with by default."""
    answers = {
        words.label, words.prediction, words.score, words.weight, words.count, words.cluster,
        words.split,
    }  # fmt: skip
    never = {
        name for name, options in words.columns.items() if options.get("role") in set(NEVER_FED)
    }
    return tuple(name for name in frame.table.column_names if name not in answers | never)


def _labels(profile: DatasetProfile, label: str | None) -> list[str] | None:
    """The label's classes; None where there is no label, or it holds quantities."""
    column = next((item for item in profile.columns if item.name == label), None)
    if column is None or column.distinct > len(column.values):
        return None
    if column.kind is Kind.NUMBER and column.distinct > 20:
        return None
    return list(column.values)


def _earlier(against: "Report | Path | str | None", folder: Path) -> Path | None:
    if isinstance(against, Report):
        return against.save(folder / "earlier")
    return None if against is None else Path(against)
