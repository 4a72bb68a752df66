"""Where a form comes from: an inspection's guesses, a browser, or an audit that is run again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from audits.specification.document import BUDGET, AuditDocument
from audits.specification.named_policies import DEFAULT
from audits.specification.probe_manifest import entries
from audits.specification.profiles import DatasetProfile, ModelProfile
from audits.specification.roles import Role
from service.web.audit_form import Form
from service.web.form_base import Base
from service.web.form_columns import (
    document_rows,
    guessed_flag,
    guessed_rows,
    one_of,
    sent_rows,
    written_flag,
)
from service.web.form_model import ModelWords
from service.web.form_rows import Flag
from service.web.rules_form import RuleRow, read_rules, written_rules
from service.web.typed_texts import typed_missing, typed_number

Profile = Mapping[str, Any]


def guessed(dataset: Profile, model: Profile | None) -> Form:
    """What the inspection suggests."""
    profile, subject = DatasetProfile.from_json(dataset), _model(model)
    rows = guessed_rows(profile, subject)
    return _with_flag(Form(profile, subject, rows, (RuleRow(),), policy=DEFAULT)).checked()


def written(
    document: AuditDocument,
    dataset: Profile,
    model: Profile | None,
    *,
    why: str = "as in the audit before",
) -> Form:
    """What an audit's document says, to be run again with changes. why: each role is so."""
    profile, subject = DatasetProfile.from_json(dataset), _model(model)
    rows, flag = written_flag(document_rows(profile, document, why))
    protected = [row.name for row in rows if row.role == Role.PROTECTED]
    policy = None if isinstance(document.policy, str) else document.policy
    rules, kept_rows = written_rules(() if policy is None else policy.rules, protected)
    settings, names, missing = document.settings, document.names, document.dataset.missing
    named = None if document.probes is None else frozenset(p.name for p in document.probes)
    form = Form(
        profile,
        subject,
        rows,
        rules or (RuleRow(),),
        policy=document.policy if isinstance(document.policy, str) else "",
        on_inconclusive="block" if policy is None else policy.on_inconclusive,
        on_not_run="block" if policy is None else policy.on_not_run,
        seed=str(settings.seed),
        confidence=typed_number(settings.confidence),
        smallest_group=str(settings.smallest_group),
        budget=settings.budget,
        missing=typed_missing(missing),
        disclosure=settings.disclosure,
        row=names.row or "",
        row_plural=names.rows or "",
        words=ModelWords.written(document, subject),
        flag=flag,
        is_guess=False,
        ticked=named,
        offered=frozenset() if named is None else frozenset(entries()),
    )
    return replace(form, base=Base.of(document, kept_rows, form.on_page())).checked()


def sent(values: MultiDict[str, str], dataset: Profile, model: Profile | None) -> Form:
    """What the browser sent; nothing is believed that the profile does not have."""
    profile, subject = DatasetProfile.from_json(dataset), _model(model)
    wish = values.get("do", "start")

    def typed(name: str, otherwise: str = "", most: int = 20) -> str:
        return values.get(name, otherwise).strip()[:most]

    form = Form(
        profile,
        subject,
        sent_rows(profile, subject, values),
        read_rules(values, wish),
        wish=wish,
        policy=values.get("policy", "")[:200],
        on_inconclusive=one_of(values.get("on_inconclusive"), ["block", "pass"], "block"),
        on_not_run=one_of(values.get("on_not_run"), ["block", "pass"], "block"),
        seed=typed("seed", "0"),
        confidence=typed("confidence", "0.95"),
        smallest_group=typed("smallest_group", "30"),
        budget=typed("budget", BUDGET),
        disclosure=one_of(values.get("disclosure"), ["open", "protect"], "open"),
        missing=typed("missing", most=200),
        find=typed("find", most=200),
        row=typed("name-row", most=60),
        row_plural=typed("name-rows", most=60),
        words=ModelWords.sent(values, subject),
        base=Base.sent(values.get("base", "")),
        flag=Flag(
            values.get("flag-value", "")[:200],
            values.get("flag-class", "")[:200],
            values.get("flag-is") == "is",
        ),
        is_guess=False,
        ticked=frozenset(values.getlist("probes")),
        offered=frozenset(values.getlist("offered")),
    )
    return (form if "flag-value" in values else _with_flag(form)).checked()


def _with_flag(form: Form) -> Form:
    return form if form.answers is None else replace(form, flag=guessed_flag(*form.answers))


def _model(profile: Profile | None) -> ModelProfile | None:
    return ModelProfile.from_json(profile) if profile is not None else None
