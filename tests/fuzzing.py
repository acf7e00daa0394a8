"""Hypothesis strategies for pipelines: steps, contracts and projects that are seldom right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from pipec.compiler.language.keys import (
    CARRIER,
    CONTRACT_KEYS,
    DEFAULTS_KEYS,
    FRIENDLY,
    JOB_KEYS,
    PIPELINE_SCHEMA,
)
from pipec.compiler.steps import STEP_TYPES

Values = st.SearchStrategy[Any]

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f"
IMAGE = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/my-image:1.10"
PARAMETERS = {"P": {"type": "String"}, "Q": 1}
KINDS = [name for name, item in STEP_TYPES.items() if item.head == "kind"]
USED = ["XGBoostTraining", "ModelEvaluation", "TabularPreprocessing", "CreateModel"]


def _words(text: str) -> list[str]:
    return text.split()


# Bits that damage a file when they are put in anywhere.
SNIPPETS = [
    *_words("${ } $ ' \" : [ ] { # *a !x | null ~ 0 -1 1e999 .nan ${x} ${steps.A} steps: if: in"),
    *_words("${inputs.data} ${options.x} ${step.properties.X} ${item} ${steps.Train.x} 🦪"),
    *["- ", "&a ", "<<: ", "\t", "\n", "  ", "\x00", "\ufeff", "\r"],
]
REFERENCES = _words("""
    ${parameters.P} ${parameters.Q} ${execution.PipelineExecutionId} ${vars.bucket} ${vars.x}
    ${pipeline.name} ${step.name} ${step.properties.TrainingJobName} ${steps.A.o} ${steps.A}
    ${steps.B.o.x[0]['k']} ${steps.B.properties.Outcome} ${inputs.i} ${inputs.i.path} ${options.o}
    x-${steps.A.o}/${parameters.P} $${x} ${item} ./src ./src/train.py ../nothing
""")
WORDS = [
    *_words("A B C i o P Lambda Training Processing Model Transform RegisterModel Fail Condition"),
    *_words("XGBoostTraining TabularPreprocessing ModelRegistration Own String S3Uri 30d 1h"),
    *_words("ml.m5.large model_artifacts completed Step.THROTTLING src/train.py s3://b/k train"),
    *["parameters.P == 1", "steps.A.o > 1 and not true", "ModelArtifacts.S3ModelArtifacts", ""],
]
# What stands below the keys of the language, and members of requests.
NESTED_KEYS = _words("""
    type count volume_gb keep_alive uri framework version dir entry expire on attempts
    expire_minutes interval backoff subnets security_groups isolation encrypt volume output local
    name mode content_type value required compatible_sources aliases semantic_keywords
    property_path report file to data_type step when default enum for trial arn experiment
    HyperParameters InputDataConfig ChannelName Tags Key Containers ProcessingInputs Outputs
    OutputName Environment
""")
OF_KINDS = [key for item in STEP_TYPES.values() for key in (item.head, *item.keys)]
TOP_KEYS = list(PIPELINE_SCHEMA["properties"])
KEYS = sorted({*JOB_KEYS, *CONTRACT_KEYS, *FRIENDLY, *CARRIER, *TOP_KEYS, *NESTED_KEYS, *OF_KINDS})
# The words of `if:` expressions, and some that do not belong there.
TOKENS = _words("""
    parameters.P parameters.Q steps.A.o steps.A.o.x['y'] steps.B.o vars.bucket
    execution.PipelineName 1 -2.5 'a' "b" true false and or not in ( ) [ ] ,
    == != < <= > >= = ${x} + é .
