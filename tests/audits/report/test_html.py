import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from audits.report import html

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202eevil\u2066{{7*7}}</style>"


class Elements(HTMLParser):
    """Every element with its attributes, and the ids."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def having(self, key):
        return [attrs[key] for _, attrs in self.found if key in attrs]


@pytest.fixture
def hostile(make_report, estimate, finding):
    """Markup in every place that a model, a dataset or a policy writes."""
    rule = {"metric": HOSTILE, "attribute": HOSTILE, "within": 0.05}
    group, other = {HOSTILE: HOSTILE, "b": HOSTILE}, {HOSTILE: "x" + HOSTILE, "b": "y"}
    columns = {
        HOSTILE: {"role": "protected"},
        "b": {"role": "protected"},
        "l": {"role": "label", "positive": HOSTILE, "rename": HOSTILE},
    }
    return make_report(
        plan={"columns": columns, "settings": {}, "policy": {"rules": [rule]}},
        measurements=[
            estimate(HOSTILE, group, 0.5, [0.4, 0.6], [100, 100], reference=other),
            estimate("selection_rate", group, 0.5, [0.4, 0.6], 100),
            estimate("selection_rate", {"b": HOSTILE}, 0.5, [0.4, 0.6], 100, method=HOSTILE),
        ],
        findings=[finding(rule, "fail", 0, waived=None), finding(rule, "not_run", None,
                  reason=HOSTILE, remedy=HOSTILE)],
        exhibits=[
            {"kind": "sentences", "title": HOSTILE,
             "content": {"head": [HOSTILE], "rows": [[HOSTILE]]}},
            {"kind": "pairs", "title": HOSTILE, "content": {"pairs": [
                {"before": {"image": "javascript:alert(1)", "text": HOSTILE},
                 "after": {"image": "data:image/svg+xml;base64,AAAA", "caption": HOSTILE},
                 "note": HOSTILE}]}},
            {"kind": "highlighted_text", "title": HOSTILE,
             "content": {"tokens": [{"text": HOSTILE, "weight": 1}]}},
            {"kind": "curve", "title": HOSTILE, "content": {
                "series": [{"name": HOSTILE, "points": [[0, 0], [1, 1]]}] * 2,
                "x": {"title": HOSTILE}, "y": {"title": HOSTILE}}},
            {"kind": HOSTILE, "title": HOSTILE, "content": {}},
        ],
        warnings=[HOSTILE],
        provenance={"audit": {"by": HOSTILE, "started": HOSTILE, "command": HOSTILE},
                    "environment": {"versions": {HOSTILE: HOSTILE}, "sandbox": [HOSTILE]},
                    "model": {"name": HOSTILE, "version": HOSTILE},
                    "dataset": {"name": HOSTILE}},
    )  # fmt: skip


def test_what_models_and_data_say_is_text_everywhere(hostile):
    page = html.render(hostile)
    found = Elements(page).found
    # The page's own script and the data that it reads; nothing that a model or a dataset says.
    kinds = [attrs.get("type") for tag, attrs in found if tag == "script"]
    assert kinds.count("module") == 1
    assert set(kinds) <= {"module", "application/json"}
    assert not [attrs for tag, attrs in found if tag == "img"]
    assert not [name for _, attrs in found for name in attrs if name.startswith("on")]
    assert "{{7*7}}" in page


def test_data_for_charts_cannot_end_its_element(hostile):
    article = html.article(hostile)
    blocks = re.findall(r'<script type="application/json" class="spec">(.*?)</script>', article)
    assert blocks
    assert not [block for block in blocks if "<" in block]


def test_the_page_stands_alone(report):
    page = html.render(report)
    elements = Elements(page)
    assert not [link for link in elements.having("href") if not link.startswith("#")]
    assert not elements.having("src")
    assert "@import" not in page
    assert "url(" not in page
    assert not elements.having("style")


def test_every_link_in_the_page_leads_somewhere(report):
    elements = Elements(html.render(report))
    ids = elements.having("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in elements.having("href")} <= set(ids)


def test_every_figure_has_its_numbers_and_every_section_one_method(report):
    page = html.render(report)
    figures = re.findall(r'<figure class="figure.*?</figure>', page, re.DOTALL)
    assert figures
    for figure in figures:
        assert "Show the numbers" in figure
        assert "How this was computed" not in figure
        assert 'role="img" aria-label="' in figure
    sections = re.findall(r'<section class="block".*?</section>', page, re.DOTALL)
    assert {found.count("How this was computed") for found in sections} <= {0, 1}
    assert 'id="fairness"' in page


def test_an_open_gate_never_shows_green(make_report):
    for gate in ("inconclusive", "not_run"):
        page = html.render(make_report(findings=[], gate=gate))
        assert f'class="gate v-{gate}"' in page
        assert 'class="gate v-pass"' not in page


def test_a_block_appears_the_day_its_probe_does(make_report, estimate):
    found = {**estimate("ghost_rate", {"term": "x"}, 0.5, [0.4, 0.6], 100),
             "probe": "ghosts.seen", "step": 1}  # fmt: skip
    step = {"step": 1, "probe": "ghosts.seen", "version": 1, "status": "ran",
            "measurements": [found]}  # fmt: skip
    page = html.render(make_report(steps=[step]))
    assert '<section class="block" id="ghosts"' in page
    assert "Ghost rate" in page


def test_a_probe_that_did_not_run_is_said_with_its_remedy(make_report):
    step = {"step": 1, "probe": "explanations.lime", "version": 1, "status": "not_run",
            "reason": "there is no model", "remedy": "submit one", "measurements": []}  # fmt: skip
    page = html.render(make_report(steps=[step]))
    assert "explanations.lime did not run: there is no model. Submit one." in page


def test_the_page_stays_small_however_large_the_data(make_report, estimate, finding):
    """Three attributes of 40 groups, every pair of them, fifteen metrics, five rules a group."""
    names = ["region", "branch", "age"]
    metrics = [
        "selection_rate", "false_positive_rate", "false_negative_rate", "accuracy", "base_rate",
        "positive_predictive_value", "true_positive_rate", "impact_ratio", "roc_auc",
        "demographic_parity_difference", "equalized_odds_difference", "disparate_impact_ratio",
        "equal_opportunity_difference", "predictive_parity_difference", "accuracy_difference",
    ]  # fmt: skip
    groups = [{name: f"{name} number {i}"} for name in names for i in range(40)]
    groups += [
        {a: f"{a} number {i}", b: f"{b} number {j}"}
        for a, b in pairwise(names) for i in range(20) for j in range(20)
    ]  # fmt: skip
    measurements = [
        estimate(metric, group, 0.5 + (hash_of(metric, place) % 100) / 250, [0.4, 0.95], 100)
        for metric in metrics for place, group in enumerate(groups)
    ]  # fmt: skip
    thresholds = {
        "kind": "thresholds", "title": "by region",
        "content": {
            "attribute": "region", "thresholds": [i / 50 for i in range(50)],
            "groups": [
                {"group": group, "n": 100, "selection_rate": [0.123456789] * 50,
                 "false_positive_rate": [0.123456789] * 50,
                 "false_negative_rate": [0.123456789] * 50}
                for group in groups[:40]
            ],
        },
    }  # fmt: skip
    verdicts = ("pass", "fail", "inconclusive", "not_run", "error")
    rule = {"metric": "selection_rate", "attribute": "region", "at_least": 0.5}
    report = make_report(
        plan={"columns": {name: {"role": "protected"} for name in names}, "settings": {},
              "policy": {"rules": [rule]}},
        measurements=measurements,
        findings=[
            finding({**rule, "metric": m["metric"]}, verdicts[i % 5], i, id=f"f{i}")
            for i, m in enumerate(measurements[:5000])
        ],
        exhibits=[thresholds] * 20,
    )  # fmt: skip
    size = len(html.render(report).encode())
    assert size <= 300_000, size


def hash_of(*parts):
    return sum(map(ord, "".join(map(str, parts))))


def test_with_the_bundle_only_these_scripts_count(report):
    page = html.render(report, bundle="window.vegaEmbed = undefined;")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert policy.count("sha256-") == 4  # the style, the page's own script, the bundle and its own
    assert "unsafe" not in policy


def test_one_drawing_gives_both_forms(report):
    assert html.article_and_page(report) == (html.article(report), html.render(report))


def test_what_colour_says_of_a_word_is_also_said_to_a_screen_reader(make_report):
    tokens = [
        {"text": "never", "weight": -1.0},
        {"text": " ", "weight": 0},
        {"text": "good", "weight": 0.3},
    ]
    exhibit = {"kind": "highlighted_text", "title": "LIME", "content": {"tokens": tokens}}
    page = html.render(make_report(exhibits=[exhibit]))
    said = re.findall(r'<mark class="\w+">(\w+)</mark><span class="visually-hidden">(.*?)<', page)
    assert said == [("never", " (against)"), ("good", " (weakly for)")]


def test_every_header_has_words_and_every_table_a_name(report, make_report):
    tokens = [{"text": "bad", "weight": 1.0}, {"text": " ", "weight": 0}]
    exhibits = [
        {"kind": "highlighted_text", "title": "LIME", "content": {"tokens": tokens}},
        {"kind": "groups", "title": "", "content": {
            "attributes": ["sex"], "reference": {"sex": "m"}, "why": "most rows",
            "groups": [{"group": {"sex": "m"}, "rows": 70}]}},
    ]  # fmt: skip
    page = html.render(make_report(exhibits=exhibits)) + html.render(report)
    assert not re.search(r"<th[^>]*>\s*</th>", page)
    for table in re.findall(r"<table\b[^>]*>\s*(?:<colgroup>.*?</colgroup>\s*)?.{0,40}", page):
        assert "aria-label" in table or "<caption" in table or "findings" in table, table


def test_a_sentence_stands_in_the_direction_of_its_script(make_report):
    """Or the stop of a Persian sentence stands before it."""
    rows = [["او زیباست.", "She is beautiful."], ["O güzel.", "12 (زیبا)"]]
    content = {"head": ["Source", "Translation"], "rows": rows}
    exhibit = {"kind": "sentences", "title": "Sentences", "content": content}
    page = html.render(make_report(exhibits=[exhibit]))
    assert '<th scope="row" dir="rtl">او زیباست.</th><td>She is beautiful.</td>' in page
    assert '<th scope="row">O güzel.</th><td dir="rtl">12 (زیبا)</td>' in page


def test_keys_in_a_note_are_set_as_code(make_report):
    page = html.render(make_report(warnings=["set `settings.budget: 2m` <b>", "a lone ` stays"]))
    assert "Set <code>settings.budget: 2m</code> &lt;b&gt;." in page
    assert "A lone ` stays." in page


def test_keys_in_a_reason_are_set_as_code_and_what_the_data_say_is_not(make_report):
    silent = {
        "metric": "wording_agreement", "group": {}, "sample_size": 9, "step": 1,
        "probe": "language.self_consistency",
        "undetermined": "say so with `assumes: normal`",
    }  # fmt: skip
    rows = {"head": ["Text", "Answer"], "rows": [["x", "of `both`"]]}
    step = {
        "step": 1, "probe": "language.self_consistency", "version": 1, "status": "ran",
        "reason": None, "remedy": None, "measurements": [silent], "warnings": [], "seconds": 0.1,
        "exhibits": [{"kind": "sentences", "title": "Texts", "content": rows}],
    }  # fmt: skip
    page = html.render(make_report(steps=[step]))
    assert "say so with <code>assumes: normal</code>" in page
    assert "`assumes" not in page
    assert "<td>of `both`</td>" in page


class Labelled(HTMLParser):
    """What each cell with a label holds directly, where pages are narrow: runs and elements."""

    def __init__(self, text):
        super().__init__()
        self.open, self.cells = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if self.open and self.open[-1] is not None:
            self.open[-1].append(tag)
        if tag not in ("br", "img", "input", "meta", "link", "path", "hr"):
            held = [] if tag == "td" and "data-label" in dict(attrs) else None
            self.open.append(held)
            self.cells += [held] if held is not None else []

    def handle_endtag(self, tag):
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if data.strip() and self.open and self.open[-1] is not None:
            self.open[-1].append(data)


def test_beside_its_label_a_cell_is_one_piece(make_report, finding):
    """Each piece is a place of its own in the grid of a narrow page, so a code would jump."""
    rule = {"metric": "selection_rate", "at_least": 0.8}
    found = finding(rule, "not_run", None, reason="x", remedy="say `evidence: attack` in the rule")
    cells = Labelled(html.render(make_report(findings=[found]))).cells
    assert cells
    assert [cell for cell in cells if len(cell) > 1] == []


def test_paper_begins_with_what_was_audited_by_whom_and_when(report):
    """A screen says so in the method; a sheet that is filed says it at once."""
    head = html.paper(report, "").partition('id="verdict"')[0]
    for words in ("compas", "the nightly schedule", "23 November 2026"):
        assert words in head
    assert "Contents" in html.paper(report, "")
    assert "On this page" not in html.paper(report, "")


def test_tables_and_figures_have_names_and_links_are_named_by_their_title(report):
    page = html.render(report)
    assert '<table class="table rows findings" role="table" aria-labelledby="findings-h">' in page
    assert 'aria-label="Link"' not in page
    assert page.count("<figure ") == page.count('-t">\n<figcaption>')


def test_intervals_are_in_quieter_ink_and_names_with_brackets_are_not():
    drawn = str(html._quiet_brackets("of topics[news] 75 [62 to 81] were"))
    assert drawn == 'of topics[news] 75 <span class="iv">[62 to 81]</span> were'
