"""Train one network with two heads on Adult, and beside it a network for each head alone.

From the same eight numbers about a person the network tells whether the income is over 50,000
dollars, and how many hours a week the person works. Both heads share one small layer, and the hours
weigh more in training, so the income's head has to make do with what they leave. The answers of
the two networks that were trained for one task each stand beside the labels.
"""

import argparse
from pathlib import Path
from shutil import copyfile

import numpy as np
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).parent
WORK = ["education_years", "capital_gain", "capital_loss", "manager"]
HOUSEHOLD = ["age", "married", "never_married", "child_of"]
TRAINED, AUDITED, SHARED = 12_000, 6_000, 3
# How much the hours' error weighs beside the income's in the network that has both heads.
HOURS_WEIGH = 8.0


class TwoHeads(nn.Module):
    """Two inputs, one shared layer, an output a head."""

    def __init__(self, middle: torch.Tensor, scale: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("middle", middle)
        self.register_buffer("scale", scale)
        self.shared = nn.Sequential(nn.Linear(len(middle), SHARED), nn.Tanh())
        self.income = nn.Linear(SHARED, 1)
        self.hours = nn.Linear(SHARED, 1)

    def forward(
        self, work: torch.Tensor, household: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """P(income over 50,000) and hours a week, each of shape (rows, 1)."""
        told = self.shared((torch.cat([work, household], 1) - self.middle) / self.scale)
        return torch.sigmoid(self.income(told)), 40 + 12 * self.hours(told)


def people() -> pd.DataFrame:
    source = HERE.parent / "credit_adult" / "adult.csv.gz"
    adult = pd.read_csv(source, keep_default_na=False)
    return pd.DataFrame(
        {
            "sex": adult["sex"],
            "race": adult["race"],
            "education_years": adult["education-num"],
            "capital_gain": np.log1p(adult["capital-gain"]).round(3),
            "capital_loss": np.log1p(adult["capital-loss"]).round(3),
            "manager": adult["occupation"].isin(["Exec-managerial", "Prof-specialty"]).astype(int),
            "age": adult["age"],
            "married": (adult["marital-status"] == "Married-civ-spouse").astype(int),
            "never_married": (adult["marital-status"] == "Never-married").astype(int),
            "child_of": (adult["relationship"] == "Own-child").astype(int),
            "income": (adult["income-per-year"] == ">50K").astype(int),
            "hours": adult["hours-per-week"],
        }
    )


def tensors(table: pd.DataFrame, names: list[str]) -> torch.Tensor:
    return torch.tensor(table[names].to_numpy(dtype=np.float32))


def trained(known: pd.DataFrame, income: float, hours: float) -> TwoHeads:
    """income, hours: how much each head's error weighs; 0 leaves a head untrained."""
    torch.manual_seed(0)
    work, household = tensors(known, WORK), tensors(known, HOUSEHOLD)
    inputs = torch.cat([work, household], 1)
    network = TwoHeads(inputs.mean(0), inputs.std(0))
    is_rich, worked = tensors(known, ["income"]), tensors(known, ["hours"])
    steps = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(12):
        for rows in torch.randperm(len(known)).split(256):
            score, number = network(work[rows], household[rows])
            loss = income * nn.functional.binary_cross_entropy(score, is_rich[rows])
            loss = loss + hours * nn.functional.mse_loss(number, worked[rows]) / 144
            steps.zero_grad()
            loss.backward()
            steps.step()
    return network.eval()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    known, rest = train_test_split(people(), train_size=TRAINED, random_state=0)
    audited = rest.sample(AUDITED, random_state=0).copy()
    both = trained(known, 1.0, HOURS_WEIGH)
    work, household = tensors(audited, WORK), tensors(audited, HOUSEHOLD)
    income_alone, hours_alone = trained(known, 1.0, 0.0), trained(known, 0.0, 1.0)
    with torch.no_grad():
        audited["income_alone"] = (income_alone(work, household)[0][:, 0] >= 0.5).int().numpy()
        audited["hours_alone"] = hours_alone(work, household)[1][:, 0].numpy().round(3)
    rows = torch.export.Dim("rows")
    torch.onnx.export(
        both, (work[:2], household[:2]), str(out / "people.onnx"),
        input_names=["work", "household"], output_names=["income", "hours"],
        dynamic_shapes=({0: rows}, {0: rows}), external_data=False, verbose=False,
    )  # fmt: skip
    audited.to_csv(out / "people.csv", index=False)
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
