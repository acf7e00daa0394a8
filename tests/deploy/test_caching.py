"""Which steps lose their cache by a deploy, and why; silence where there is nothing to lose."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from deploy.definitions import (
    EXAMPLES,
    cached,
    compiled,
    definition,
    get,
    join,
    parameter,
    step,
)
from pipec.compiler.deployment.caching import COUNTING, cache_losses

Json = Any

ONCE = get("Execution.PipelineExecutionId")


def losses(old: Json, new: Json) -> dict[str, str]:
    """Step to reason."""
    return {loss.step: loss.reason for loss in cache_losses(old, new)}


def prepare(uri: Json = None, **arguments: Json) -> Json:
    """A cached Processing step with an output `train`, by default another place in each run."""
    place = join("s3://b/", ONCE, "/train") if uri is None else uri
    outputs = [{"OutputName": "train", "S3Output": {"S3Uri": place}}]
    return cached(
        "Prepare",
        "Processing",
        {"Environment": {"A": "1"}, "ProcessingOutputConfig": {"Outputs": outputs}, **arguments},
    )


TRAIN_URI = get("Steps.Prepare.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri")


def train(**arguments: Json) -> Json:
    """A cached Training step that reads the output of `Prepare`."""
    channel = {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri": TRAIN_URI}}}
    return cached(
        "Train", "Training", {"InputDataConfig": [channel], "HyperParameters": {}, **arguments}
    )


def uncached(found: Json) -> Json:
    """The same step without its cache."""
    return {key: value for key, value in found.items() if key != "CacheConfig"}


def all_cached(value: Json) -> Json:
    """A definition in which every step that is a job has a cache."""
    value = copy.deepcopy(value)
    for found in value["Steps"]:
        if found["Type"] in COUNTING:
            found["CacheConfig"] = {"Enabled": True, "ExpireAfter": "P30D"}
    return value


# --- what counts ------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_changed_nothing_lost(name: str) -> None:
    """The examples, with caches everywhere, hit their own runs."""
    assert losses(all_cached(compiled(name)), all_cached(compiled(name))) == {}


def nested(path: str, value: Json) -> dict[str, Json]:
    """Members so that `value` stands at a dotted path."""
    for key in reversed(path.split(".")):
        value = {key: value}
    found: dict[str, Json] = value
    return found


# Word for word the page https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-default-keys.html
LISTED = {
    "Processing": ["AppSpecification", "Environment", "ProcessingInputs"],
    "Training": [
        "AlgorithmSpecification",
        "CheckpointConfig",
        "DebugHookConfig",
        "DebugRuleConfigurations",
        "Environment",
        "HyperParameters",
        "InputDataConfig",
    ],
    "Tuning": [
        "HyperParameterTuningJobConfig",
        "TrainingJobDefinition.AlgorithmSpecification",
        "TrainingJobDefinition.HyperParameterRanges",
        "TrainingJobDefinition.InputDataConfig",
        "TrainingJobDefinition.StaticHyperParameters",
        "TrainingJobDefinition.TuningObjective",
        "TrainingJobDefinitions",
    ],
    "AutoML": [
        "AutoMLJobConfig.CompletionCriteria",
        "AutoMLJobConfig.CandidateGenerationConfig",
        "AutoMLJobConfig.DataSplitConfig",
        "AutoMLJobConfig.Mode",
        "AutoMLJobObjective",
        "InputDataConfig",
        "ProblemType",
    ],
    "Transform": ["DataProcessing", "Environment", "ModelName", "TransformInput"],
    "ClarifyCheck": [
        "ClarifyCheckConfig",
        "CheckJobConfig",
        "SkipCheck",
        "RegisterNewBaseline",
        "ModelPackageGroupName",
        "SuppliedBaselineConstraints",
    ],
    "QualityCheck": [
        "QualityCheckConfig",
        "CheckJobConfig",
        "SkipCheck",
        "RegisterNewBaseline",
        "ModelPackageGroupName",
        "SuppliedBaselineConstraints",
        "SuppliedBaselineStatistics",
    ],
    "EMR": ["ClusterId", "StepConfig"],
}
# Where the SDK writes the two, which the service does not know by these names.
IN_A_CHECK = {
    "ClarifyCheckConfig": ["Arguments", "CheckType", "ModelName"],
    "QualityCheckConfig": ["Arguments", "CheckType", "ModelName"],
    "CheckJobConfig": ["Arguments"],
}


def places(type_: str, listed: str) -> list[str]:
    """Where a step has a member of AWS's list: a job's are those of its request."""
    if type_ in ("ClarifyCheck", "QualityCheck"):
        return IN_A_CHECK.get(listed, [listed])
    return [f"Arguments.{listed}"]


COUNTED = [
    (type_, path)
    for type_, members in LISTED.items()
    for path in dict.fromkeys(place for member in members for place in places(type_, member))
]


def test_the_table_is_the_list_of_aws() -> None:
    """Nothing is missing in it, and nothing is there that AWS does not list."""
    table = [(type_, path) for type_, paths in COUNTING.items() for path in paths]
    assert sorted(table) == sorted(COUNTED)


@pytest.mark.parametrize(("type_", "path"), COUNTED)
def test_each_member_on_the_list_counts(type_: str, path: str) -> None:
    """A change of a member that AWS lists loses the cache, and is the reason given."""
    base = cached("A", type_, {})
    old, new = ({**base, **nested(f"{path}.X", value)} for value in (1, 2))
    assert losses(definition(old), definition(new)) == {"A": f"`{path}.X` changed"}


NOT_COUNTED = [
    ("Processing", "Arguments.ProcessingResources"),
    ("Processing", "Arguments.ProcessingOutputConfig"),
    ("Training", "Arguments.ResourceConfig"),
    ("Training", "Arguments.OutputDataConfig"),
    ("Training", "Arguments.RoleArn"),
    ("Tuning", "Arguments.TrainingJobDefinition.ResourceConfig"),
    ("AutoML", "Arguments.AutoMLJobConfig.SecurityConfig"),
    ("Transform", "Arguments.TransformOutput"),
    ("EMR", "Arguments.ExecutionRoleArn"),
    ("ClarifyCheck", "FailOnViolation"),
    ("QualityCheck", "DisplayName"),
    ("Lambda", "RetryPolicies"),
    ("Training", "CacheConfig.ExpireAfter"),
]


@pytest.mark.parametrize(("type_", "path"), NOT_COUNTED)
def test_other_members_do_not_count(type_: str, path: str) -> None:
    """What AWS does not list can change without a loss."""
    base = cached("A", type_, {})
    old, new = (copy.deepcopy(base) for _ in range(2))
    for found, value in ((old, "P1D"), (new, "P2D")):
        for key, member in nested(path, value).items():
            found[key] = {**found[key], **member} if isinstance(member, dict) else member
    assert old != new
    assert losses(definition(old), definition(new)) == {}


@pytest.mark.parametrize("type_", ["Lambda", "Callback", "Endpoint", "Job", "Unheard"])
def test_of_other_types_all_arguments_count(type_: str) -> None:
    """Where AWS lists nothing, any argument is taken to count."""
    old, new = cached("A", type_, {"x": {"y": 1}}), cached("A", type_, {"x": {"y": 2}})
    assert losses(definition(old), definition(new)) == {"A": "`Arguments.x.y` changed"}


def test_a_changed_function_counts() -> None:
    """Which function a Lambda step calls is beside its arguments, and makes the request too."""
    old, new = (cached("A", "Lambda", {}, FunctionArn=arn) for arn in ("arn:a", "arn:b"))
    assert losses(definition(old), definition(new)) == {"A": "`FunctionArn` changed"}


# --- whose cache there is to lose -------------------------------------------------------

SWITCHES: dict[str, tuple[Json, Json]] = {
    "switched on": (uncached(train()), train(HyperParameters={"a": "1"})),
    "switched off": (train(), uncached(train(HyperParameters={"a": "1"}))),
    "disabled": (train(), {**train(HyperParameters={"a": "1"}), "CacheConfig": {"Enabled": False}}),
    "null": ({**train(), "CacheConfig": None}, train(HyperParameters={"a": "1"})),
}


@pytest.mark.parametrize("case", SWITCHES)
def test_a_cache_that_is_switched_is_no_loss(case: str) -> None:
    """Only a cache that is enabled in both definitions can be lost."""
    old, new = SWITCHES[case]
    assert losses(definition(prepare(), old), definition(prepare(), new)) == {}


def test_steps_that_come_go_or_are_renamed_lose_nothing() -> None:
    """A step of another name is another step, whose cache is empty."""
    old = definition(cached("A", "Training", {"HyperParameters": {"a": "1"}}))
    new = definition(cached("B", "Training", {"HyperParameters": {"a": "1"}}))
    assert losses(old, new) == {}
    assert losses({}, new) == {}


def test_a_step_of_another_type_loses_its_cache() -> None:
    """Runs of another type are of no use."""
    old, new = definition(cached("A", "Training")), definition(cached("A", "Processing"))
    assert losses(old, new) == {"A": "it was a Training step"}


def test_a_step_that_was_no_job_had_no_cache() -> None:
    """A condition that became a job loses nothing."""
    old = definition(step("A", "Condition", {"Conditions": []}))
    assert losses(old, definition(cached("A", "Lambda"))) == {}


@pytest.mark.parametrize("text", ["PipelineExecutionId", "StartDateTime", "CurrentDateTime"])
def test_what_is_another_value_in_every_run_never_hit(text: str) -> None:
    """A step with the time or the run's id in a member that counts has no cache to lose."""
    old, new = (
        cached("A", "Training", {"HyperParameters": {"t": get(f"Execution.{text}"), "a": value}})
        for value in "12"
    )
    assert losses(definition(old), definition(new)) == {}


