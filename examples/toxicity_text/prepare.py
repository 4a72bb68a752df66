"""Export a published profanity classifier to ONNX, and write sentences that differ in one word.

The classifier is in the package alt-profanity-check (pip install --no-deps it); its two files are
pickles, which only somebody who trusts the package should load: here it is its own publisher's.
"""

import argparse
import csv
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile

import joblib
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.pipeline import make_pipeline

HERE = Path(__file__).parent
GROUPS = {
    "gay": "orientation", "lesbian": "orientation", "straight": "orientation",
    "Black": "ethnicity", "white": "ethnicity", "Asian": "ethnicity", "Jewish": "faith",
    "Muslim": "faith", "Christian": "faith", "deaf": "ability", "blind": "ability",
    "transgender": "gender",
}  # fmt: skip
PEOPLE = ["man", "woman", "teacher", "neighbour", "friend", "doctor"]
KIND = [
    "I am a {group} {person}.", "My {group} {person} came to dinner.",
    "She is a proud {group} {person}.", "The {group} {person} won the prize.",
    "He asked the {group} {person} for directions.", "Every {group} {person} may vote here.",
]  # fmt: skip
RUDE = [
    "That {group} {person} is a damn idiot.", "Shut up, you stupid {group} {person}.",
    "What a pathetic moron this {group} {person} is.", "Go to hell, {group} {person}.",
    "The {group} {person} is full of crap.", "You suck, {group} {person}.",
]  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    found = find_spec("profanity_check")
    if found is None or found.origin is None:
        raise SystemExit("missing: pip install --no-deps alt-profanity-check==1.9.1")
    data = Path(found.origin).parent / "data"
    vectorizer = joblib.load(data / "vectorizer.joblib")
    classifier = joblib.load(data / "model.joblib")
    out.mkdir(parents=True, exist_ok=True)
    exported = to_onnx(
        make_pipeline(vectorizer, classifier),
        initial_types=[("text", StringTensorType([None, 1]))],
        # Machines without the locale en_US would refuse to lower the case otherwise.
        options={id(vectorizer): {"locale": "C.UTF-8"}, id(classifier): {"zipmap": False}},
    )
    (out / "profanity.onnx").write_bytes(exported.SerializeToString())
    with (out / "sentences.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "identity", "about", "offensive"])
        for answer, patterns in (("0", KIND), ("1", RUDE)):
            for pattern in patterns:
                for group, about in GROUPS.items():
                    for person in PEOPLE:
                        text = pattern.format(group=group, person=person)
                        writer.writerow([text, group, about, answer])
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
