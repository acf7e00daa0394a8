"""What is wrong with files, keys and contracts: 0xx and 1xx."""

from __future__ import annotations

from pipec.compiler.code_tables.table import code
from pipec.compiler.diagnostics import Severity

# --- 0xx: reading -------------------------------------------------------------------------

UNREADABLE_FILE = code(
    "PC001",
    "unreadable-file",
    "A file that is needed cannot be read",
    "The file does not exist, is a folder, or may not be read. Check the path; it is taken "
    "relative to the folder that you run pipec in. Or it has a name by which it is not found: a "
    "project file is called `pipec.yaml`, in small letters. Or it is a link that leads to nothing.",
)
NOT_UTF8 = code(
    "PC002",
    "not-utf8",
    "A YAML file is not UTF-8 text",
    "pipec reads UTF-8 (with or without a byte order mark). Save the file as UTF-8.",
)
YAML_SYNTAX = code(
    "PC003",
    "yaml-syntax",
    "The file is not well-formed YAML",
    "The text breaks YAML's own grammar at the place shown. Frequent causes: a tab used to "
    "indent, a missing space after `:`, a quote or bracket that is not closed, a value that "
    "begins with `@`, `` ` `` or `%` and needs quotes.",
)
DUPLICATE_KEY = code(
    "PC004",
    "duplicate-key",
    "A mapping has the same key twice",
    "Most YAML readers silently keep the last one, so that a line that somebody reads has no "
    "effect. pipec refuses. Remove or rename one.",
)
EMPTY_FILE = code(
    "PC005",
    "empty-file",
    "A YAML file holds nothing",
    "Comments alone are nothing, too. A pipeline begins with `pipeline: NAME`, a contract with "
    "`contract: StepType`; an empty `pipec.yaml` can be removed.",
)
UNSUPPORTED_YAML = code(
    "PC006",
    "unsupported-yaml",
    "YAML is used in a way that pipec does not take",
    "One document a file, text keys, and no tags but `!!str`. `<<` merges one mapping, or a "
    "list of mappings, that do not themselves merge.",
)
TOO_LARGE = code(
    "PC007",
    "too-large-yaml",
    "A file is larger or more deeply nested than any real pipeline",
    "The limits protect against alias bombs: 4 MiB of text, 100 levels, and 200,000 values "
    "once aliases are expanded. Remove the aliases that multiply each other, or split the file.",
)
ROOT_NOT_MAPPING = code(
    "PC008",
    "root-not-mapping",
    "A file's outermost value is not a mapping",
    "A file of pipec is made of `key: value` lines, the first of them `pipeline: NAME` or "
    "`contract: StepType`. Remove what makes the whole file a list or a single value; a colon "
    "needs a space after it.",
)
BAD_REFERENCE = code(
    "PC010",
    "bad-reference",
    "A `${…}` cannot be read",
    "A reference is a root and a path: `${steps.train.model_artifacts}`, "
    "`${parameters.InputData}`, `${steps.eval.report['a b']}`. Write `$${` for the text `${`. "
    "In `[ ]` and `{ }` quote what contains `${`. What a definition has, `{Get: Parameters.X}`, is "
    "`${parameters.X}` here.",
)
UNKNOWN_ROOT = code(
    "PC011",
    "unknown-root",
    "A `${…}` begins with an unknown word",
    "The roots are `parameters`, `execution`, `steps`, `vars`, `pipeline` and `step`; in a "
    "contract also `inputs` and `options`, in a loop `item`. For a variable of the shell inside a "
    "container write `$${HOME}`.",
)
BAD_CONDITION = code(
    "PC012",
    "bad-condition",
    "An `if:` expression cannot be read",
    "An expression compares references and literals with `==`, `!=`, `<`, `<=`, `>`, `>=`, "
    "`in [ … ]`, and joins tests with `and`, `or`, `not` and parentheses. There is no `${}` "
    "inside but as a part of a text in quotes, no arithmetic, and no chained comparison.",
)

BAD_ALLOWANCE = code(
    "PC013",
    "bad-allowance",
    "A comment for pipec that allows nothing",
    "A comment allows a warning by its code or name, and says why: "
    "`# pipec: allow PC218: the branch always runs`. It stands at the end of the line that the "
    "warning points at, or on a line of its own above that line. Errors cannot be allowed.",
    Severity.WARNING,
)
UNUSED_ALLOWANCE = code(
    "PC014",
    "unused-allowance",
    "A comment allows a warning that is not given",
    "What it allowed is mended, or the comment stands at another line than the warning. "
    "Remove the comment, or move it to the line that the warning points at.",
    Severity.WARNING,
)
FILE_EXISTS = code(
    "PC015",
    "file-exists",
    "A file that would be written is there already",
    "`pipec init` and `pipec contracts new` write new files and never touch yours. If one of them "
    "is there, nothing at all is written (`pipec init` only goes on beside a `README.md`, a "
    "`.gitignore` or a `.pre-commit-config.yaml`). Move the file away, or name another place.",
)

