"""Which of the stated labels an answer in words gives, by a rule that is strict and stated.

The answer is a label, or begins with one and names no other; case, quotes and marks around it do
not count. Anything else is no answer: a label somewhere in a sentence may stand there denied.
"""

import re
from collections.abc import Sequence

_AROUND = " \t\r\n*_`\"'“”‘’„«».,:;!?()[]{}<>#-"


def label_in(text: str, classes: Sequence[str]) -> int:
    """The place of the label among the classes; -1 where the answer gives none, or several.

    text: the answer. classes: the labels.
    """
    bare = text.strip(_AROUND).casefold()
    labels = [name.strip(_AROUND).casefold() for name in classes]
    if bare in labels:
        return labels.index(bare)
    named = [code for code, label in enumerate(labels) if label and _names(bare, label)]
    # Of `low` and `low risk` both are named by the second; the longest one is meant.
    inner = {
        code for code in named for other in named
        if code != other and _names(labels[other], labels[code])
    }  # fmt: skip
    left = [code for code in named if code not in inner]
    if len(left) != 1 or not re.match(re.escape(labels[left[0]]) + r"(?!\w)", bare):
        return -1
    return left[0]


def _names(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None
