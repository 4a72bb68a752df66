"""The profanity classifier and the sentences of the example toxicity_text, to be explained."""

import argparse
import subprocess
import sys
from pathlib import Path
from shutil import copyfile

HERE = Path(__file__).parent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    prepare = HERE.parent / "toxicity_text" / "prepare.py"
    subprocess.run([sys.executable, prepare, "--out", out], check=True, stdout=subprocess.DEVNULL)
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
