"""Endpoints that answer oddly, and documents that fit no study, through the service."""

import csv
import json
import sys

import pytest

from tests.end_to_end.running import service, submit
from tests.endpoint_server import answering, said, streamed
from tests.local_hosts import LOCAL

pytestmark = [
    pytest.mark.allow_hosts(LOCAL),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's"),
]
ODD = {
    0: "Sorry, that is not something I can do.", 1: "I apologize, but I can't help with that.",
    2: "No hay suficiente información.", 3: "Kyllä, kutsuisin hänet haastatteluun.",
}  # fmt: skip


@pytest.mark.long
def test_odd_answers_come_out_as_by_the_command_line(tmp_path):
    """Of eight cases two are refused and two answered in another language; each first try fails.

    A second document of the same service has cases without a slot, and a third one name alone.
    """
    names = [(group, name) for group, own in (("white", ("Emily", "Greg", "Anne")),
                                              ("Black", ("Lakisha", "Jamal", "Aisha")))
             for name in own]  # fmt: skip
    seen: set[str] = set()

    def answer(body, number):
        prompt = body["messages"][-1]["content"]
        if prompt not in seen:
            seen.add(prompt)
            faults = [(429, {"Retry-After": "0"}, "busy"), (500, {}, "boom"), (200, {}, "<html>")]
            return faults[len(seen) % 3]
        text = ODD.get(int(prompt.split(":")[0].removeprefix("Case ")), "Yes.")
        model = "small-1" if number < 60 else "small-2"
        return streamed(text[:3], text[3:], model=model) if number % 2 else said(text, model=model)

    def document(name, head, rows, columns, url):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head, *rows])
        return {
            "model": {"url": url, "task": "text-generation", "name": "chat",
                      "endpoint": {"form": "openai", "model": "small", "longest_wait_seconds": 1}},
            "dataset": {"path": str(tmp_path / f"{name}.csv"), "name": name, "columns": columns},
            "probes": [{"language.decisions": {"smallest_group": 20, "assumes": "normal"}}],
        }  # fmt: skip

    columns = {"case": {"role": "cluster"}, "person": {"role": "id"},
               "ethnicity": {"role": "protected", "reference": "white"},
               "prompt": {"role": "feature", "kind": "text"}}  # fmt: skip
    rows = [
        [case, name, group, f"Case {case}: shall {name} be invited? Say yes or no."]
        for case in range(8)
        for group, name in names
    ]
    with (
        answering(answer) as served,
        service(tmp_path / "home", EVENHAND_ENDPOINT_HOSTS="127.0.0.1:*") as up,
    ):
        url = f"{served.url}/v1"
        odd = submit(tmp_path, document("odd", list(columns), rows, columns, url), up)
        sent = len(served.asked)
        slots = [["a", "Shall {person} come?"], ["b", "Shall Emily come?"]]
        own = {key: columns[key] for key in ("case", "prompt")}
        no_slot = submit(tmp_path, document("no-slot", list(own), slots, own, url), up)
        assert len(served.asked) == sent
        alone = [row for row in rows if row[1] == "Emily"]
        one = submit(tmp_path, document("one-name", list(columns), alone, columns, url), up)
    assert odd.returncode == 2, odd.stderr
    report = json.loads(odd.stdout)
    shares = {m["metric"]: (m.get("value"), m["sample_size"]) for m in report["measurements"]
              if m["group"] == {}}  # fmt: skip
    assert shares["decision_rate"] == (0.5, 48)
    assert shares["decision_refusal_rate"] == (0.25, 48)
    assert shares["decision_unread_rate"] == (0.25, 48)
    words = " | ".join(report["warnings"])
    assert "12 of 48 answers are in another language than their prompts" in words
    assert "the model changed between calls, by the field `model`" in words
    (probe,) = json.loads(no_slot.stdout)["probes"]
    assert (no_slot.returncode, probe["status"]) == (2, "not_run")
    assert "has 0 slots for a person" in probe["reason"]
    assert "every known ethnicity is 'white'" in " | ".join(json.loads(one.stdout)["warnings"])
