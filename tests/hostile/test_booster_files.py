"""Files of boosters that were damaged at random: refused, or read; the process lives.

Their libraries alone end the process on about one in seven of the same files.
"""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.lazily import lazily

xgboost, lightgbm = lazily("xgboost"), lazily("lightgbm")
FILES = 60
ROOT = Path(__file__).parents[2]
READ_ALL = """
import sys
from pathlib import Path
import numpy as np
from audits.errors import Refused
from audits.models.tables import lightgbm_file, xgboost_file

reader = {"xgboost": xgboost_file, "lightgbm": lightgbm_file}[sys.argv[1]]
rows = np.stack([np.linspace(-1, 1, 9), np.arange(9) % 3], axis=1)
refused = read = 0
for path in sorted(Path(sys.argv[2]).iterdir()):
    print(path.name, file=sys.stderr, flush=True)
    try:
        native = reader.read(path)
        native.ask(np.resize(rows, (9, native.columns.width)))
        read += 1
    except Refused as refusal:
        assert all(problem.remedy for problem in refusal.problems)
        refused += 1
print("lived", refused, read)
"""


def whole(library, path):
    import pandas

    rng = np.random.default_rng(0)
    words = pandas.Categorical(np.array(["x", "y", "z"])[np.arange(90) % 3])
    frame = pandas.DataFrame({"a": rng.normal(size=90), "w": words})
    truth = (frame["a"] > 0) ^ (np.arange(90) % 3 == 1)
    if library == "xgboost":
        model = xgboost.XGBClassifier(
            n_estimators=3, max_depth=3, enable_categorical=True, max_cat_to_onehot=1
        )
        model.fit(frame, truth).save_model(path)
    else:
        model = lightgbm.LGBMClassifier(n_estimators=2, verbose=-1, min_data_per_group=1)
        model.fit(frame, truth).booster_.save_model(path)
    return path.read_bytes()


def damaged(content, chance):
    """Cut, or a few bytes changed; a digit mostly becomes another one."""
    if chance.random() < 0.2:
        return content[: chance.randrange(len(content))]
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5])):
        place = chance.randrange(len(changed))
        is_digit = chr(changed[place]).isdigit() and chance.random() < 0.8
        changed[place] = ord(chance.choice("0123456789")) if is_digit else chance.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("ending", ["json", "ubj", "txt"])
def test_a_damaged_file_never_ends_the_process(tmp_path, ending):
    library = "lightgbm" if ending == "txt" else "xgboost"
    content = whole(library, tmp_path / f"whole.{ending}")
    folder = tmp_path / "damaged"
    folder.mkdir()
    for number in range(FILES):
        path = folder / f"{number:03}.{ending}"
        path.write_bytes(damaged(content, random.Random(number)))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ_ALL, library, str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.returncode} at {done.stderr[-300:]}"
    *_, last = done.stdout.splitlines()
    _, refused, read = last.split()
    assert int(refused) + int(read) == FILES
    assert int(refused) > FILES / 4
    assert int(read) > 0
