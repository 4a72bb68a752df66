from audits.report.assemble import assemble


def test_the_report_has_the_keys_of_the_contract(report):
    assert report["schema"] == "evenhand.report/1"
    assert report["gate"] == "fail"
    assert report["blocking"] is True
    assert report["signature"] is None
    assert report["dataset"] == {
        "name": "compas", "version": "d" * 12, "sha256": "d" * 64, "rows": 7214,
    }  # fmt: skip
    assert report["probes"] == [
        {"name": "fairness.error_rates", "version": 1, "step": 0, "status": "ran"}
    ]


def test_every_finding_gets_its_sentence(report):
    failed, small, idle = (found["sentence"] for found in report["findings"])
    assert "the gap of 21" in failed
    assert "exceeds the policy's limit of 5." in failed
    assert "8 rows where 30 are needed" in small
    assert "no probe of this plan measures it" in idle


def test_measurements_stand_in_the_order_of_the_steps():
    def step(index):
        measured = {"metric": f"m{index}", "probe": "a.b", "group": {}}
        return {"step": index, "probe": "a.b", "version": 1, "status": "ran",
                "measurements": [measured]}  # fmt: skip

    report = assemble({}, [step(2), step(0), step(1)], [], {})
    assert [m["metric"] for m in report["measurements"]] == ["m0", "m1", "m2"]


def test_a_probe_that_did_not_run_keeps_its_remedy():
    step = {"step": 0, "probe": "a.b", "version": 1, "status": "not_run", "reason": "why",
            "remedy": "what to do", "measurements": []}  # fmt: skip
    (probe,) = assemble({}, [step], [], {})["probes"]
    assert (probe["reason"], probe["remedy"]) == ("why", "what to do")


def test_a_warning_stands_once(make_report):
    assert make_report(warnings=["twice", "twice", "once"])["warnings"] == ["twice", "once"]
