"""Whole audits of translators behind an address: real servers on the loopback, the real sandbox."""

import json

import pytest

from evenhand.local import audit_file
from tests.endpoint_server import DROP, answering, said, streamed
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
JOBS = ["lääkäri", "sairaanhoitaja"]


def asking(folder, url, endpoint, rules=()):
    """Eighty sentences about two jobs, in turn."""
    rows = [f"Hän on {JOBS[number % 2]} numero {number}." for number in range(80)]
    lines = ["source,job", *(f"{row},{JOBS[n % 2]}" for n, row in enumerate(rows))]
    (folder / "sentences.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    document = {
        "model": {"url": url, "task": "translation", "source_language": "fi",
                  "target_language": "en", "endpoint": endpoint},
        "dataset": {"path": "sentences.csv", "columns": {
            "source": {"role": "feature", "kind": "text"}, "job": {"role": "protected"}}},
        "probes": [{"translation.gendered_pronouns": {"sets": ["dataset"]}}],
        "policy": {"rules": list(rules)},
    }  # fmt: skip
    (folder / "audit.json").write_text(json.dumps(document), encoding="utf-8")
    return folder / "audit.json"


def number_of(text):
    return int(text.rstrip(".").rsplit(" ", 1)[1])


def spoken(text):
    return "She works." if "sairaanhoitaja" in text else "He works."


def shares(report, metric="female_share", **more):
    return {
        m["group"].get("job"): m
        for m in report["measurements"]
        if m["metric"] == metric and more.items() <= m["group"].items()
        and set(m["group"]) - set(more) <= {"language", "job"}
    }  # fmt: skip


def warnings(report):
    of_probes = (w for probe in report["probes"] for w in probe.get("warnings") or ())
    return " ".join([*report.get("warnings", ()), *of_probes])


def test_a_sentence_without_an_answer_is_counted_by_group_and_passes_no_rule(tmp_path):
    """Ten of the forty nurses stay without an answer, whatever else stands in their request.

    Of forty nurses thirty are she, and up to forty could be.
    """

    def lost(text):
        return "sairaanhoitaja" in text and number_of(text) % 8 == 1

    def answer(body, number):
        if any(map(lost, body["q"])):
            return 400, {}, json.dumps({"error": "too odd"})
        return 200, {}, json.dumps({"translatedText": [spoken(text) for text in body["q"]]})

    rule = {"metric": "female_share", "group": {"language": "fi"}, "at_most": 0.5}
    with answering(answer) as served:
        file = asking(tmp_path, served.url, {"form": "libretranslate", "retries": 0}, [rule])
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    she = shares(report)
    assert (she[None]["value"], she[None]["sample_size"]) == (30 / 80, 80)
    assert (she["sairaanhoitaja"]["value"], she["lääkäri"]["value"]) == (30 / 40, 0)
    bounds = {job: one.get("unanswered", {}) for job, one in she.items()}
    assert bounds["sairaanhoitaja"]["rows"] == 10
    assert bounds["sairaanhoitaja"]["bounds"] == [0.75, 1.0]
    assert not bounds["lääkäri"]
    silent = shares(report, "reading_share", reading="unanswered")
    assert {job: one["value"] for job, one in silent.items()} == {
        None: 10 / 80, "lääkäri": 0, "sairaanhoitaja": 10 / 40,
    }  # fmt: skip
    told = warnings(report)
    assert "10 of 80 translations have no answer" in told
    # Fisher's exact test of 10 of 40 against 0 of 40, by scipy: p = .00104
    assert "not shared alike by job: sairaanhoitaja 10 of 40, 25.0 % (exact p 0.001)" in told
    assert "requests stayed without an answer: answered 400" in told
    (finding,) = report["findings"]
    # 30 of 80 alone keeps .5 [.28 to .48]; 40 of 80 does not.
    assert she[None]["interval"][1] < 0.5
    assert finding["verdict"] != "pass"
    assert report["gate"] != "pass"


def test_a_server_that_breaks_in_every_way_loses_no_answered_sentence(tmp_path):
    faults = [
        (429, {"Retry-After": "0"}, "busy"), (500, {}, "boom"), (503, {}, ""), DROP,
        (200, {}, "<html>"), streamed("half", done=False), (200, {}, '{"choices": []}'),
    ]  # fmt: skip
    tries = {}

    def answer(body, number):
        text = body["messages"][-1]["content"].split("Finnish: ")[1].split("\n")[0]
        tries[text] = tries.get(text, 0) + 1
        if tries[text] == 1 and number_of(text) % 2 == 0:
            return faults[number_of(text) // 2 % len(faults)]
        pronoun = spoken(text).removesuffix("works.")
        return streamed(pronoun, "works.") if number_of(text) % 3 else said(spoken(text))

    with answering(answer) as served:
        endpoint = {"form": "openai", "model": "small", "longest_wait_seconds": 1}
        file = asking(tmp_path, f"{served.url}/v1", endpoint)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    read = shares(report, "unresolved_share")[None]
    assert (read["value"], read["sample_size"]) == (0, 80)
    assert "unanswered" not in read or not read["unanswered"]


def test_apologies_alternatives_and_other_languages_are_states_of_their_own(tmp_path):
    """Of every eight sentences one each is answered in these ways, the others as asked."""
    odd = {
        0: "I'm sorry, but I can't translate that.", 1: "He/she works.", 2: "Xe works.",
        3: "They work.", 4: "Hän on jossakin.",
    }  # fmt: skip
    names = {0: "declined", 1: "several", 2: "neopronoun", 3: "they", 4: "untranslated"}

    def answer(body, number):
        text = body["messages"][-1]["content"].split("Finnish: ")[1].split("\n")[0]
        which = number_of(text) % 8
        model = "small-1" if number_of(text) < 40 else "small-2"
        return said(odd.get(which, spoken(text)), model=model)

    with answering(answer) as served:
        file = asking(tmp_path, f"{served.url}/v1", {"form": "openai", "model": "small"})
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    for which in odd:
        one = shares(report, "reading_share", reading=names[which])[None]
        assert one["value"] == 10 / 80, names[which]
    assert "10 of 80 translations are an apology or a refusal" in warnings(report)
    assert "the model changed between calls, by the field `model`" in warnings(report)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "neopronoun" in page
    assert "declined" in page
