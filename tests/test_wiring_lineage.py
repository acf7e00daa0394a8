"""A model and a report that one step takes belong together by what the report is about."""

from __future__ import annotations

from wiring_language import MODEL, Contract, give, need, wire

FIT = Contract("Fit", "Training", give("model", MODEL))
PRUNE = Contract("Prune", "Processing", need("model", MODEL), give("small_model", MODEL))
SCORE = Contract("Score", "Processing", need("model", MODEL), give("scores"))
JUDGE = Contract("Judge", "Processing", need("scores"), give("report"))
KEEP = Contract("Keep", "RegisterModel", need("model", MODEL), need("report", required=False))
STEPS = [
    FIT("fit"),
    PRUNE("prune", only={"model": "fit"}),
    SCORE("score_a", only={"model": "fit"}),
    SCORE("score_b", only={"model": "prune"}),
    JUDGE("judge_a", only={"scores": "score_a"}),
    JUDGE("judge_b", only={"scores": "score_b"}),
]


def test_of_two_reports_that_about_the_very_model_is_taken() -> None:
    """By way of predictions, too; that about what the model is made of is not as near."""
    for model, report in (("prune", "judge_b.report"), ("fit", "judge_a.report")):
        wires, codes, _ = wire(*STEPS, KEEP("keep", only={"model": model}))

        assert (wires["keep.report"], codes) == (report, [])


def test_where_no_report_is_about_the_very_model_the_user_is_asked() -> None:
    """What the package is made of has been measured twice."""
    pack = Contract("Pack", "Processing", need("model", MODEL), give("package", MODEL))
    steps = [*STEPS, pack("pack", only={"model": "prune"})]

    wires, codes, _ = wire(
        *steps, JUDGE("judge_c", only={"scores": "score_b"}), KEEP("keep", only={"model": "pack"})
    )

    assert (wires["keep.report"], codes) == (None, ["PC202"])


def test_a_model_is_not_registered_with_a_report_about_a_later_form() -> None:
    """`fit.tree` has the name, but what was measured is `calibrate.calibrated_tree`, the last."""
    fit = Contract("Fit", "Training", give("tree", MODEL))
    calibrate = Contract(
        "Calibrate", "Processing", need("tree", MODEL), give("calibrated_tree", MODEL)
    )
    score = Contract("Score", "Processing", need("tree", MODEL), give("scores"))
    gini = Contract("Gini", "Processing", need("scores"), give("gini", report="gini.json"))
    keep = Contract("Keep", "RegisterModel", need("tree", MODEL), need("gini", required=False))
    scores = (score(f"score_{model}", only={"tree": model}) for model in ("fit", "calibrate"))
    steps = [fit("fit"), calibrate("calibrate"), *scores, keep("keep")]

    wires, codes, _ = wire(*steps, gini("gini", only={"scores": "score_calibrate"}))
    assert (wires["keep.tree"], codes) == ("calibrate.calibrated_tree", [])

    wires, codes, _ = wire(*steps, gini("gini", only={"scores": "score_fit"}))
    assert (wires["keep.tree"], codes) == ("fit.tree", [])
