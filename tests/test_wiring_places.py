"""What a kind knows of its ports besides their names: reports in the registry, data of checks."""

from __future__ import annotations

import pytest

from pipec.compiler.model import ReportFile
from test_display import compiled
from wiring_language import MODEL, Contract, give, need, wire

PLACE = "custom_property"
_DEFAULTS = """
pipeline: checks
defaults:
  role: arn:aws:iam::111122223333:role/runner
  instance: ml.m5.large
  image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/x:1
steps:
"""


def _check(name: str, kind: str, check: str, *properties: str) -> str:
    outputs = "".join(
        f"      out{number}: {{type: custom_property, property_path: {found}}}\n"
        for number, found in enumerate(properties)
    )
    return f"""
  {name}:
    kind: {kind}
    check: {{type: {check}, skip: true, register_new_baseline: true}}
    inputs: {{dataset: "s3://b/data.csv"}}
    outputs:
{outputs}"""


def _register(**places: str) -> str:
    inputs = "".join(f"      {name}: {{type: custom_property}}\n" for name in places)
    request = ""
    for name, place in places.items():
        group, part, member = place.split(".")
        request += (
            f"      {group}: {{{part}: {{{member}: "
            f'{{ContentType: application/json, S3Uri: "${{inputs.{name}}}"}}}}}}\n'
        )
    return _keep(inputs, request)


def _keep(inputs: str, request: str) -> str:
    return f"""
  keep:
    kind: RegisterModel
    inputs:
{inputs}
    request:
      ModelPackageGroupName: models
{request}"""


def _looking(step: str, kind: str, check: str, asks: str, *parts: str) -> str:
    """A pipeline in which a check asks for what a step before it gives."""
    outputs = "".join(f"      {part}: {{type: processing_output}}\n" for part in parts)
    look = _check(step, kind, check, "CalculatedBaselineConstraints")
    return (
        _DEFAULTS
        + f"""
  prep:
    kind: Processing
    code: s3://b/prep.py
    outputs:
{outputs}"""
        + look.replace('{dataset: "s3://b/data.csv"}', f"{{{asks}: {{type: processing_output}}}}")
    )


def _wires(text: str) -> dict[str, str | None]:
    links = compiled(text).links
    assert links is not None
    return {
        decision.input: decision.chosen and f"{decision.chosen.step}.{decision.chosen.output}"
        for decision in links.decisions
    }


@pytest.mark.parametrize(
    ("kind", "check", "found", "metrics"),
    [
        ("ClarifyCheck", "DATA_BIAS", "Constraints", "Bias.PreTrainingReport"),
        ("ClarifyCheck", "MODEL_BIAS", "Constraints", "Bias.PostTrainingReport"),
        ("ClarifyCheck", "MODEL_EXPLAINABILITY", "Constraints", "Explainability.Report"),
        ("QualityCheck", "DATA_QUALITY", "Statistics", "ModelDataQuality.Statistics"),
        ("QualityCheck", "DATA_QUALITY", "Constraints", "ModelDataQuality.Constraints"),
    ],
)
def test_the_registry_takes_what_a_check_makes_for_it(
    kind: str, check: str, found: str, metrics: str
) -> None:
    """By the place in the request, though neither port's name says anything of it."""
    baselines = metrics.replace("Report", "Constraints")
    used, made = f"BaselineUsedForDriftCheck{found}", f"CalculatedBaseline{found}"
    other = "DATA_BIAS" if check != "DATA_BIAS" else "MODEL_EXPLAINABILITY"
    text = (
        _DEFAULTS
        + _check("look", kind, check, used, made)
        + _check(
            "beside",
            "ClarifyCheck",
            other,
            "CalculatedBaselineConstraints",
            "BaselineUsedForDriftCheckConstraints",
        )
        + _register(one=f"ModelMetrics.{metrics}", two=f"DriftCheckBaselines.{baselines}")
    )

    assert _wires(text) == {"one": "look.out1", "two": "look.out0"}


