from audits.explanations.metric_names import Names, card_metrics


def test_a_card_names_its_metrics_after_its_method():
    metrics = card_metrics(Names("kernel_shap"), "Kernel SHAP")
    assert [(metric.name, metric.title) for metric in metrics] == [
        ("kernel_shap_stability", "Kernel SHAP stability"),
        ("kernel_shap_sanity", "Kernel SHAP sanity"),
        ("kernel_shap_deletion_auc", "Kernel SHAP deletion AUC"),
        ("kernel_shap_insertion_auc", "Kernel SHAP insertion AUC"),
        ("kernel_shap_importance", "Kernel SHAP importance"),
    ]
    assert [metric.overall for metric in metrics] == [True] * 4 + [False]


def test_names_that_were_given_first_stay_what_they_were():
    names = Names("explanation", surrogate=True, curves="", weights="lime_")
    assert [metric.name for metric in card_metrics(names, "LIME")] == [
        "explanation_stability", "explanation_fidelity", "explanation_sanity", "deletion_auc",
        "insertion_auc", "lime_importance",
    ]  # fmt: skip


def test_without_chance_there_is_no_stability():
    names = [m.name for m in card_metrics(Names("occlusion", draws_at_random=False), "occlusion")]
    assert "occlusion_stability" not in names
    assert "occlusion_fidelity" not in names