@pytest.mark.parametrize("text", ["PipelineName", "PipelineArn"])
def test_the_pipeline_is_the_same_in_every_run(text: str) -> None:
    """The name of the pipeline does not keep a step from hitting."""
    old, new = (
        cached("A", "Training", {"HyperParameters": {"t": get(f"Execution.{text}"), "a": value}})
        for value in "12"
    )
    assert losses(definition(old), definition(new)) == {
        "A": "`Arguments.HyperParameters.a` changed"
    }


def test_the_name_of_a_model_is_new_in_every_run() -> None:
    """A Transform of a model that the pipeline makes never hit: Model steps have no cache."""
    old, new = (
        definition(
            step("Model", "Model", {"PrimaryContainer": {}}),
            cached(
                "Score",
                "Transform",
                {"ModelName": get("Steps.Model.ModelName"), "Environment": value},
            ),
        )
        for value in ({}, {"A": "1"})
    )
    assert losses(old, new) == {}


def test_a_job_name_that_is_given_is_only_a_prefix() -> None:
    """The service adds to it, so who reads the name reads another one in each run."""
    old, new = (
        definition(
            step("Train", "Training", {"TrainingJobName": "mine"}),
            cached("A", "Lambda", {"job": get("Steps.Train.TrainingJobName"), "x": value}),
        )
        for value in "12"
    )
    assert losses(old, new) == {}


