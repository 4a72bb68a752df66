"""AUC and average precision by group with bootstraps: a scikit-learn loop and this project.

    python -m benchmarks.bench_ranking [rows] [draws]

Process CPU seconds; equal answers are checked in the run.
"""

import sys
import time

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from audits.statistics.auc import areas, bootstrap
from audits.statistics.ranked_scores import ranked

GROUPS = 5
TIMED = 5


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    draws = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    rng = np.random.default_rng(0)
    scores = rng.random(rows)
    positive = rng.random(rows) < scores
    group = rng.integers(0, GROUPS, rows).astype(np.int32)

    start = time.process_time()
    order = np.argsort(scores, kind="stable").astype(np.int32)
    found = []
    for at in range(GROUPS):
        taken = order[group[order] == at]
        held = areas(ranked(scores[taken], positive[taken]))
        found.append((held.roc, held.precision))
        bootstrap(scores[taken], positive[taken], draws, rng)
    ours = time.process_time() - start

    expected = []
    start = time.process_time()
    for at in range(GROUPS):
        score, label = scores[group == at], positive[group == at]
        expected.append((roc_auc_score(label, score), average_precision_score(label, score)))
        for _ in range(TIMED):
            drawn = rng.integers(0, len(score), len(score))
            roc_auc_score(label[drawn], score[drawn])
            average_precision_score(label[drawn], score[drawn])
    theirs = (time.process_time() - start) * (draws + 1) / (TIMED + 1)
    parity = np.abs(np.array(found) - expected).max()
    print(f"parity with scikit-learn: largest difference {parity:.1e}")
    assert parity < 1e-12

    start = time.process_time()
    for at in range(GROUPS):
        areas(ranked(scores[group == at], positive[group == at]))
    without = time.process_time() - start
    start = time.process_time()
    np.argsort(scores, kind="stable")
    for _ in range(draws):
        np.bincount(rng.integers(0, rows, rows, dtype=np.int32), minlength=rows).cumsum()
    floor = time.process_time() - start
    print(f"{rows:,} rows, {GROUPS} groups, {draws} bootstraps")
    print(f"  scikit-learn loop      {theirs:8.3f} s ({TIMED} draws timed, scaled)")
    print(f"  floor (sort and draws) {floor:8.3f} s")
    print(
        f"  evenhand               {ours:8.3f} s   {theirs / ours:.1f} x, {ours / floor:.2f} floors"
    )
    print(f"  evenhand, linearised   {without:8.3f} s   {theirs / without:.0f} x (what audits use)")


if __name__ == "__main__":
    main()