def test_an_output_with_the_inputs_own_name_comes_before_its_place() -> None:
    """The user has called both so, whatever the place is for."""
    found = ("CalculatedBaselineConstraints", "BaselineUsedForDriftCheckConstraints")
    check = _check("look", "ClarifyCheck", "DATA_BIAS", *found).replace("out0", "bias_found")
    register = _register(bias_found="DriftCheckBaselines.Bias.PreTrainingConstraints")

    assert _wires(_DEFAULTS + check + register) == {"bias_found": "look.bias_found"}


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("one", "look.out0"), ("previous_bias", None), ("champion_bias", None), ("last", None)],
)
def test_an_optional_report_is_taken_too_unless_an_earlier_one_is_asked_for(
    name: str, chosen: str | None
) -> None:
    """Left empty, nobody would miss it; the check of this pipeline makes no previous report."""
    text = (
        _DEFAULTS
        + _check("look", "ClarifyCheck", "DATA_BIAS", "CalculatedBaselineConstraints")
        + _register(**{name: "ModelMetrics.Bias.PreTrainingReport"}).replace(
            f"{name}: {{type: custom_property}}",
            f"{name}: {{type: custom_property, required: false}}",
        )
    )

    assert _wires(text) == {name: chosen}


def test_an_optional_report_of_the_models_quality_is_the_checks_if_it_is_statistics() -> None:
    """An evaluation gives none; and what may stay empty cannot be asked about."""
    check = _check("look", "QualityCheck", "MODEL_QUALITY", "CalculatedBaselineStatistics")
    for name, chosen in (("quality_stats", "look.out0"), ("report", None)):
        register = _register(**{name: "ModelMetrics.ModelQuality.Statistics"})
        register = register.replace("custom_property}", "custom_property, required: false}")

        assert _wires(_DEFAULTS + check + register) == {name: chosen}


def test_what_the_sdk_calls_a_report_says_which_it_is() -> None:
    """As in `ModelMetrics` and `DriftCheckBaselines`, wherever the request puts it."""
    found = ("CalculatedBaselineConstraints", "BaselineUsedForDriftCheckConstraints")
    names = {
        "bias_pre_training": "data.out0",
        "bias_post_training": "model.out0",
        "drift_check_bias_pre_training_constraints": "data.out1",
        "drift_check_explainability_constraints": "shap.out1",
        "explainability": "shap.out0",
    }
    inputs = "".join(f"      {name}: {{type: custom_property}}\n" for name in names)
    notes = "".join(f'        {name}: "${{inputs.{name}}}"\n' for name in names)
    text = (
        _DEFAULTS
        + _check("data", "ClarifyCheck", "DATA_BIAS", *found)
        + _check("model", "ClarifyCheck", "MODEL_BIAS", *found)
        + _check("shap", "ClarifyCheck", "MODEL_EXPLAINABILITY", *found)
        + _keep(inputs, f"      CustomerMetadataProperties:\n{notes}")
    )

    assert _wires(text) == names


def test_a_bias_that_does_not_say_which_may_be_the_one_that_is_registered_already() -> None:
    """The SDK's `ModelMetrics` have `bias` beside `bias_pre_training`."""
    check = _check("look", "ClarifyCheck", "DATA_BIAS", "CalculatedBaselineConstraints")
    text = _DEFAULTS + check
    place = "DriftCheckBaselines.Bias.PreTrainingConstraints"
    register = _register(bias="ModelMetrics.Bias.Report", one=place)
    listed = "bias: {type: custom_property, compatible_sources: [ClarifyCheck]}"
    register = register.replace("bias: {type: custom_property}", listed)

    assert _wires(text + register) == dict.fromkeys(("bias", "one"), "look.out0")


