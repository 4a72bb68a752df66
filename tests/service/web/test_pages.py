"""The pages as a browser without JavaScript sees them."""

import re
from io import BytesIO

import pytest

from service.records.unit_of_work import EVERYONE
from service.web.pages.signing import local_address
from tests.service.conftest import ORIGIN, Place
from tests.service.worker_hands import claimed, failed, inspected, measured, told

SECURITY_HEADERS = (
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "Permissions-Policy", "Cache-Control",
)  # fmt: skip
MARKUP = "<script>alert(1)</script>"


def token(page: str) -> str:
    """The form's CSRF token."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_signing_in_with_a_key_opens_the_pages_and_out_closes_them(place: Place) -> None:
    browser = place.client
    wrong = browser.post("/login", data={"key": "ehk_0_wrong"}, headers={"Origin": ORIGIN})
    assert wrong.status_code == 401
    assert "unknown, expired or revoked" in wrong.text
    right = browser.post(
        "/login", data={"key": place.keys["full"], "next": "/models"}, headers={"Origin": ORIGIN}
    )
    assert (right.status_code, right.headers["Location"]) == (303, "/models")
    cookie = right.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert place.keys["full"] not in cookie
    page = browser.get("/audits")
    out = browser.post("/logout", data={"csrf": token(page.text)}, headers={"Origin": ORIGIN})
    assert out.status_code == 303
    browser.set_cookie("evenhand_session", cookie.split("=")[1].split(";")[0])
    assert browser.get("/audits").status_code == 401


def test_signing_in_with_a_password(place: Place) -> None:
    from argon2 import PasswordHasher

    hashed = PasswordHasher(memory_cost=1024, time_cost=1).hash("correct horse")
    with place.records.writing(place.tenants["ours"]) as unit:
        unit.users.add("ada", hashed, ["read"])
        unit.commit()
    for tenant, name, password, status in (
        ("ours", "ada", "correct horse", 303),
        ("ours", "ada", "wrong", 401),
        ("theirs", "ada", "correct horse", 401),
        ("ours", "nobody", "correct horse", 401),
    ):
        form = {"tenant": tenant, "name": name, "password": password}
        answer = place.client.post("/login", data=form, headers={"Origin": ORIGIN})
        assert answer.status_code == status, (tenant, name)


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://evil.example"},
                                     {"Sec-Fetch-Site": "cross-site"}])  # fmt: skip
def test_a_form_from_another_site_is_refused(place: Place, headers: dict[str, str]) -> None:
    browser = place.signed_in()
    csrf = token(browser.get("/policies").text)
    answer = browser.post(
        "/policies", data={"csrf": csrf, "name": "p", "rules": "rules: []"}, headers=headers
    )
    assert (answer.status_code, answer.json["code"]) == (403, "cross_site")
    assert place.client.post("/login", data={"key": "x"}, headers=headers).status_code == 403


def test_a_form_needs_its_own_sessions_token(place: Place) -> None:
    browser, other = place.signed_in(), place.signed_in()
    for csrf in ("", "x", token(other.get("/policies").text)):
        form = {"csrf": csrf, "name": "p", "rules": "rules: []"}
        answer = browser.post("/policies", data=form, headers={"Origin": ORIGIN})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [("/models", "/models"), ("/audits?q=a", "/audits?q=a"), ("//evil.example", "/audits"),
     ("https://evil.example", "/audits"), ("/\\evil.example", "/audits"), ("", "/audits"),
     ("/a\r\nSet-Cookie: x", "/audits")],
)  # fmt: skip
def test_signing_in_leads_only_to_our_own_addresses(wanted: str, kept: str) -> None:
    assert local_address(wanted) == kept


@pytest.mark.parametrize(
    "path", ["/login", "/audits", "/healthz", "/v1/audits", "/nothing", "/static/page.js", "/"]
)
def test_every_answer_has_the_security_headers(place: Place, path: str) -> None:
    answer = place.client.get(path)
    for name in SECURITY_HEADERS:
        assert answer.headers[name], name
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    answer.close()


@pytest.mark.parametrize(
    "path", ["/login", "/audits", "/audits/new", "/models", "/policies", "/workers", "/nothing"]
)
def test_no_page_has_inline_style_script_or_a_foreign_address(place: Place, path: str) -> None:
    browser = place.client if path == "/login" else place.signed_in()
    page = browser.get(path, headers={"Accept": "text/html"}).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all('src="/static/' in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for wanted in ('lang="en"', 'class="skip"', '<main id="main"'):
        assert wanted in page
    assert page.count("<h1") == 1


def test_the_list_filters_by_verdict_and_name(place: Place) -> None:
    browser = place.signed_in()
    assert "No audits yet" in browser.get("/audits").text
    done = place.completed_audit()
    waiting = place.audit()
    page = browser.get("/audits").text
    assert f"/audits/{done}" in page
    assert f"/audits/{waiting}" in page
    assert "1 fail" in page
    failing = browser.get("/audits?show=fail").text
    assert f"/audits/{done}" in failing
    assert f"/audits/{waiting}" not in failing
    nothing = browser.get(f"/audits?show=pass&q={MARKUP}").text
    assert "No audit matches" in nothing
    assert MARKUP not in nothing


def test_an_audits_page_is_its_progress_and_then_its_report(place: Place) -> None:
    browser = place.signed_in()
    audit = place.audit()
    claim = claimed(place.records, audit)
    told(place.records, claim, stage="fairness.ranking", percent=42, step=3, of=7, note=MARKUP)
    page = browser.get(f"/audits/{audit}").text
    assert "42 %" in page
    assert "step 3 of 7" in page
    assert 'http-equiv="refresh"' in page
    assert MARKUP not in page
    cancel = {"csrf": token(page)}
    address = f"/audits/{audit}/cancel"
    assert browser.post(address, data=cancel, headers={"Origin": ORIGIN}).status_code == 303
    assert "Cancelling" in browser.get(f"/audits/{audit}").text

    done = place.completed_audit()
    page = browser.get(f"/audits/{done}").text
    assert "A &lt;report&gt;" in page
    saved = browser.get(f"/audits/{done}/report.html")
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{done}.html"'
    assert "style-src 'sha256-" in saved.headers["Content-Security-Policy"]
    for form in ("json", "md"):
        assert browser.get(f"/audits/{done}/report.{form}").status_code == 200


def test_a_failed_audit_says_why(place: Place) -> None:
    audit = place.audit()
    failed(place.records, claimed(place.records, audit), "segfault", f"It crashed {MARKUP}")
    page = place.signed_in().get(f"/audits/{audit}").text
    assert "could not be audited" in page
    assert "segfault" in page
    assert MARKUP not in page


def test_a_stopped_audit_says_where_and_shows_what_was_measured(place: Place) -> None:
    audit = place.audit()
    claim = claimed(place.records, audit)
    measured(place.records, claim)
    failed(place.records, claim, "segfault", "It crashed")
    page = place.signed_in().get(f"/audits/{audit}").text
    assert "<title>Failed: " in page
    assert re.findall(r'data-name="(\w+)">.*?class="t">([\w ]+)<', page) == [
        ("plan", "done"), ("wait", "done"), ("read", "done"), ("measure", "stopped here"),
        ("judge", "not reached"),
    ]  # fmt: skip
    assert "at fairness.selection_rate" in page
    assert "Measured before, not judged" in page
    assert "0.4000 (0.3000 to 0.5000)" in page
    assert re.search(r"ended \d+ \w+ 20\d\d", page)
    (dataset,) = re.findall(r'href="/audits/new\?dataset=(dsv_\w+)">Start another', page)
    assert place.signed_in().get(f"/audits/new?dataset={dataset}").status_code == 200


def test_an_audit_cancelled_while_it_waited_never_left_the_queue(place: Place) -> None:
    audit = place.audit()
    key = place.headers()
    assert place.client.post(f"/v1/audits/{audit}/cancel", headers=key).status_code < 300
    browser = place.signed_in()
    page = browser.get(f"/audits/{audit}").text
    assert "<title>Cancelled: " in page
    assert re.findall(r'data-name="(\w+)">.*?class="t">stopped here<', page) == ["wait"]
    assert "Measured before" not in page
    assert "before a worker took it" in browser.get("/audits?show=cancelled").text
    stages = place.client.get(f"/v1/audits/{audit}", headers=key).json["stages"]
    assert [stage["name"] for stage in stages if stage["state"] == "done"] == ["plan"]


def test_the_pages_events_carry_lines_and_progress(place: Place) -> None:
    audit = place.completed_audit()
    text = place.signed_in().get(f"/audits/{audit}/events?after=0").text
    kinds = re.findall(r"event: (\w+)", text)
    assert kinds[-1] == "end"
    assert {"line", "progress"} <= set(kinds)


def test_a_running_audit_says_how_long_it_may_take_where_that_can_be_known(place: Place) -> None:
    audit = place.audit()
    claim = claimed(place.records, audit)
    told(place.records, claim, stage="fairness.ranking", percent=0, step=1, of=10)
    told(place.records, claim, stage="fairness.ranking", percent=10, step=2, of=10)
    browser = place.signed_in()
    assert " left</span>" not in browser.get(f"/audits/{audit}").text
    with place.records.writing(EVERYONE) as unit:
        for event in unit.audits.events_after(audit):
            if event.body.get("percent") == 0:
                event.created_at -= 60.0  # a tenth took a minute
        unit.commit()
    assert "about 9 minutes left</span>" in browser.get(f"/audits/{audit}").text
    failed(place.records, claim, "segfault", "It crashed")
    assert " left</span>" not in browser.get(f"/audits/{audit}").text
    news = browser.get(f"/audits/{audit}/events?after=0").text
    assert '"left": "about 9 minutes left"' in news


def upload(place: Place, browser: object, kind: str, address: str = "") -> str:
    page = browser.get("/audits/new").text  # type: ignore[attr-defined]
    answer = browser.post(  # type: ignore[attr-defined]
        f"/audits/new/{kind}{address}",
        data={"csrf": token(page), "file": (BytesIO(b"sex,label\n"), "people.csv")},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_form_takes_a_table_in_another_encoding(place: Place) -> None:
    browser = place.signed_in()
    page = browser.get("/audits/new").text
    text = "kraj,výsledek\nPlzeňský,příznivý\n"
    for encoding, status in (("cp1250", 303), ("klingon", 422)):
        sent = (BytesIO(text.encode("cp1250")), "kraje.csv")
        answer = browser.post(
            "/audits/new/dataset",
            data={"csrf": token(page), "encoding": encoding, "file": sent},
            headers={"Origin": ORIGIN},
        )
        assert answer.status_code == status
    (version,) = place.queue.inspections
    found = place.client.get(f"/v1/datasets/{version}", headers=place.headers()).json
    assert place.store.read(found["sha256"]) == text.encode()


def test_a_form_takes_large_files_and_other_forms_do_not(place: Place) -> None:
    browser = place.signed_in()
    csrf = token(browser.get("/audits/new").text)
    content = bytes(3 << 20)
    part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = b"\r\n".join(
        [
            b"--edge\r\n" + part.format("csrf", "").encode() + csrf.encode(),
            b"--edge\r\n" + part.format("file", '; filename="large.csv"').encode() + content,
            b"--edge--\r\n",
        ]
    )
    answer = browser.post(
        "/audits/new/dataset",
        data=body,
        content_type="multipart/form-data; boundary=edge",
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 303
    (version,) = place.queue.inspections
    found = place.client.get(f"/v1/datasets/{version}", headers=place.headers()).json
    assert found["size_bytes"] == len(content)
    answer = browser.post(
        "/policies",
        data={"csrf": csrf, "name": "p", "rules": "x" * (2 << 20)},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 413


def test_an_audit_is_started_by_form(place: Place) -> None:
    browser = place.signed_in()
    address = upload(place, browser, "dataset")
    assert "Being inspected" in browser.get(address).text
    (version,) = place.queue.inspections
    inspected(place.records, version)
    page = browser.get(address).text
    assert "fairness.selection_rate" in page
    assert '<option value="protected" selected>' in page
    form = {
        "csrf": token(page), "do": "start", "seed": "7", "confidence": "0.9",
        "smallest_group": "20", "role-0": "protected", "kind-0": "category", "special-0": "male",
        "role-1": "label", "kind-1": "category", "special-1": "1", "role-2": "prediction",
        "kind-2": "category", "role-3": "feature", "kind-3": "number",
        "offered": ["fairness.selection_rate", "fairness.error_rates"],
        "probes": ["fairness.selection_rate"],
        "metric-0": "impact_ratio", "scope-0": "sex", "bound-0": "at_least", "limit-0": "0.8",
    }  # fmt: skip
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 303, answer.text
    audit = answer.headers["Location"].removeprefix("/audits/")
    assert place.queue.audits == [audit]
    with place.records.reading(place.tenants["ours"]) as unit:
        row = unit.audits.find(audit)
    assert row.document["dataset"]["columns"]["sex"]["reference"] == "male"
    assert row.document["settings"] == {"seed": 7, "confidence": 0.9, "smallest_group": 20}
    assert row.plan["policy"]["rules"] == [
        {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}
    ]
    assert "fairness.error_rates" not in [step["probe"] for step in row.plan["steps"]]


def test_the_budget_is_in_the_form_and_in_the_audit_where_it_is_not_the_default(
    place: Place,
) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    page = browser.get(address).text
    assert 'name="budget" value="10m"' in page
    form = {
        "csrf": token(page), "do": "start", "role-0": "protected", "role-1": "label",
        "special-1": "1", "role-2": "prediction", "offered": "fairness.selection_rate",
        "probes": "fairness.selection_rate", "budget": "120m",
    }  # fmt: skip
    answer = browser.post(address, data={**form, "budget": "soon"}, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    assert "is no length of time" in answer.text
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 303, answer.text
    audit = answer.headers["Location"].removeprefix("/audits/")
    with place.records.reading(place.tenants["ours"]) as unit:
        assert unit.audits.find(audit).plan["settings"]["budget"] == "2h"


def test_problems_stand_beside_their_fields_and_above_the_form(place: Place) -> None:
    browser = place.signed_in()
    version = place.upload()
    address = f"/audits/new?dataset={version}"
    page = browser.get(address).text
    form = {
        "csrf": token(page), "do": "start", "seed": "x", "role-0": "protected",
        "role-1": "label", "role-2": "prediction",
        "offered": "fairness.selection_rate", "probes": "fairness.selection_rate",
        "metric-0": "impact_ratio", "scope-0": "", "bound-0": "at_least", "limit-0": "four fifths",
    }  # fmt: skip
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    assert 'role="alert" tabindex="-1" data-focus' in answer.text
    assert 'id="rule-error-0"' in answer.text
    assert "is not a limit" in answer.text
    assert 'id="settings-error"' in answer.text
    assert place.queue.audits == []


def test_what_is_taken_for_granted_stands_on_the_form(place: Place) -> None:
    page = place.signed_in().get(f"/audits/new?dataset={place.upload()}").text
    assert "We took 1 as the answer that benefits the person" in page


def test_rules_are_added_and_removed_without_javascript(place: Place) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    form = {"csrf": token(browser.get(address).text), "metric-0": "accuracy", "limit-0": "0.5"}
    more = browser.post(address, data={**form, "do": "add"}, headers={"Origin": ORIGIN}).text
    assert 'name="metric-1"' in more
    assert '<option value="accuracy" selected>' in more
    less = browser.post(address, data={**form, "do": "remove-0"}, headers={"Origin": ORIGIN}).text
    assert '<option value="accuracy" selected>' not in less


def test_a_refused_upload_says_why_on_the_form(place: Place) -> None:
    browser = place.signed_in()
    address = upload(place, browser, "model")
    problem = {"field": "file", "reason": f"is a pickle {MARKUP}", "remedy": "send ONNX",
               "code": "pickle"}  # fmt: skip
    inspected(place.records, place.queue.inspections[0], "refused", problems=[problem])
    page = browser.get(address).text
    assert "is a pickle" in page
    assert MARKUP not in page


def test_a_policy_is_stored_and_shown_in_sentences(place: Place) -> None:
    browser = place.signed_in()
    rules = "rules:\n  - {metric: impact_ratio, attribute: sex, at_least: 0.8}\n"
    for text, status in ((rules, 303), ("rules: [{metric: x}]", 422), ("a: &x [*x]", 422)):
        form = {"csrf": token(browser.get("/policies").text), "name": "lending", "rules": text}
        answer = browser.post("/policies", data=form, headers={"Origin": ORIGIN})
        assert answer.status_code == status
    assert "Impact ratio of each sex is at least 0.8" in browser.get("/policies").text


def test_strings_of_strangers_are_text_on_every_page(place: Place) -> None:
    browser = place.signed_in()
    version = place.upload("dataset", name=MARKUP, filename=f"{MARKUP}.csv")
    document = {"dataset": {"id": version, "columns": {"answer": {"role": "prediction"},
                                                       "sex": {"role": "protected"}}}}  # fmt: skip
    answer = place.client.post("/v1/audits", json=document, headers=place.headers())
    assert answer.status_code == 202
    for path in ("/audits", "/models", "/workers", f"/audits/new?dataset={version}",
                 f"/audits/{answer.json['id']}"):  # fmt: skip
        page = browser.get(path).text
        assert MARKUP not in page
        assert "&lt;script&gt;" in page


def test_the_workers_page_shows_who_is_there_and_with_which_devices(place: Place) -> None:
    assert "No worker was heard" in place.signed_in().get("/workers").text
    with place.records.writing(EVERYONE) as unit:
        unit.presence.beat("gpu-1", queues=["gpu"], devices=["0"], threads=1, serves_gpu=True)
        unit.presence.beat("cpu-1", queues=["audits"], devices=[], threads=2, serves_gpu=False)
        unit.commit()
    text = place.signed_in().get("/workers").text
    assert re.search(r"gpu-1</th>.*?gpu</td>.*?GPU 0</td>.*?1</td>", text)
    assert re.search(r"cpu-1</th>.*?audits</td>.*?CPU</td>.*?2</td>", text)
    metrics = place.client.get("/metrics").text.splitlines()
    assert {'evenhand_workers{gpu="true"} 1.0', 'evenhand_workers{gpu="false"} 1.0'} <= set(metrics)


def test_pages_that_renew_themselves_do_so_in_place_and_without_a_script_by_reloading(
    place: Place,
) -> None:
    # a timed reload would lose the reader's place and focus (WCAG 2.2, 2.2.1 and 3.2.5)
    browser = place.signed_in()
    place.audit()
    for address, seconds in (("/workers", 10), ("/audits", 20)):
        page = browser.get(address).text
        assert f'data-renew="{seconds}"' in page
        outside = re.sub("<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
        assert 'http-equiv="refresh"' not in outside
        assert f'http-equiv="refresh" content="{seconds}"' in page
    assert "data-renew" not in browser.get("/policies").text