""")

# --- values of any type ---------------------------------------------------------------------

scalars: Values = st.one_of(
    st.sampled_from([*WORDS, *REFERENCES]),
    st.sampled_from([None, True, False, 0, 1, -1, 6.0, 1e300, 10**30]),
    st.text(max_size=5),
)
values: Values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*KEYS, *WORDS]), inner, max_size=4),
    ),
    max_leaves=8,
)

# --- values that mostly fit their key -------------------------------------------------------

texts = st.one_of(st.sampled_from([*WORDS, *REFERENCES]), st.text(max_size=3))
names = st.sampled_from(["A", "B", "C", "D", "E"])
ports = st.sampled_from(["i", "o", "data", "model"])
counts = st.one_of(st.integers(-1, 5), st.sampled_from(REFERENCES))
nested = st.dictionaries(texts, values, max_size=3)
port_types = st.sampled_from(["model_artifacts", "training_data", "processing_output", "x"])
data_types = st.sampled_from(["S3Uri", "String", "Integer"])


def some(**members: Values) -> Values:
    """Mappings with some of these members."""
    return st.fixed_dictionaries({}, optional=members)


carriers = st.one_of(texts, some(name=st.sampled_from(["a", "b", "${step.name}"]), local=texts))
channels = st.one_of(texts, some(name=st.sampled_from(["a", "b", "${inputs.i}"])))
inputs = some(
    value=texts,
    path=carriers,
    channel=channels,
    type=port_types,
    required=st.booleans(),
    data_type=data_types,
)
outputs = some(
    path=carriers,
    property_path=st.sampled_from(["ModelArtifacts.S3ModelArtifacts", "TrainingJobName", "x"]),
    value=texts,
    report=texts,
    to=texts,
    type=port_types,
    data_type=data_types,
)
requests = st.dictionaries(
    st.sampled_from(
        _words("""
            HyperParameters InputDataConfig OutputDataConfig ProcessingInputs Tags ModelName
            PrimaryContainer InferenceSpecification ProcessingOutputConfig
        """)
    ),
    values,
)
dependency = st.fixed_dictionaries({"step": names}, optional={"when": st.just("any")})
policy = st.fixed_dictionaries(
    {"on": st.just(["Step.THROTTLING"])}, optional={"attempts": st.integers(1, 20)}
)
code = st.sampled_from(
    [
        "src/train.py",
        "x",
        {"dir": "src", "entry": "train.py"},
        {"uri": "${parameters.P}", "entry": "e"},
        {"dir": "src"},
    ]
)
FITTING: dict[str, Values] = {
    "image": st.sampled_from([IMAGE, {"framework": "xgboost", "version": "1.7-1"}, "x"]),
    "instance": st.one_of(texts, some(type=texts, count=counts, volume_gb=counts)),
    "role": texts,
    "environment": nested,
    "hyperparameters": nested,
    "command": st.lists(texts, max_size=3),
    "args": st.lists(st.one_of(texts, st.lists(texts, max_size=2)), max_size=3),
    "code": code,
    "kms": some(volume=texts, output=texts),
    "network": some(subnets=st.lists(texts), isolation=st.booleans(), encrypt=st.booleans()),
    "timeout": st.sampled_from([60, "2h", "${parameters.Q}", "${parameters.P}", 0]),
    "tags": nested,
    "cache": st.sampled_from(["30d", False, {"expire": "P30D"}, "x", "${parameters.P}"]),
    "retry": st.lists(policy, max_size=2),
    "request": st.one_of(nested, requests),
    "inputs": st.dictionaries(ports, st.one_of(texts, inputs), max_size=3),
    "outputs": st.dictionaries(ports, outputs, max_size=3),
    "depends_on": st.lists(st.one_of(names, dependency), max_size=2),
    "display_name": texts,
    "description": texts,
    "from": st.lists(names, max_size=2),
}
options = st.dictionaries(st.sampled_from(["o", "i"]), values, max_size=2)
option_schemas = st.dictionaries(
    st.sampled_from(["o", "i"]),
    some(type=st.sampled_from(["string", "array", "x"]), default=values, enum=st.lists(scalars)),
    max_size=2,
)


@st.composite
def jobs(draw: st.DrawFn, head: str, types: list[str], extra: Mapping[str, Values]) -> Any:
    """A step or contract whose keys mostly fit its kind, with at most one value of any type."""
    kind = draw(st.sampled_from(types))
    body: dict[str, Any] = {head: kind}
    if kind in ("Training", "Processing", "Transform") and draw(st.booleans()):
        body |= {"image": IMAGE, "instance": "ml.m5.large"}
    if kind == "Lambda":
        body["function"] = FUNCTION
    every = {**FITTING, **extra}
    for key in draw(st.lists(st.sampled_from(sorted(every)), max_size=4)):
        body[key] = draw(every[key])
    if draw(st.integers(0, 29)) == 29:
        body[draw(st.sampled_from(KEYS))] = draw(values)
    return body


def without(body: dict[str, Any], *keys: str) -> dict[str, Any]:
    """A mapping less these keys."""
    return {key: value for key, value in body.items() if key not in keys}


bodies: Values = st.one_of(
    jobs("kind", KINDS, {}),
    jobs("uses", USED, {"options": options}).map(lambda body: without(body, "inputs", "outputs")),
    st.fixed_dictionaries({"fail": texts}, optional={"depends_on": FITTING["depends_on"]}),
)
steps: Values = st.dictionaries(names, bodies, min_size=1, max_size=4)
tests: Values = st.one_of(texts, st.sampled_from(["steps.A.o > 1", "steps.C.o.x['y'] == 'a'"]))
conditions: Values = st.fixed_dictionaries(
    {
        "if": tests,
        "then": st.dictionaries(st.sampled_from(["F", "G"]), bodies, min_size=1, max_size=2),
    },
    optional={"else": st.dictionaries(st.just("H"), bodies, max_size=1)},
)
blocks: Values = st.builds(
    lambda plain, branched: {**plain, **branched},
    steps,
    st.dictionaries(st.sampled_from(["B", "E"]), conditions, max_size=1),
)
contracts: Values = jobs("kind", KINDS, {"options": option_schemas}).map(
    lambda body: without(body, "depends_on", "from", "display_name")
)
for_contract = st.fixed_dictionaries({}, optional={**FITTING, "options": options})
defaults = st.fixed_dictionaries(
    {},
    optional={
        **{key: FITTING[key] for key in DEFAULTS_KEYS},
        "for": st.dictionaries(st.sampled_from(USED), for_contract, max_size=2),
    },
)
projects: Values = some(
    vars=st.dictionaries(st.sampled_from(["bucket", "region", "role", "prefix", "x"]), scalars),
    defaults=defaults,
    contracts=st.lists(texts),
    out=texts,
)