@pytest.mark.parametrize(
    ("kind", "check", "chosen"),
    [
        ("QualityCheck", "MODEL_QUALITY", "judge.predictions"),
        ("QualityCheck", "DATA_QUALITY", "prep.train"),
    ],
)
def test_a_models_quality_is_that_of_predictions(kind: str, check: str, chosen: str) -> None:
    """The quality of data is that of no predictions."""
    listed = "type: processing_output, compatible_sources: [Processing]"
    text = (
        _looking("look", kind, check, "baseline_dataset", "train", "test").replace(
            "baseline_dataset: {type: processing_output", f"baseline_dataset: {{{listed}"
        )
        + """
  judge:
    kind: Processing
    code: s3://b/judge.py
    outputs: {predictions: {type: processing_output}}
"""
    )

    assert _wires(text) == {"baseline_dataset": chosen}


@pytest.mark.parametrize(
    ("kind", "check"), [("QualityCheck", "DATA_QUALITY"), ("ClarifyCheck", "DATA_BIAS")]
)
@pytest.mark.parametrize(("draws", "chosen"), [("", None), ("    from: [prep]\n", "prep.scores")])
def test_data_that_are_checked_are_no_predictions_that_nobody_names(
    kind: str, check: str, draws: str, chosen: str | None
) -> None:
    """Not even where there is nothing else."""
    text = _looking("look", kind, check, "baseline_dataset", "scores").replace(
        "baseline_dataset: {type: processing_output",
        "baseline_dataset: {type: processing_output, compatible_sources: [Processing]",
    )
    text = text.replace("  look:\n", f"  look:\n{draws}")

    assert _wires(text) == {"baseline_dataset": chosen}


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("statistics", "look.calculated_statistics"),
        ("drift_check_statistics", "look.used_for_drift_check_statistics"),
    ],
)
def test_what_a_check_compared_with_is_no_finding(name: str, chosen: str | None) -> None:
    """It was found some time before, and is meant only where the input says so."""
    check = _check(
        "look",
        "QualityCheck",
        "DATA_QUALITY",
        "CalculatedBaselineStatistics",
        "BaselineUsedForDriftCheckStatistics",
    )
    check = check.replace("out0", "calculated_statistics")
    check = check.replace("out1", "used_for_drift_check_statistics")
    text = (
        _DEFAULTS
        + check
        + f"""
  tell:
    kind: Processing
    code: s3://b/tell.py
    inputs: {{{name}: {{type: custom_property}}}}
    args: ["${{inputs.{name}}}"]
"""
    )

    assert _wires(text) == {name: chosen}


def test_two_places_of_the_registry_may_share_a_report() -> None:
    """The check declares only what it calculates, which is the drift's baseline, too."""
    text = (
        _DEFAULTS
        + _check("look", "ClarifyCheck", "DATA_BIAS", "CalculatedBaselineConstraints")
        + _register(
            one="ModelMetrics.Bias.PreTrainingReport",
            two="DriftCheckBaselines.Bias.PreTrainingConstraints",
        )
    )

    assert _wires(text) == {"one": "look.out0", "two": "look.out0"}


def test_what_a_check_calculates_serves_both_places_if_it_gives_nothing_else() -> None:
    """A contract that declares only one of the two has no other for the drift check."""
    found = "CalculatedBaselineConstraints"
    text = _DEFAULTS + _check("look", "ClarifyCheck", "DATA_BIAS", found)
    place = "DriftCheckBaselines.Bias.PreTrainingConstraints"

    assert _wires(text + _register(one=place)) == {"one": "look.out0"}


def test_the_quality_of_a_model_may_be_an_evaluations_as_well() -> None:
    """So the place alone does not speak for the check."""
    text = _DEFAULTS + _check(
        "look", "QualityCheck", "MODEL_QUALITY", "CalculatedBaselineStatistics"
    )

    assert _wires(text + _register(one="ModelMetrics.ModelQuality.Statistics")) == {"one": None}