# --- how it spreads ---------------------------------------------------------------------


def test_a_loss_spreads_to_those_that_read() -> None:
    """Who reads a step that runs again reads another place."""
    old = definition(prepare(), train())
    new = definition(prepare(Environment={"A": "2"}), train())
    assert losses(old, new) == {
        "Prepare": "`Arguments.Environment.A` changed",
        "Train": "reads `Prepare`, which runs again",
    }


def test_a_loss_spreads_over_many_steps() -> None:
    """A chain that is longer than Python's stack is deep loses every cache, first to last."""

    def chain(first: str) -> Json:
        steps = [cached("S0", "Lambda", {"x": first})]
        steps += [
            cached(f"S{number}", "Lambda", {"x": get(f"Steps.S{number - 1}.OutputParameters['o']")})
            for number in range(1, 1500)
        ]
        return definition(*steps[::-1])

    found = losses(chain("1"), chain("2"))
    assert len(found) == 1500
    assert found["S1499"] == "reads `S1498`, which runs again"


def test_a_loss_does_not_spread_by_order_alone() -> None:
    """To wait for a step is not to read it."""
    wait = cached("Wait", "Training", {"HyperParameters": {"a": "1"}}, DependsOn=["Prepare"])
    old, new = definition(prepare(), wait), definition(prepare(Environment={}), wait)
    assert list(losses(old, new)) == ["Prepare"]


def test_a_loss_does_not_spread_over_a_place_that_stays() -> None:
    """S3 content does not count: where the URI is the same in each run, the reader still hits."""
    old = definition(prepare("s3://b/train"), train())
    new = definition(prepare("s3://b/train", Environment={"A": "2"}), train())
    assert list(losses(old, new)) == ["Prepare"]