# --- 1xx: schema and contracts ------------------------------------------------------------

UNKNOWN_KEY = code(
    "PC101",
    "unknown-key",
    "A key that may not stand here",
    "Every key of the language is listed in docs/language.md. A member of the service's own "
    "request goes under `request:`, in the service's own spelling. A key that pipec passed over in "
    "silence would be a setting that you believe in and that does not hold.",
)
MISSING_KEY = code(
    "PC102",
    "missing-key",
    "A key that must be there is missing",
    "A pipeline needs `pipeline` and `steps`, a contract `contract` and `kind`, and some kinds of "
    "steps have keys without which they do nothing, as `function` of Lambda. Add the key that the "
    "hint shows.",
)
WRONG_VALUE = code(
    "PC103",
    "wrong-value",
    "A key has a value that it cannot have",
    "The message says what the value must be. Where a number or true/false is wanted, write it "
    "without quotes.",
)
BAD_NAME = code(
    "PC104",
    "bad-name",
    "A name that the service would refuse",
    "Step names: letters, digits, `_`, `-`, at most 64. Pipeline names: letters, digits and "
    "hyphens between them, at most 256, and a pipeline's display name likewise. Environments: "
    "letters, digits, `_`, `-`.",
)
DUPLICATE_STEP = code(
    "PC105",
    "duplicate-step",
    "Two steps have the same name",
    "The service knows a step by its name alone, so names are unique over the whole file, those in "
    "branches and loops included. Give one of the two another name.",
)
NO_HEAD = code(
    "PC106",
    "no-head",
    "A step does not say what it is, or says it twice",
    "A step has exactly one of `uses:` (a contract), `kind:` (in place), `if:`, `for_each:` and "
    "`fail:`. A condition is a step of its own, with the steps that it guards under `then:`.",
)
NOT_A_PIPELINE = code(
    "PC107",
    "not-a-pipeline",
    "A file that is no pipeline was given to compile",
    "A pipeline begins with `pipeline: NAME`. Contracts are read through the project file, and "
    "`pipec.yaml` itself is found by pipec. A Python program that builds a pipeline is run by "
    "Python, and says itself what is wrong with it.",
)
NOT_A_CONTRACT = code(
    "PC108",
    "not-a-contract",
    "A file that is no contract lies below `contracts:`",
    "Every YAML file in the folders that `contracts:` in `pipec.yaml` names is read as a contract, "
    "the project's own `pipec.yaml` apart. Pipelines lie elsewhere, as beside `pipec.yaml`.",
)
UNKNOWN_CONTRACT = code(
    "PC110",
    "unknown-contract",
    "A step uses a contract that does not exist",
    "`pipec contracts list` shows all that there are: the built-in ones, and a project's own, "
    "which lie in the folders that `contracts:` in `pipec.yaml` lists.",
)
UNKNOWN_KIND = code(
    "PC111",
    "unknown-kind",
    "A `kind:` that pipec does not know",
    "The kinds are the service's step types, listed in docs/step-kinds.md. Conditions, loops and "
    "fails have keys of their own: `if:`, `for_each:` and `fail:`. A kind that only the service "
    "knows needs `unchecked: true`.",
)
DUPLICATE_CONTRACT = code(
    "PC112",
    "duplicate-contract",
    "Two files define the same contract",
    "Which of the two a step would get could only be guessed. A project's contract may replace a "
    "built-in one, but not another of the project: rename or remove one.",
)
BAD_CONTRACT = code(
    "PC113",
    "bad-contract",
    "A contract lacks something, or holds what cannot be",
    "An option is a JSON Schema: `{type: integer, minimum: 1, default: 7}`. An output needs "
    "`property_path` or `value` (Processing: a folder). On kinds without channels or folders, each "
    "input must be mentioned under `request:` as `${inputs.NAME}`.",
)
UNKNOWN_PORT = code(
    "PC114",
    "unknown-port",
    "A step names an input or output that its contract does not have",
    "`inputs:` and `outputs:` of a `uses:` step change the contract's ports; they cannot add any.",
)
UNKNOWN_OPTION = code(
    "PC115",
    "unknown-option",
    "A step sets an option that its contract does not have",
    "The options of a contract stand under its `options:`; `pipec contracts show NAME` tells them. "
    "A key that every step has, as `instance`, stands beside `options:`, not in it.",
)
MISSING_OPTION = code(
    "PC116",
    "missing-option",
    "An option without a default is not set",
    "The contract cannot make a request without it, and has no value that would suit everybody. "
    "Add it under the step's `options:`, or for many steps at once in `defaults: {for: {…}}`.",
)
BAD_OPTION = code(
    "PC117",
    "bad-option",
    "An option has a value that its schema refuses",
    "Each option has a JSON Schema in its contract: a type, perhaps a range or a list of values. "
    "Write a value that it takes, or a reference, `${parameters.NAME}`.",
)
KEY_NOT_FOR_KIND = code(
    "PC118",
    "key-not-for-kind",
    "A key that this kind of step has no place for",
    "The same word means the same on every kind; where a kind has no such thing, the message "
    "says why. docs/language.md has the table.",
)
BAD_VAR = code(
    "PC119",
    "bad-var",
    "A var has a value that it cannot have",
    "Vars are fixed when the pipeline is compiled and may not refer to anything. `bucket` is the "
    "name of a bucket, without `s3://`; `region` the code of a region; `role` a whole ARN.",
)
UNKNOWN_SOURCE = code(
    "PC120",
    "unknown-source",
    "A contract lists a source that does not exist",
    "`compatible_sources` lists names of contracts (or kinds). One that is nearly the name of a "
    "contract is probably misspelt, and then counts for nothing.",
    Severity.WARNING,
)
UNKNOWN_TYPE = code(
    "PC122",
    "unknown-type",
    "A port's type is nearly one that pipec or the project knows",
    "A type of one's own is allowed and fits only itself; a misspelt one fits nothing, and neither "
    "does another word for one (`model`), if no output and input share it. pipec's types are "
    "`processing_output`, `model_artifacts`, `training_data`, `hyperparameters`, "
    "`payload_samples` and `custom_property`; `S3Uri`, `String` and the like are a `data_type`.",
    Severity.WARNING,
)
UNUSED_VAR = code(
    "PC121",
    "unused-var",
    "A var that nothing uses has nearly the name of another",
    "Correct the name, or remove the var. Four vars mean something to the compiler: `bucket`, "
    "`prefix`, `region` and `role`.",
    Severity.WARNING,
)
UNKNOWN_ENVIRONMENT = code(
    "PC123",
    "unknown-environment",
    "`--env` names an environment that the project does not have, or none where one is required",
    "Environments stand under `environments:` in `pipec.yaml`. Without `--env` nothing of any of "
    "them holds. With `environment_required: true` beside them nothing is deployed without it.",
)
SHARED_NAME = code(
    "PC124",
    "shared-name",
    "Two pipelines of a project have one name",
    "A pipeline is known by its name: it is the folder in `build/`, and the pipeline in AWS. Of "
    "two with one name the last that is compiled or deployed takes the other's place. Names that "
    "differ in capitals only share the folder on Windows and macOS. Rename one of them. `pipec "
    "validate` compares the files that it is given, those of each `pipec.yaml` by themselves. "
    "Two that never meet, as each goes to a region of its own, can be allowed by a comment.",
    Severity.WARNING,
)
SAME_PLACE = code(
    "PC125",
    "same-place",
    "Two environments deploy to the same place",
    "A pipeline is known by its name in an account and region, and has one name in all "
    "environments. So of two environments with one region, and a `role` of one account, the last "
    "that is deployed takes the other's place. Give each an account or a region of its own. If "
    "that is meant, as of one that only tries other instances, say so in a comment.",
    Severity.WARNING,
)
UNKNOWN_REGION = code(
    "PC126",
    "unknown-region",
    "A region has nearly the name of one that AWS has",
    "Nothing can be deployed to a region that there is not, and an environment that is not chosen "
    "would show it late. Correct the name. AWS opens new regions, and pipec knows those that there "
    "were when it was made: a comment, `# pipec: allow PC126: opened this year`, says that one is "
    "meant.",
    Severity.WARNING,
)
IDLE_DEFAULT = code(
    "PC127",
    "idle-default",
    "A pipeline's `defaults:` say something that holds for none of its steps",
    "A key that the kinds of its steps have no place for, or keys for a contract that none of them "
    "uses: a step with `kind:` has no contract, whatever its kind. Nothing is said of `defaults:` "
    "in `pipec.yaml`, which other pipelines have too.",
    Severity.WARNING,
)
