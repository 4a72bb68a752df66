"""Every forgery of a real report: each member changed, removed, added, doubled; none passes."""

import copy
import json
from collections.abc import Iterator
from functools import partial

import pytest

from audits.data.group_sizes import describe
from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.judging.policy import judge
from audits.planning.plan import make_plan
from audits.report.assemble import assemble
from audits.report.signing import fingerprint_of, public_key, sign, signer
from audits.report.trust import TrustedKey
from audits.running.run import run
from audits.specification.parsing import parse_document
from evenhand.verifying import Trust, report

KEY = bytes(range(32))
PUBLIC = public_key(KEY)
TRUST = Trust({fingerprint_of(PUBLIC): TrustedKey(PUBLIC)})


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """Measured, judged and signed; in the gate, warnings, exhibits and layers something stands."""
    path = tmp_path_factory.mktemp("data") / "people.csv"
    rows = [("m", 1)] * 80 + [("m", 0)] * 20 + [("f", 1)] * 20 + [("f", 0)] * 80
    path.write_text("sex,p\n" + "".join(f"{sex},{answer}\n" for sex, answer in rows))
    document = parse_document(
        {"dataset": {"path": path.name, "columns": {
            "sex": {"role": "protected", "reference": "m"},
            "p": {"role": "prediction", "favourable": "1"}}},
         "probes": ["fairness.selection_rate"],
         "policy": {"rules": [{"metric": "demographic_parity_difference", "within": 0.1,
                               "attribute": "sex"}]}}
    )  # fmt: skip
    plan = make_plan(document, dataset=profile_dataset(path))
    data = read_dataset(path, plan.columns)
    steps = [result.to_json() for result in run(plan, data)]
    steps[0]["exhibits"] = [*steps[0]["exhibits"], {"kind": "note", "text": "shown", "rows": [1]}]
    found = judge(plan, steps, context=describe(data))
    assert str(found.gate) == "fail"  # 0.2 and 0.8 of a hundred each
    provenance = {
        "audit": {"id": "aud_1", "by": "a schedule", "finished": "2026-11-23T06:41:09Z"},
        "environment": {"versions": {"evenhand": "0.1.0"}, "sandbox": ["landlock"]},
        "warnings": ["it ran without a wall"],
        "signer": signer(KEY),
    }
    made = assemble(
        plan.to_json(), steps, [f.to_json() for f in found.findings], provenance,
        gate=str(found.gate), blocking=found.blocking,
    )  # fmt: skip
    made = json.loads(json.dumps(made))
    return {**made, "signature": sign(made, KEY)}


def passes(text: str) -> bool:
    try:
        return report(text.encode(), TRUST).good is True
    except Refused:
        return False


def places(value, path=()) -> Iterator[tuple]:
    """Every place of a document below its root."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def other(value):
    """A value of the same kind that says something else."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("a" if not value.endswith("a") else "b")
    return "something" if value is None else None


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed(document, path):
    at(document, path[:-1])[path[-1]] = other(at(document, path))


def removed(document, path):
    del at(document, path[:-1])[path[-1]]


def added(document, path):
    holder = at(document, path[:-1])
    if isinstance(holder, list):
        holder.insert(path[-1], copy.deepcopy(holder[path[-1]]))
    else:
        holder[f"{path[-1]}_too"] = copy.deepcopy(holder[path[-1]])


@pytest.mark.parametrize("forge", [changed, removed, added])
def test_no_forgery_passes(signed, forge) -> None:
    assert passes(json.dumps(signed))
    tried = 0
    for path in places(signed):
        forged = copy.deepcopy(signed)
        forge(forged, path)
        assert not passes(json.dumps(forged)), f"{forge.__name__}: {path}"
        tried += 1
    assert tried > 300


def doubled(value, target, path=()) -> str:
    """The document's JSON with one member written twice, the true one first."""
    inner = partial(doubled, target=target)
    if isinstance(value, list):
        return f"[{','.join(inner(v, path=(*path, i)) for i, v in enumerate(value))}]"
    if not isinstance(value, dict):
        return json.dumps(value)
    members = []
    for key, found in value.items():
        members.append(f"{json.dumps(key)}:{inner(found, path=(*path, key))}")
        if (*path, key) == target:
            members.append(f"{json.dumps(key)}:{json.dumps(found)}")
    return f"{{{','.join(members)}}}"


def test_a_member_that_stands_twice_does_not_pass_even_where_both_say_the_same(signed) -> None:
    assert passes(doubled(signed, None))
    members = [path for path in places(signed) if isinstance(at(signed, path[:-1]), dict)]
    assert len(members) > 200
    for path in members:
        assert not passes(doubled(signed, path)), path


def test_the_same_report_spelled_otherwise_passes(signed) -> None:
    assert passes(json.dumps(dict(reversed(signed.items())), indent=4, ensure_ascii=True))


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "1e999", '{"gate": NaN}', "[" * 100_000, "\ufeff{}", "{}"]
)
def test_what_is_no_report_is_refused(text) -> None:
    with pytest.raises(Refused, match="is not an Evenhand report"):
        report(text.encode(), TRUST)


def test_utf_16_is_refused(signed) -> None:
    with pytest.raises(Refused):
        report(json.dumps(signed).encode("utf-16"), TRUST)


def test_the_whole_signature_taken_away_is_no_pass(signed) -> None:
    assert report(json.dumps({**signed, "signature": None}).encode(), TRUST).good is False


def test_a_forger_with_a_key_of_their_own_is_not_trusted(signed) -> None:
    forged = {**signed, "gate": "pass", "signer": signer(b"f" * 32)}
    forged["signature"] = sign(forged, b"f" * 32)
    found = report(json.dumps(forged).encode(), TRUST)
    assert found.good is False
    assert "NOT trusted" in found.lines[-1]


def test_parts_of_two_signatures_of_one_key_do_not_make_one(signed) -> None:
    passing = {**signed, "gate": "pass"}
    passing["signature"] = sign(passing, KEY)
    assert passes(json.dumps(passing))
    assert not passes(json.dumps({**passing, "signature": signed["signature"]}))
    mixed = {**passing["signature"], "envelope": signed["signature"]["envelope"]}
    assert not passes(json.dumps({**passing, "signature": mixed}))


def test_downgraded_to_the_earlier_signature_it_is_not_a_pass(signed) -> None:
    """The part without the envelope is what earlier releases signed; a gate is not under it."""
    stripped = {key: value for key, value in signed["signature"].items() if key != "envelope"}
    found = report(json.dumps({**signed, "gate": "pass", "signature": stripped}).encode(), TRUST)
    assert found.good is None
    assert "GATE" in found.lines[-1]