def test_no_evaluation_is_taken_where_a_check_measures_the_quality_too() -> None:
    """Both may be meant: `favour_report` would have taken the only evaluation."""
    text = _DEFAULTS + _check(
        "look", "QualityCheck", "MODEL_QUALITY", "CalculatedBaselineStatistics"
    )
    register = _register(model_statistics="ModelMetrics.ModelQuality.Statistics")
    register = register.replace(
        "      model_statistics:", "      model: {type: model_artifacts}\n      model_statistics:"
    )
    register = register.replace("type: custom_property", "type: processing_output")
    text = (
        text.replace("custom_property", "processing_output")
        + register
        + """
  train:
    kind: Training
    outputs: {model: {type: model_artifacts, property_path: ModelArtifacts.S3ModelArtifacts}}
  judge:
    kind: Processing
    code: s3://b/judge.py
    inputs: {model: {type: model_artifacts}}
    outputs: {evaluation: {type: processing_output, report: evaluation.json}}
"""
    )

    assert _wires(text)["model_statistics"] is None
    alone = text[: text.index("  look:")] + text[text.index("  keep:") :]
    assert _wires(alone)["model_statistics"] == "judge.evaluation"


@pytest.mark.parametrize(
    ("kind", "check", "chosen"),
    [
        ("ClarifyCheck", "DATA_BIAS", "prep.train"),
        ("QualityCheck", "DATA_QUALITY", "prep.train"),
        ("ClarifyCheck", "MODEL_BIAS, model_name: m", "prep.train"),
        ("ClarifyCheck", "MODEL_EXPLAINABILITY, model_name: m", None),
        ("QualityCheck", "MODEL_QUALITY", None),
    ],
)
@pytest.mark.parametrize("name", ["dataset", "test_data"])
def test_a_check_of_data_looks_at_what_a_model_is_trained_on(
    kind: str, check: str, chosen: str | None, name: str
) -> None:
    """Unless its names ask for another part, or it is one that looks at predictions."""
    text = _looking("look", kind, check, name, "train", "test", "validation")

    assert _wires(text) == {name: "prep.test" if name == "test_data" else chosen}


@pytest.mark.parametrize(
    "step", ["check_test", "holdout_bias", "check_production_data", "monitor_inference"]
)
def test_a_step_that_names_other_data_is_given_no_part_to_train_on(step: str) -> None:
    """What the kind asks for is not what this one looks at."""
    text = _looking(step, "ClarifyCheck", "DATA_BIAS", "dataset", "train", "validation")

    assert _wires(text) == {"dataset": None}


def test_what_a_step_says_of_its_check_counts() -> None:
    """The contract measures the data, and one of its steps is turned to a model's bias."""
    inputs = "inputs: {dataset: s3://b/data, analysis_config: s3://b/config}"
    text = (
        _DEFAULTS
        + f"""
  first:
    uses: DataBiasCheck
    check: {{skip: true, register_new_baseline: true}}
    {inputs}
  second:
    uses: DataBiasCheck
    check: {{type: MODEL_BIAS, model_name: m, skip: true, register_new_baseline: true}}
    {inputs}
"""
        + _register(one="ModelMetrics.Bias.PostTrainingReport")
    )

    assert _wires(text) == {"one": "second.constraints"}
    assert _wires(text.replace("PostTraining", "PreTraining")) == {"one": "first.constraints"}


def test_a_baseline_that_is_optional_may_stay_empty() -> None:
    """Then the check compares with none that it is given, and nothing breaks."""
    text = _DEFAULTS + _check(
        "look", "QualityCheck", "DATA_QUALITY", "CalculatedBaselineStatistics"
    ).replace("skip: true", 'baseline_statistics: "${inputs.base}", skip: true').replace(
        '{dataset: "s3://b/data.csv"}',
        '{dataset: "s3://b/data.csv", base: {type: custom_property, required: false}}',
    )

    result = compiled(text)

    assert result.artifacts is not None, [item.message for item in result.diagnostics]
    assert result.artifacts.definition["Steps"][0]["SuppliedBaselineStatistics"] is None


REGISTER = Contract("Register", "RegisterModel", need("model_metrics", sources="Judge"))


