"""Train the demo's model on two thirds of Adult and keep the rest to audit it on.

Writes credit.onnx and applicants.csv.gz. The model never sees sex or race; it sees age, marital
status and relationship, which say much about both.
"""

import argparse
import gzip
from pathlib import Path

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

HERE = Path(__file__).parent
LABEL = "income"
NAMES = {"income-per-year": LABEL, "education-num": "education_years"}
NUMBERS = ["age", "education_years", "capital_gain", "capital_loss", "hours_per_week"]
CATEGORIES = ["workclass", "marital_status", "occupation", "relationship"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    people = pd.read_csv(HERE / "adult.csv.gz", keep_default_na=False)
    people.columns = [NAMES.get(name, name.replace("-", "_")) for name in people.columns]
    people[NUMBERS] = people[NUMBERS].astype(np.float32)
    known, applicants = train_test_split(
        people, test_size=1 / 3, random_state=0, stratify=people[LABEL]
    )
    encode = ColumnTransformer(
        [("categories", OneHotEncoder(handle_unknown="ignore"), CATEGORIES)],
        remainder="passthrough",
    )
    model = make_pipeline(
        encode, GradientBoostingClassifier(n_estimators=60, max_depth=3, random_state=0)
    )
    inputs = known[NUMBERS + CATEGORIES]
    model.fit(inputs, known[LABEL])
    exported = to_onnx(model, inputs[:1], options={"zipmap": False})
    (out / "credit.onnx").write_bytes(exported.SerializeToString())
    whole = applicants.drop(columns=["fnlwgt", "education", "native_country"])
    whole = whole.astype(dict.fromkeys(NUMBERS, int))
    text = whole.to_csv(index=False).encode()
    # mtime=0: the same rows give the same bytes, and so the same fingerprint
    (out / "applicants.csv.gz").write_bytes(gzip.compress(text, mtime=0))
    score = model.score(applicants[NUMBERS + CATEGORIES], applicants[LABEL])
    print(f"trained on {len(known)} people; {score:.3f} right on the other {len(applicants)}")


if __name__ == "__main__":
    main()