def test_a_place_by_parameter_and_pipeline_stays_too() -> None:
    """A URI of the pipeline's name and a parameter's default is the same in each run."""
    place = join("s3:/", get("Parameters.Bucket"), get("Execution.PipelineName"), on="/")
    parameters = [parameter("Bucket", "b")]
    old = definition(prepare(place), train(), Parameters=parameters)
    new = definition(prepare(place, Environment={}), train(), Parameters=parameters)
    assert list(losses(old, new)) == ["Prepare"]


def test_another_place_of_a_step_that_hits_is_not_seen() -> None:
    """The outputs' places do not count for Processing, and what hits has its old outputs."""
    old = definition(prepare("s3://b/old"), train())
    assert losses(old, definition(prepare("s3://b/new"), train())) == {}


def test_another_place_of_a_step_that_always_runs_is_seen() -> None:
    """Without a cache the step writes to the new place, and who reads that loses its cache."""
    old = definition(uncached(prepare("s3://b/old")), train())
    new = definition(uncached(prepare("s3://b/new")), train())
    assert losses(old, new) == {"Train": f"`{TRAIN_URI['Get']}` changed"}


def test_who_reads_a_step_without_cache_had_none_to_lose() -> None:
    """A place that is another one in each run never let the reader hit."""
    old = definition(uncached(prepare()), train())
    new = definition(uncached(prepare(Environment={})), train(HyperParameters={"a": "1"}))
    assert losses(old, new) == {}


def test_a_cache_that_is_switched_off_is_lost_for_the_readers() -> None:
    """The step runs again from now on, so those that read it do too."""
    old, new = definition(prepare(), train()), definition(uncached(prepare()), train())
    assert losses(old, new) == {"Train": "reads `Prepare`, which runs again"}


def test_a_producer_that_is_renamed_is_another_one() -> None:
    """The reference changed, and what it names has no runs yet."""
    uri = get("Steps.Prep.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri")
    channel = {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri": uri}}}
    new = definition({**prepare(), "Name": "Prep"}, train(InputDataConfig=[channel]))
    path = "Arguments.InputDataConfig['train'].DataSource.S3DataSource.S3Uri"
    assert losses(definition(prepare(), train()), new) == {"Train": f"`{path}` changed"}


def test_a_property_that_a_run_makes_is_another_one_in_a_new_run() -> None:
    """The model's place is not in the arguments, so it is known only if the run is reused."""
    model = get("Steps.Train.ModelArtifacts.S3ModelArtifacts")
    evaluate = cached("Evaluate", "Processing", {"Environment": {"MODEL": model}})
    old = definition(prepare(), train(), evaluate)
    new = definition(prepare(), train(HyperParameters={"a": "1"}), evaluate)
    assert losses(old, new) == {
        "Train": "`Arguments.HyperParameters.a` changed",
        "Evaluate": "reads `Train`, which runs again",
    }


def test_a_reading_in_a_report_spreads_too() -> None:
    """A value out of a property file comes from the step that wrote it."""
    value = {
        "Std:JsonGet": {"PropertyFile": get("Steps.Prepare.PropertyFiles.Report"), "Path": "a.b"}
    }
    reader = cached("A", "Lambda", {"mse": value})
    old, new = definition(prepare(), reader), definition(prepare(Environment={}), reader)
    assert losses(old, new)["A"] == "reads `Prepare`, which runs again"


# --- parameters and texts ---------------------------------------------------------------


def with_default(default: Json) -> Json:
    """A definition whose step reads a parameter, in a join."""
    uri = join("s3://b/", get("Parameters.Day"))
    return definition(
        cached("A", "Processing", {"ProcessingInputs": [{"InputName": "x", "S3Uri": uri}]}),
        Parameters=[parameter("Day", default)],
    )


def test_a_changed_default_loses_the_cache() -> None:
    """A run that does not set the parameter reads something else."""
    assert losses(with_default("1"), with_default("2")) == {
        "A": "the default of parameter `Day` changed"
    }


def test_a_parameter_without_default_is_itself() -> None:
    """Whoever starts the pipeline says the same value again."""
    assert losses(with_default(None), with_default(None)) == {}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("s3://b/1/x", join("s3://b/", get("Parameters.Day"), "/x")),
        (join("s3://b", "1", "x", on="/"), join(join("s3://b/", 1), "/x")),
        (
            join("s3://b/", get("Execution.PipelineName"), "", "/x"),
            join("s3://b", join("", get("Execution.PipelineName"), on="/"), "/x"),
        ),
        (get("Parameters.Day"), get("Parameters.Tag")),
        (
            join("", get("Parameters.None"), "", get("Parameters.None")),
            join(get("Parameters.None"), get("Parameters.None")),
        ),
    ],
)
def test_the_same_text_in_another_way_still_hits(left: Json, right: Json) -> None:
    """The service compares what references stand for, so pipec does."""
    parameters = [parameter("Day", "1"), parameter("Tag", "1")]
    old, new = (
        definition(cached("A", "Lambda", {"x": value}), Parameters=parameters)
        for value in (left, right)
    )
    assert losses(old, new) == {}