def test_the_registry_reads_the_report_in_json() -> None:
    """`metrics` is nearer by its name, and a folder of other files."""
    report = ReportFile(file="evaluation.json", name="evaluation")
    judge = Contract("Judge", "Processing", give("metrics"), give("evaluation", report=report))

    wires, codes, _ = wire(judge("judge"), REGISTER("register"))

    assert (wires["register.model_metrics"], codes) == ("judge.evaluation", [])


@pytest.mark.parametrize("name", ["thresholds", "decision", "baseline_metrics", "label_map"])
def test_only_an_evaluation_in_json_is_what_the_registry_reads(name: str) -> None:
    """A condition may look into any other file."""
    judge = Contract(
        "Judge", "Processing", give("metrics"), give(name, report=ReportFile("x.json", name))
    )

    wires, codes, _ = wire(judge("judge"), REGISTER("register"))

    assert (wires["register.model_metrics"], codes) == ("judge.metrics", [])


def test_without_a_report_in_json_the_name_counts() -> None:
    """Nothing says that `evaluation` is what the registry can read."""
    judge = Contract("Judge", "Processing", give("metrics"), give("evaluation"))

    wires, codes, _ = wire(judge("judge"), REGISTER("register"))

    assert (wires["register.model_metrics"], codes) == ("judge.metrics", [])


def test_of_two_evaluations_the_registry_reads_that_in_json() -> None:
    """The other is called so, too, and a folder of plots."""
    report = ReportFile(file="evaluation.json", name="evaluation")
    judge = Contract(
        "Judge", "Processing", give("evaluation_output"), give("evaluation", report=report)
    )
    register = Contract("Register", "RegisterModel", need("metrics", aliases="evaluation"))

    wires, codes, _ = wire(judge("judge"), register("register"))

    assert (wires["register.metrics"], codes) == ("judge.evaluation", [])


def test_the_part_to_evaluate_on_is_no_report() -> None:
    """`eval` beside `train` is data; what is found out on it is registered."""
    split = Contract("Split", "Processing", give("train"), give("eval"))
    fit = Contract("Fit", "Training", give("model", MODEL))
    judge = Contract("EvaluateModel", "Processing", need("model", MODEL), give("evaluation"))
    register = Contract("Register", "RegisterModel", need("report", aliases="evaluation"))

    wires, codes, _ = wire(split("split"), fit("fit"), judge("evaluate"), register("register"))

    assert (wires["register.report"], codes) == ("evaluate.evaluation", [])


def test_the_part_to_train_on_is_no_report_in_place_of_the_one_to_evaluate_on() -> None:
    """That their step says `report` makes the one as little a report as the other."""
    split = Contract("Split", "Processing", need("rows"), give("train"), give("eval"))
    card = Contract("Card", "Processing", need("report", aliases="evaluation"), give("text"))
    load = Contract("Load", "Processing", give("rows"))

    wires, _, _ = wire(load("load"), split("report_curves"), card("card"))

    assert wires["card.report"] != "report_curves.train"


def test_an_input_with_the_name_of_an_output_is_not_turned_to_the_report_beside_it() -> None:
    """The user has called both `model_metrics`."""
    report = ReportFile(file="evaluation.json", name="evaluation")
    judge = Contract(
        "Judge", "Processing", give("model_metrics"), give("evaluation", report=report)
    )

    wires, codes, _ = wire(judge("judge"), REGISTER("register"))

    assert (wires["register.model_metrics"], codes) == ("judge.model_metrics", [])


def test_model_data_in_the_registry_is_a_model_whatever_its_type() -> None:
    """A repacked model is what a processing job gives."""
    text = (
        _DEFAULTS
        + """
  repack:
    kind: Processing
    code: s3://b/repack.py
    outputs:
      repacked-model: {type: processing_output}
      data: {type: processing_output}
  keep:
    kind: RegisterModel
    inputs: {model_data: {type: processing_output, compatible_sources: [Processing]}}
    request:
      ModelPackageGroupName: models
      InferenceSpecification:
        Containers: [{ModelDataUrl: "${inputs.model_data}"}]
        SupportedContentTypes: [text/csv]
        SupportedResponseMIMETypes: [text/csv]
"""
    )

    assert _wires(text) == {"model_data": "repack.repacked-model"}


