import io

import pytest

from audits.report.assemble import assemble
from evenhand import terminal
from evenhand.layout import cells

RULE = {"metric": "selection_rate", "attribute": "race", "at_least": 0.5}


class Screen(io.StringIO):
    def isatty(self):
        return True


def make(group="African-American", verdict="fail", gate="fail", warnings=()):
    measured = [
        {"probe": "fairness.selection_rate", "probe_version": 1, "step": 0,
         "metric": "selection_rate", "group": {"race": name}, "value": value,
         "interval": [value - 0.05, value + 0.05], "confidence": 0.95, "sample_size": 3696,
         "method": "wilson", "evidence": []}
        for name, value in ((group, 0.41), ("Other", 0.79))
    ]  # fmt: skip
    blank = {"group": {}, "p_value": 0.001, "adjusted_p_value": 0.0004, "reason": None,
             "remedy": None, "waived": None, "needed_sample_size": None,
             "interval_adjusted": None, "rule": RULE, "metric": "selection_rate"}  # fmt: skip
    findings = [
        {**blank, "id": "a", "verdict": verdict, "measurement": 0},
        {**blank, "id": "b", "verdict": "pass", "measurement": 1},
        {**blank, "id": "c", "verdict": "not_run", "measurement": None,
         "reason": "there is no model", "remedy": "submit one"},
    ]  # fmt: skip
    step = {"step": 0, "probe": "fairness.selection_rate", "version": 1, "status": "ran",
            "measurements": measured, "warnings": list(warnings)}  # fmt: skip
    plan = {"columns": {"race": {"role": "protected"}}, "settings": {"seed": 0},
            "policy": {"rules": [RULE]}}  # fmt: skip
    provenance = {"dataset": {"name": "compas", "rows": 7214, "sha256": "a" * 64},
                  "environment": {"versions": {"evenhand": "0.1.0"}}}  # fmt: skip
    return assemble(plan, [step], findings, provenance, gate=gate, blocking=True)


def text(report, **changed):
    stream = io.StringIO()
    terminal.write(report, stream, report_address="file:///x/report.html", **changed)
    return stream.getvalue()


@pytest.mark.parametrize("width", [60, 70, 80, 120])
@pytest.mark.parametrize(
    "group",
    [
        "African-American",
        "a" * 300,
        "日本語の名前" * 9,
        "word " * 60,
        "گروه نمونهٔ فارسی",
        "e\u0301" * 40,
    ],
)
@pytest.mark.parametrize("gate", ["fail", "inconclusive"])
def test_no_line_is_wider_than_the_terminal(width, group, gate):
    lines = text(make(group, gate, gate), width=width).splitlines()
    assert max(cells(line) for line in lines) <= width


def test_the_gate_the_findings_and_the_address_are_said():
    found = text(make())
    assert "✕ GATE: FAIL" in found
    assert "41.0 [36.0, 46.0]" in found
    assert "< 0.001" in found
    assert "there is no model" in found
    assert "Submit one" in found or "submit one" in found
    assert "file:///x/report.html" in found
    assert found.rstrip().endswith("exit 1  the gate failed")


def test_a_pipe_gets_plain_text(monkeypatch):
    assert "\x1b" not in text(make())


def test_a_terminal_gets_colour_unless_it_says_no(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    terminal.write(make(), screen, width=80)
    assert "\x1b[1;31m" in screen.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    terminal.write(make(), screen, width=80)
    assert "\x1b" not in screen.getvalue()


def test_a_name_cannot_steer_the_terminal():
    found = text(make("\x1b[2Jx\u202ey\r\nexit 0", warnings=["\x1b]0;title\x07"]))
    assert not [c for c in found if ord(c) < 32 and c != "\n"]
    assert "\u202e" not in found


@pytest.mark.parametrize(
    ("gate", "code"), [("pass", 0), ("fail", 1), ("inconclusive", 2), ("not_run", 2), ("error", 4)]
)
def test_the_exit_code_stands_in_the_last_line(gate, code):
    report = {**make(gate=gate), "blocking": gate != "pass"}
    assert text(report).splitlines()[-1].startswith(f"exit {code} ")


def test_the_strip_shows_where_the_value_lies():
    low, high = (line for line in text(make(), width=120).splitlines() if "selection_rate," in line
                 and ("■" in line or "●" in line))  # fmt: skip
    assert low.index("■") < high.index("●")
    assert "░" in high


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        (8250, "would be decided near n 8,300 if this estimate stayed"),
        (None, "lies at its limit: no n would decide it"),
    ],
)
def test_an_open_finding_says_what_would_decide_it(needed, said):
    report = make(verdict="inconclusive", gate="inconclusive")
    report["findings"][0]["needed_sample_size"] = needed
    report["measurements"][0]["interval"] = [0.36, 0.9]  # on both sides of its limit
    for width in (80, 120):
        assert said in " ".join(text(report, width=width).split())


def test_a_number_outside_its_limit_that_does_not_fail_says_why_within_the_width():
    report = make(verdict="inconclusive", gate="inconclusive")
    report["findings"][0]["needed_sample_size"] = 8250
    for width in (80, 120):
        found = text(report, width=width)
        assert "could show that by chance; would be decided near" in " ".join(found.split())
        assert max(map(len, found.splitlines())) <= width


def test_the_numbers_of_the_groups_stand_below_the_findings():
    found = text(make())
    assert found.index("PASS") < found.index("  group             selection_rate")


def test_a_stored_policy_stands_with_its_version():
    report = make() | {"policy": {"name": "house", "version": "4"}}
    assert "policy   house, version 4, 3 checks" in text(report)


def test_the_audit_before_is_told_with_what_became_of_the_findings():
    became = [
        {"id": str(at), "metric": "selection_rate", "group": {"race": f"group {at}"},
         "verdict": "fail", "was": "inconclusive"}
        for at in range(14)
    ]  # fmt: skip
    comparison = {"paired": None, "unpaired": "the two audits saw other rows", "new": became,
                  "still_failing": [], "fixed": [], "undecided": []}  # fmt: skip
    text = "\n".join(terminal.lines({**make(), "comparison": comparison}, width=80))
    assert "Against the previous audit:" in text
    assert "14 new" in text
    assert "group 0: new: was inconclusive, fails now" in text
    assert "and 2 more in the report" in text
    assert all(cells(line) <= 80 for line in text.split("\n"))
    assert "previous audit" not in "\n".join(terminal.lines(make(), width=80))
