"""What is shown of wrong labels: given against true ones, and what the estimate rests on."""

import numpy as np

from audits.data.arrays import Matrix
from audits.data_quality.held_out_probabilities import Labelled, Source
from audits.data_quality.mistaken_labels import Mistakes
from audits.measurement import Exhibit

MOST_CLASSES = 10
GIVEN = {
    Source.RECORDED: "columns of the data, from a model that did not see the row",
    Source.MODEL: "the answers of the model, or its recorded score",
    Source.SURROGATE: "a surrogate fitted here, each row judged by one that did not see it",
}


def joint_table(of: Labelled, shares: Matrix) -> Exhibit:
    """The estimated joint of given and true labels, of the classes that have most rows.

    shares: shape (classes, classes), of all rows; a row a given label, a column a true one.
    """
    given = np.bincount(of.labels, minlength=len(of.classes))
    shown = np.sort(np.argsort(-given, kind="stable")[:MOST_CLASSES]).tolist()
    per_label = shares / np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    return Exhibit(
        "heat_map",
        "Given labels, and what they are estimated to be (confident learning)",
        {
            "rows": [f"labelled {of.classes[code]}" for code in shown],
            "columns": [f"is {of.classes[code]}" for code in shown],
            "cells": [
                [
                    {
                        "value": float(per_label[down, across]),
                        "n": round(float(shares[down, across]) * len(of.labels)),
                    }
                    for across in shown
                ]
                for down in shown
            ],
            "scale": "share",
            "caption": "In each cell the share of the label's rows, and how many rows that is.",
        },
    )


def facts(mistakes: Mistakes) -> Exhibit:
    """Who gave the probabilities, which rows are counted, and what the joint makes of all rows."""
    rows, sure = mistakes.rows, mistakes.sure
    confident = mistakes.confident >= 0
    by_overlap, differing = mistakes.by_overlap()
    lines = [
        ("Who says what a row is", GIVEN[rows.source]),
        ("Rows looked at", f"{len(rows.labels):,}"),
        (
            "Rows that confidently are of a class",
            f"{int(confident.sum()):,}, of which {differing:,} are labelled otherwise; "
            f"up to {by_overlap:,} may be by overlap of classes, with no label wrong",
        ),
        (
            f"The surest {100 * sure.share:g} % of each class",
            f"{int(sure.rows.sum()):,} rows, of which "
            f"{int(sure.differing(rows.labels).sum()):,} are labelled otherwise",
        ),
        (
            "Rows whose label is not the most probable class",
            f"{int((sure.answers != rows.labels).sum()):,}; some of them are right and rare",
        ),
        (
            "Wrong labels of all rows by the joint",
            f"{100 * (1 - float(np.trace(mistakes.joint))):.3g} %",
        ),
    ]
    content = {"facts": [{"question": name, "answer": words} for name, words in lines]}
    return Exhibit("facts", "What the estimate rests on", content)
