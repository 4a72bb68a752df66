"""How long an audit will take, said before it starts."""

from service.records.unit_of_work import UnitOfWork

# Seen on two cores: an audit's own beginning, then each probe's look at a million rows.
START_SECONDS, SECONDS_A_MILLION_ROWS = 5.0, 10.0


def last_seconds(unit: UnitOfWork, dataset: str, model: str | None) -> float | None:
    """What the newest completed audit of these versions took; None where there is none."""
    page = unit.audits.page(dataset_id=dataset, model_id=model, state="completed", limit=20)
    for row in page.rows:
        measured = row.same_as is None and row.model_version_id == model
        if measured and row.started_at is not None and row.finished_at is not None:
            return row.finished_at - row.started_at
    return None


def expected(*, rows: int, probes: int, asks_a_model: bool, budget: str, last: float | None) -> str:
    """A sentence. rows: of the table. last: seconds that the same files took before."""
    if last is not None:
        return f"These files took {_in_words(last)} the last time."
    if asks_a_model:
        return (
            "How long the model takes for its answers nobody knows before the first audit; what "
            f"asks it again ends after {budget}."
        )
    seconds = START_SECONDS + SECONDS_A_MILLION_ROWS * probes * rows / 1e6
    return f"About {_in_words(seconds)} once a worker has taken it."


def _in_words(seconds: float) -> str:
    if seconds < 10:
        return "ten seconds or less"
    if seconds < 90:
        return f"{10 * round(seconds / 10)} seconds"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes"
    return f"{round(seconds / 3600)} hours"
