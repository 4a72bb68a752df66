"""What can be checked of a model that is only asked.

That it answers the same twice, and not one answer to everything: of such a model every attack
fails, which shows nothing.
"""

import numpy as np
from numpy.typing import NDArray

from audits.probing.subject import Subject
from audits.robustness.asking import Asker
from audits.robustness.attacked_rows import Attacked
from audits.robustness.masking import ONE_ANSWER, UNSTEADY, Sign, counted

# Pictures of noise over the whole range, among which a model that reads them answers otherwise.
NOISE_PICTURES = 20


def steadiness(asker: Asker, attacked: Attacked, rng: np.random.Generator) -> list[Sign]:
    """Both signs. rng: of the pictures of noise."""
    again = asker.codes(attacked.pixels)
    shape = (NOISE_PICTURES, *attacked.pixels.shape[1:])
    seen = np.concatenate([again, asker.codes(rng.uniform(0, 1, shape).astype(np.float32))])
    only = np.full(len(seen), len(np.unique(seen)) == 1)
    return [counted(UNSTEADY, again != attacked.codes), counted(ONE_ANSWER, only)]


def one_answer(subject: Subject, turned: NDArray[np.bool_]) -> str | None:
    """Why an attack's failure shows nothing: nothing was turned, and all rows have one answer.

    turned: of the rows attacked, shape (rows,). None where it may be believed.
    """
    codes = subject.answered_codes
    if turned.any() or not len(codes) or codes.min() != codes.max():
        return None
    return (
        f"all {len(codes):,} rows, and whatever was made of them, are answered with the same "
        "class, so that nothing could be turned"
    )
