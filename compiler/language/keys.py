"""What the three kinds of file may hold, as JSON Schemas.

Each schema that can be broken carries `words`, the end of the sentence "`key` must be …", from
which `compiler/language/schema.py` makes its diagnostics.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

Schema = dict[str, Any]


def _words(words: str, **schema: Any) -> Schema:
    return {**schema, "words": words}


SCALARS = ["string", "number", "boolean"]
TEXT = _words("text", type=SCALARS)
NAME = _words("a name", type="string", minLength=1)
REFERENCE = {"type": "string", "pattern": r"\$\{"}
COUNT = _words("a whole number or a reference", anyOf=[{"type": "integer"}, REFERENCE])
FLAG = _words("true, false or a reference", anyOf=[{"type": "boolean"}, REFERENCE])
DURATION = _words(
    "a number of seconds, or a number with s, m, h or d such as `2h`",
    anyOf=[
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": r"^[0-9]{1,9}[smhd]$(?!\n)"},
        REFERENCE,
    ],
)
TEXTS = _words("a list of texts", type="array", items=TEXT)
# The wiring compares each of these names with each of others, word by word: without a limit one
# contract could make it run for hours.
MAX_NAME = 128
PORT_WORDS = _words(
    "a list of at most 200 texts",
    type="array",
    maxItems=200,
    items=_words(
        f"text of at most {MAX_NAME} characters",
        **{"if": {"type": "string"}, "then": {"maxLength": MAX_NAME}, "else": TEXT},
    ),
)
TEXT_MAP = _words("a mapping of names to values", type="object")
NAMES = _words("a list of step names", type="array", items=NAME)


def _object(words: str, properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return _words(
        words,
        type="object",
        properties=properties,
        additionalProperties=False,
        required=list(required),
    )


def _or_null(schema: Schema) -> Schema:
    return {**schema, "or_null": True}


def _short_or(words: str, short: Schema, long: Schema) -> Schema:
    """A short form (a scalar) or the full mapping; errors inside the mapping stay precise."""
    return {"if": {"type": "object"}, "then": long, "else": _words(words, **short)}


ARGUMENTS = _words(
    "a list of texts (an inner list is kept or left out as one)",
    type="array",
    items=_words(
        "a text or a list of texts",
        anyOf=[{"type": SCALARS}, {"type": "array", "items": {"type": SCALARS}}],
    ),
)


SHORT_FORMS = {
    "cache": "expire",
    "channel": "name",
    "code": "file",
    "image": "uri",
    "instance": "type",
    "path": "local",
}
"""What a single value of a key means of its mapping."""
FRIENDLY: dict[str, Schema] = {
    "instance": _short_or(
        "an instance type, or a mapping with `type`, `count`, `volume_gb`, `keep_alive`",
        {"type": "string"},
        _object(
            "a mapping",
            {"type": TEXT, "count": COUNT, "volume_gb": COUNT, "keep_alive": DURATION},
        ),
    ),
    "image": _short_or(
        "an image URI, or a mapping with `framework` and `version`",
        {"type": "string"},
        _object(
            "a mapping",
            dict.fromkeys(("uri", "framework", "version", "py", "accelerator", "base"), TEXT),
        ),
    ),
    "role": TEXT,
    "environment": TEXT_MAP,
    "hyperparameters": TEXT_MAP,
    "command": ARGUMENTS,
    "args": ARGUMENTS,
    "code": _short_or(
        "a file, or a mapping with `dir` and `entry` or `uri` and `entry`",
        {"type": "string", "minLength": 1},
        _object("a mapping", {"dir": NAME, "uri": TEXT, "entry": NAME}),
    ),
    "kms": _object("a mapping with `volume` and `output`", {"volume": TEXT, "output": TEXT}),
    "network": _object(
        "a mapping with `subnets`, `security_groups`, `isolation` and `encrypt`",
        {"subnets": TEXTS, "security_groups": TEXTS, "isolation": FLAG, "encrypt": FLAG},
    ),
    "timeout": DURATION,
    "job_prefix": TEXT,
    "tags": TEXT_MAP,
    "cache": _short_or(
        "a duration such as `30d`, false, or `{expire: 30d}`",
        {"anyOf": [{"type": "string", "minLength": 1}, {"const": False}]},
        _object("a mapping with `expire`", {"expire": TEXT}, ("expire",)),
    ),
    "retry": _words(
        "a list of `{on: [Step.THROTTLING], attempts: 3}`",
        type="array",
        items=_object(
            "a mapping with `on` and `attempts` or `expire_minutes`",
            {
                "on": _words(
                    "a list of exceptions",
                    type="array",
                    minItems=1,
                    items=_words(
                        "an exception that the service knows",
                        enum=[
                            "Step.SERVICE_FAULT",
                            "Step.THROTTLING",
                            "SageMaker.JOB_INTERNAL_ERROR",
                            "SageMaker.CAPACITY_ERROR",
                            "SageMaker.RESOURCE_LIMIT",
                        ],
                    ),
                ),
                "attempts": _words("1 to 20", type="integer", minimum=1, maximum=20),
                "expire_minutes": _words("1 to 14400", type="integer", minimum=1, maximum=14400),
                "interval": _words("0 or more seconds", type="integer", minimum=0),
                "backoff": _words("a number, 1 or more", type="number", minimum=1),
            },
            ("on",),
        ),
    ),
    "request": _words("a mapping of members of the service's request", type="object"),
}
"""The keys that mean the same on every kind (and `request` for all that no key says)."""

CARRIER: dict[str, Schema] = {
    "channel": _short_or(
        "a channel name, or a mapping",
        {"type": "string"},
        _object(
            "a mapping",
            dict.fromkeys(
                ("name", "content_type", "input_mode", "compression", "distribution"), TEXT
            ),
        ),
    ),
    "path": _short_or(
        "a folder in the container, or a mapping",
        {"type": "string"},
        _object(
            "a mapping",
            dict.fromkeys(("local", "name", "mode", "distribution", "compression", "upload"), TEXT),
        ),
    ),
}
REPORT = _short_or(
    "the report's file name, or `{file, name}`",
    {"type": "string"},
    _object("a mapping with `file` and `name`", {"file": TEXT, "name": NAME}, ("file",)),
)
DATA_TYPES = ["S3Uri", "String", "Integer", "Float", "Boolean"]
MATCHING: dict[str, Schema] = {
    "type": NAME,
    "data_type": _words(
        "S3Uri, String, Integer, Float or Boolean",
        enum=DATA_TYPES,
    ),
    "aliases": PORT_WORDS,
    "semantic_keywords": PORT_WORDS,
    "description": TEXT,
}
INPUT_PORT = _object(
    "a mapping",
    {
        **MATCHING,
        **CARRIER,
        "required": _words("true or false", type="boolean"),
        "compatible_sources": PORT_WORDS,
        "value": {},
    },
)
OUTPUT_PORT = _object(
    "a mapping",
    {
        **MATCHING,
        "path": CARRIER["path"],
        "property_path": TEXT,
        "value": TEXT,
        "report": REPORT,
        "to": TEXT,
    },
)
AN_OUTPUT = _words(
    "a mapping, as `{data_type: String}` for a value or `{to: s3://…}` for what a processing job "
    "writes",
    type="object",
)
"""What an output of a `kind:` step is."""
_A_MAPPING = _words("a mapping, as `{to: s3://…}` for what a processing job writes", type="object")
_CHANGED_INPUT = _object("a mapping", {"value": {}, **CARRIER})
_CHANGED_OUTPUT = _object("a mapping", {"path": CARRIER["path"], "to": TEXT, "report": REPORT})


def _ports(schema: Schema) -> Schema:
    return _words("a mapping of ports", type="object", additionalProperties=schema)


STEP_NAME = r"^[A-Za-z0-9_-]{1,64}$"
DEPENDS_ON = _words(
    "a list of step names or `{step, when}`",
    type="array",
    items={
        "if": {"type": "object"},
        "then": _object(
            "a mapping with `step` and `when`",
            {
                "step": NAME,
                "when": _words(
                    "completed, failed, stopped or any",
                    enum=["completed", "failed", "stopped", "any"],
                ),
            },
            ("step",),
        ),
        "else": NAME,
    },
)
COMMON: dict[str, Schema] = {"depends_on": DEPENDS_ON, "display_name": TEXT, "description": TEXT}
JOB_KEYS: dict[str, Schema] = {
    **COMMON,
    **FRIENDLY,
    "inputs": _ports({"if": {"type": "object"}, "then": _CHANGED_INPUT}),
    "outputs": _ports({"if": {"type": "object"}, "then": _CHANGED_OUTPUT, "else": _A_MAPPING}),
    "from": NAMES,
}
"""Keys of a `uses:` step, which changes its contract's ports and adds none."""
IN_PLACE_KEYS: dict[str, Schema] = {
    **JOB_KEYS,
    "inputs": _ports({"if": {"type": "object"}, "then": INPUT_PORT}),
    "outputs": _ports({"if": {"type": "object"}, "then": OUTPUT_PORT, "else": AN_OUTPUT}),
}
"""Keys of a `kind:` step, which declares its ports."""
STEP_TYPE = _words(
    "a step type", type="string", pattern=rf"^[A-Za-z][A-Za-z0-9_-]{{0,{MAX_NAME - 1}}}$(?!\n)"
)
JSON_SCHEMA = _words("a JSON Schema", type="object")
CONTRACT_KEYS: dict[str, Schema] = {
    **{k: v for k, v in JOB_KEYS.items() if k not in ("depends_on", "from", "display_name")},
    "inputs": _ports(INPUT_PORT),
    "outputs": _ports(OUTPUT_PORT),
    "options": _words(
        "a mapping of options, each a JSON Schema",
        type="object",
        additionalProperties=JSON_SCHEMA,
    ),
    "kind": NAME,
    "contract": STEP_TYPE,
}
DEFAULTS_KEYS = {
    key: FRIENDLY[key]
    for key in (
        "instance",
        "image",
        "role",
        "environment",
        "network",
        "kms",
        "timeout",
        "tags",
        "cache",
        "retry",
    )
}
DEFAULTS = _object(
    "a mapping of keys that hold for every step",
    {
        **DEFAULTS_KEYS,
        "for": _words(
            "a mapping of step types to keys",
            type="object",
            additionalProperties=_object(
                "a mapping", {**FRIENDLY, "options": _words("a mapping", type="object")}
            ),
        ),
    },
)
VARS = _words(
    "a mapping of names to single values",
    type="object",
    additionalProperties=_words("a single value", type=SCALARS),
)
PARAMETER = {
    "if": {"type": "object"},
    "then": _object(
        "a mapping with `type`, `default` and `enum`",
        {
            "type": _words(
                "String, Integer, Float or Boolean", enum=["String", "Integer", "Float", "Boolean"]
            ),
            "default": _words("a single value", type=SCALARS),
            "enum": _words(
                "a list of 1 to 16 texts", type="array", minItems=1, maxItems=16, items=TEXT
            ),
        },
        ("type",),
    ),
    "else": _words("a single value, or a mapping with `type`", type=SCALARS),
}
PARALLELISM = _words(
    "a whole number, 1 or more", anyOf=[{"type": "integer", "minimum": 1}, REFERENCE]
)
PIPELINE_SCHEMA = _object(
    "a mapping",
    {
        "pipeline": _words("the pipeline's name", type=SCALARS),
        "display_name": TEXT,
        "description": TEXT,
        "tags": TEXT_MAP,
        "role": TEXT,
        "parallelism": PARALLELISM,
        "parameters": _words(
            "a mapping of parameters", type="object", additionalProperties=PARAMETER
        ),
        "defaults": DEFAULTS,
        "vars": VARS,
        "steps": _words("a mapping of steps", type="object", minProperties=1),
        "experiment": _or_null(
            _object("null, or a mapping with `name` and `trial`", {"name": TEXT, "trial": TEXT})
        ),
        "mlflow": _object(
            "a mapping with `arn` and `experiment`", {"arn": TEXT, "experiment": TEXT}, ("arn",)
        ),
    },
    ("pipeline", "steps"),
)
PIPELINE_SCHEMA["elsewhere"] = {
    "environments": "`environments:` in pipec.yaml",
    **dict.fromkeys(
        ("schedule", "cron", "trigger", "triggers"),
        "nothing in its place: a schedule stands beside the pipeline, in EventBridge Scheduler; "
        "docs/deploying.md shows one",
    ),
}
PIPELINE_SCHEMA["inside"] = {
    key: "defaults" for key in DEFAULTS_KEYS if key not in PIPELINE_SCHEMA["properties"]
}
ENVIRONMENT = _object("a mapping with `vars` and `defaults`", {"vars": VARS, "defaults": DEFAULTS})
ENVIRONMENT["inside"] = {
    **dict.fromkeys(DEFAULTS["properties"], "defaults"),
    **dict.fromkeys(("bucket", "prefix", "region", "role"), "vars"),
}
"""`inside`: below which key belongs what is readily written beside it; `elsewhere`: in words.

Of a step: `taken`, which of the keys mean something on its kind; `step`, its `kind`, where its
friendly keys are `placed`, which keys carry its `ports`, and the `inputs` and `outputs` of its
contract.
"""
WORD = _words("one word of letters, as names are cut", type="string", pattern=r"^[A-Za-z]+$(?!\n)")
WORDS = _object(
    "a mapping with `same`, `ignore` and `opposites`",
    {
        "same": _words(
            "a mapping of words, each with a list of words that are read as it",
            type="object",
            propertyNames=WORD,
            additionalProperties=_words("a list of words", type="array", items=WORD),
        ),
        "ignore": _words("a list of words", type="array", items=WORD),
        "opposites": _words(
            "a list of lists of words",
            type="array",
            items=_words("a list of two words or more", type="array", items=WORD, minItems=2),
        ),
    },
)
BRANCHES = ("steps", "then", "else")
"""The keys below which further steps stand."""
_PROJECT_KEYS: dict[str, Schema] = {
    "contracts": TEXTS,
    "out": NAME,
    "vars": VARS,
    "defaults": DEFAULTS,
    "environments": _words(
        "a mapping of environments", type="object", additionalProperties=ENVIRONMENT
    ),
    "environment_required": _words("true or false", type="boolean"),
    "words": WORDS,
}
_INSIDE_PROJECT = {
    key: place
    for key, place in ENVIRONMENT["inside"].items()
    if key not in _PROJECT_KEYS and key != "environment"  # nearly `environments`
}
PROJECT_SCHEMA: Schema = {
    **_object("a mapping", _PROJECT_KEYS),
    "inside": _INSIDE_PROJECT,
    "elsewhere": {
        key: "it in the file of the pipeline"
        for key in PIPELINE_SCHEMA["properties"]
        if key not in _PROJECT_KEYS and key not in _INSIDE_PROJECT
    },
}

NOT_IN_CONTRACTS = {
    **dict.fromkeys(PIPELINE_SCHEMA["properties"].keys() - CONTRACT_KEYS, "it in the pipeline"),
    **dict.fromkeys(JOB_KEYS.keys() - CONTRACT_KEYS, "it in the steps that use the contract"),
    "parameters": "it in the pipeline; what each step may choose is one of the `options:` here",
}
"""What no contract has, and where to write it."""

_INSIDE = {
    "count": "instance",
    "volume_gb": "instance",
    "keep_alive": "instance",
    "framework": "image",
    "subnets": "network",
    "security_groups": "network",
}


def step_schema(keys: AnyMapping[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """The schema of one step (or contract) that takes just these keys."""
    inside = {key: place for key, place in _INSIDE.items() if place in keys}
    return {**_object("a mapping", dict(keys), required), "inside": inside}