def test_a_part_of_the_data_is_no_setting() -> None:
    """`train` and `train_config` have the word in common, and are different things."""
    process = Contract("Process", "Processing", give("dataset"), give("train_config"))
    fit = Contract(
        "Fit",
        "Training",
        need("train", "training_data", sources="Process"),
        need("config", sources="Process"),
        give("model", MODEL),
    )

    wires, codes, _ = wire(process("process"), fit("fit"))

    assert wires == {"fit.train": "process.dataset", "fit.config": "process.train_config"}
    assert codes == []


def test_a_steps_name_says_a_word_of_the_output_that_says_it() -> None:
    """Not of another beside it: `engineer_features.encoders` are no features."""
    engineer = Contract("Engineer", "Processing", give("encoders"), give("feature_interactions"))
    use = Contract("Use", "Processing", need("features"))

    wires, _, _ = wire(engineer("feature_engineering"), use("use"))

    assert wires.get("use.features") != "feature_engineering.encoders"


def test_a_count_is_a_finding() -> None:
    """`feature_count` is no data set to look at."""
    prep = Contract("Prep", "Processing", give("feature_count"), give("train"), give("test"))
    look = Contract("Look", "Processing", need("dataset", sources="Prep"))

    wires, codes, _ = wire(prep("prep"), look("look"))

    assert (wires["look.dataset"], codes) == (None, ["PC202"])


def test_what_prepares_data_is_no_data() -> None:
    """`preprocessor` is fitted, and `train` and `test` are only parts: the user decides."""
    prep = Contract("Prep", "Processing", give("preprocessor"), give("train"), give("test"))
    look = Contract("Look", "Processing", need("dataset", sources="Prep"))

    wires, codes, _ = wire(prep("prep"), look("look"))

    assert (wires["look.dataset"], codes) == (None, ["PC202"])


def test_a_baseline_by_its_name_is_what_a_check_of_data_asks_for() -> None:
    """That the part to train on is meant is said by the kind, and the names say more."""
    text = _looking("look", "QualityCheck", "DATA_QUALITY", "baseline_dataset", "train", "baseline")

    assert _wires(text) == {"baseline_dataset": "prep.baseline"}


@pytest.mark.parametrize("name", ["evaluation", "eval_results", "test_scores", "findings"])
def test_a_report_in_json_is_no_data(name: str) -> None:
    """Whatever it is called: `evaluation` and `results` may be data, but not with a report."""
    report = ReportFile(file="found.json", name="found")
    judge = Contract("Judge", "Processing", give(name, report=report))
    plain = Contract("Judge", "Processing", give(name))
    use = Contract("Use", "Processing", need("data", sources="Judge"))

    wires, _, _ = wire(judge("judge"), use("use"))
    assert wires["use.data"] is None
    wires, _, _ = wire(plain("judge"), use("use"))
    assert wires["use.data"] == f"judge.{name}"


def test_the_only_open_input_and_the_only_idle_step_of_from_belong_together() -> None:
    """`repack_evaluation` is about the evaluation, yet works on `prep.train`: nothing else is."""
    prep = Contract("Prep", "Processing", give("train"))
    fit = Contract("Fit", "Training", need("train", "training_data"), give("model", MODEL))
    repack = Contract(
        "RepackEvaluation",
        "Processing",
        need("model", MODEL),
        need("data", sources="Prep"),
        give("forecast"),
    )
    steps = prep("prep"), fit("fit")

    wires, codes, _ = wire(*steps, repack("repack", draws="prep fit"))
    assert (wires["repack.data"], codes) == ("prep.train", [])
    assert wire(*steps, repack("repack"))[0]["repack.data"] is None