def test_a_number_and_its_text_are_two_values() -> None:
    """A parameter of another type may be another request."""
    old, new = with_number(1), with_number("1")
    assert losses(old, new) == {"A": "the default of parameter `N` changed"}


def with_number(default: Json) -> Json:
    """A definition whose step reads a parameter as it is."""
    return definition(
        cached("A", "Lambda", {"x": get("Parameters.N")}), Parameters=[parameter("N", default)]
    )


def test_only_what_has_another_value_is_a_reason() -> None:
    """Of two changed members, the one that means the same still is not named."""
    old = definition(cached("A", "Lambda", {"x": "1", "y": "1"}))
    new = definition(
        cached("A", "Lambda", {"x": get("Parameters.X"), "y": get("Parameters.Y")}),
        Parameters=[parameter("X", "1"), parameter("Y", "2")],
    )
    assert losses(old, new) == {"A": "`Arguments.y` changed"}


def test_the_experiment_is_read_through() -> None:
    """A step that reads the experiment's name depends on what the document says of it."""
    reader = cached("A", "Lambda", {"x": get("PipelineExperimentConfig.ExperimentName")})
    old, new = (
        definition(reader, PipelineExperimentConfig={"ExperimentName": name}) for name in "ab"
    )
    assert losses(old, new) == {"A": "`PipelineExperimentConfig.ExperimentName` changed"}
    trial = cached("A", "Lambda", {"x": get("PipelineExperimentConfig.TrialName"), "y": 1})
    other = cached("A", "Lambda", {"x": get("PipelineExperimentConfig.TrialName"), "y": 2})
    config = {"PipelineExperimentConfig": {"TrialName": ONCE}}
    assert losses(definition(trial, **config), definition(other, **config)) == {}


def test_many_reasons_are_cut_short() -> None:
    """Three reasons are enough to see why."""
    old, new = (cached("A", "Lambda", dict.fromkeys("vwxyz", value)) for value in (1, 2))
    assert losses(definition(old), definition(new)) == {
        "A": "`Arguments.v` changed; `Arguments.w` changed; `Arguments.x` changed; 2 more"
    }


# --- branches and loops -----------------------------------------------------------------


def branch(found: Json, value: Json = 1) -> Json:
    """A condition with a step in its branch."""
    return step(
        "C",
        "Condition",
        {
            "Conditions": [{"Type": "Equals", "LeftValue": value}],
            "IfSteps": [found],
            "ElseSteps": [],
        },
    )


def loop(found: Json, items: Json = None, **selector: Json) -> Json:
    """A loop over some items, with one step in its body."""
    arguments = {"IterableItems": items or ["a"], "MaxConcurrency": 1, "ForEachBody": [found]}
    return step("L", "ForEach", {**arguments, **selector})


def test_steps_in_branches_have_caches_too() -> None:
    """A step in a branch is compared like any other, and to move it there changes nothing."""
    a, b = (cached("A", "Lambda", {"x": value}) for value in (1, 2))
    assert losses(definition(branch(a)), definition(branch(b))) == {"A": "`Arguments.x` changed"}
    assert losses(definition(a), definition(branch(a))) == {}


def test_a_step_that_moves_into_a_loop_loses_its_cache() -> None:
    """In a loop the step of a run is called after its index too."""
    a = cached("A", "Lambda", {"x": 1})
    assert losses(definition(a), definition(loop(a))) == {"A": "it moved into a loop"}
    assert losses(definition(loop(a)), definition(a)) == {"A": "it moved out of a loop"}