def test_no_holdout_is_made_of_the_training_data_for_want_of_another() -> None:
    """`from:` names the step, and its only output is not what an evaluation of that part takes."""
    prep = Contract("Prep", "Processing", give("train"))
    fit = Contract("Fit", "Training", need("train", "training_data"), give("model", MODEL))
    judge = Contract("Judge", "Processing", need("model", MODEL), need("data"), give("report"))

    wires, codes, _ = wire(prep("prep"), fit("fit"), judge("judge_holdout", draws="prep fit"))

    assert (wires["judge_holdout.data"], codes) == (None, ["PC201"])


def test_what_is_called_data_of_settings_is_settings() -> None:
    """`run_configs_data` is no data to work on."""
    start = Contract("Start", "Processing", give("run_configs_data"), give("source_data"))
    use = Contract("Use", "Processing", need("configs", sources="Start"), need("data"))

    wires, codes, _ = wire(start("start"), use("use"))

    assert wires == {"use.configs": "start.run_configs_data", "use.data": "start.source_data"}
    assert codes == []


@pytest.mark.parametrize(
    ("step", "chosen"),
    [("check_data", True), ("check_production_data", False), ("live_traffic_check", False)],
)
def test_a_check_of_other_data_fills_no_optional_report(step: str, *, chosen: bool) -> None:
    """What production has seen is not what the model was trained on."""
    check = _check(step, "QualityCheck", "DATA_QUALITY", "CalculatedBaselineStatistics")
    register = _register(one="ModelMetrics.ModelDataQuality.Statistics")
    register = register.replace("custom_property}", "custom_property, required: false}")

    assert _wires(_DEFAULTS + check + register) == {"one": f"{step}.out0" if chosen else None}
    named = (_DEFAULTS + check + register).replace("out0", "one")
    assert _wires(named) == {"one": f"{step}.one"}


def test_a_check_of_one_model_fills_no_optional_report_of_another() -> None:
    """Its step bears the word of the other registration."""
    check = _check(
        "explain_churn", "ClarifyCheck", "MODEL_EXPLAINABILITY", "CalculatedBaselineConstraints"
    )
    both = ""
    for model in ("churn", "fraud"):
        register = _register(one="ModelMetrics.Explainability.Report")
        register = register.replace("custom_property}", "custom_property, required: false}")
        both += register.replace("keep:", f"register_{model}:")

    links = compiled(_DEFAULTS + check + both).links
    assert links is not None
    wires = {item.step: item.chosen and item.chosen.step for item in links.decisions}

    assert wires == {"register_churn": "explain_churn", "register_fraud": None}


def test_from_outweighs_what_the_kind_asks_for() -> None:
    """A check of the data that a model gives, if the user says so."""
    text = _looking("look", "QualityCheck", "DATA_QUALITY", "dataset", "predictions")

    assert _wires(text.replace("kind: QualityCheck", "kind: QualityCheck\n    from: [prep]")) == {
        "dataset": "prep.predictions"
    }


def test_a_report_in_json_is_seen_beside_one_that_is_as_good() -> None:
    """Though the name of its step says nothing: what speaks for it counts for the lookup, too."""
    report = ReportFile(file="evaluation.json", name="evaluation")
    judge = Contract("Judge", "Processing", give("evaluation", report=report), give("metrics"))
    notify = Contract("Notify", "Processing", give("metrics"))
    register = Contract("Register", "RegisterModel", need("model_metrics"))

    wires, codes, texts = wire(judge("judge"), notify("notify_xgb"), register("keep_xgb"))

    assert (wires["keep_xgb.model_metrics"], codes) == (None, ["PC202"])
    assert "`judge.evaluation`" in texts[0]


def test_a_check_of_data_asks_where_the_whole_is_nearer_by_name() -> None:
    """Of `datasets` and `train` the kind asks for the second, the name for the first."""
    text = _looking("look", "ClarifyCheck", "DATA_BIAS", "dataset", "datasets", "train", "test")
    named = text.replace("kind: ClarifyCheck", "kind: ClarifyCheck\n    from: [prep]")

    assert _wires(named) == {"dataset": None}