def test_other_items_are_other_values() -> None:
    """A body that reads the item depends on the loop's items."""
    a = cached("A", "Lambda", {"x": get("ForEach.CurrentItem")})
    old, new = definition(loop(a, ["a"])), definition(loop(a, ["b"]))
    assert losses(old, new) == {"A": "the items of loop `L` changed"}
    assert losses(old, old) == {}


def test_items_that_a_step_makes_are_those_of_its_run() -> None:
    """A body depends on the step that makes the items, wherever that stands in the list."""
    a = cached("A", "Lambda", {"x": get("ForEach.CurrentItem")})
    items = get("Steps.Z.OutputParameters['items']")
    old, new = (
        definition(
            loop(a, items),
            cached("Z", "Lambda", {"x": get("Steps.Y.OutputParameters['o']")}),
            cached("Y", "Lambda", {"x": value}),
        )
        for value in (1, 2)
    )
    assert losses(old, old) == {}
    assert losses(old, new)["A"] == "the items of loop `L` changed"


def test_what_reads_a_loop_reads_its_steps() -> None:
    """A loop runs nothing itself: its values are new if a step of its body runs again."""
    read = cached("B", "Lambda", {"x": get("Steps.L.Selected.OutputParameters['o']")})
    a, b = (cached("A", "Lambda", {"x": value}) for value in (1, 2))
    assert losses(definition(loop(a), read), definition(loop(b), read)) == {
        "A": "`Arguments.x` changed",
        "B": "reads `L`, which runs again",
    }
    selector = {"Selector": {"Pick": "MinBy", "Field": get("IterationOutput.A.X")}}
    assert list(losses(definition(loop(a), read), definition(loop(a, **selector), read))) == ["B"]
    assert losses(definition(loop(uncached(a)), read), definition(loop(uncached(b)), read)) == {}


def test_the_outcome_of_a_condition_is_its_conditions() -> None:
    """A condition is decided anew in each run, with the same outcome while it asks the same."""
    read = cached("B", "Lambda", {"x": get("Steps.C.Outcome")})
    a, b = (cached("A", "Lambda", {"x": value}) for value in (1, 2))
    assert list(losses(definition(branch(a), read), definition(branch(b), read))) == ["A"]
    assert losses(definition(branch(a), read), definition(branch(a, 2), read)) == {
        "B": "the conditions of `C` changed"
    }


# --- oddities ---------------------------------------------------------------------------


def test_a_circle_does_not_hang() -> None:
    """A stand-in for the service may hold what the service would refuse."""
    a = cached("A", "Lambda", {"x": get("Steps.B.OutputParameters['o']")})
    b = cached("B", "Lambda", {"x": get("Steps.A.OutputParameters['o']")})
    assert losses(definition(a, b), definition(b, a)) == {}


def test_what_refers_to_itself_does_not_hang() -> None:
    """An experiment named after itself, and a loop over its own items."""
    name = get("PipelineExperimentConfig.ExperimentName")
    a = cached("A", "Lambda", {"x": name, "y": get("ForEach.CurrentItem")})
    found = definition(
        loop(a, get("ForEach.CurrentItem")), PipelineExperimentConfig={"ExperimentName": name}
    )
    assert losses(found, found) == {}


@pytest.mark.parametrize(
    "reference",
    [
        "Steps.Nothing.X",
        "Steps",
        "Steps.",
        "Parameters.Nothing",
        "ForEach.CurrentItem",
        "Odd.X",
        "",
    ],
)
def test_references_to_nothing_do_not_break(reference: str) -> None:
    """What cannot be resolved is taken as it stands."""
    found = definition(cached("A", "Lambda", {"x": get(reference)}))
    assert losses(found, found) == {}


def test_paths_that_lead_nowhere_are_not_known() -> None:
    """A property whose path the arguments do not have is what the run makes of it."""
    for path in ("[0].X", "ProcessingOutputConfig.Outputs[7].X", "Environment['B'].C", "A['x'][1]"):
        text = f"Steps.Prepare.{path}" if not path.startswith("[") else f"Steps.Prepare{path}"
        reader = cached("A", "Lambda", {"x": get(text)})
        old, new = definition(prepare(), reader), definition(prepare(Environment={}), reader)
        assert losses(old, new)["A"] == "reads `Prepare`, which runs again"
