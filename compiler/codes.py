"""Every diagnostic code, with the text that `docs/codes.md` is made from.

0xx reading, 1xx schema and contracts, 2xx references and wiring, 3xx the graph, 4xx requests
and assets, 50x and 51x deploying, 52x AWS, 53x and 54x running. A number is never used again for
something else.
"""

from __future__ import annotations

from pipec.compiler.diagnostics import Code, Severity

CODES: dict[str, Code] = {}


def _code(
    number: str,
    slug: str,
    summary: str,
    explanation: str,
    severity: Severity = Severity.ERROR,
) -> Code:
    code = Code(number, slug, severity, summary, explanation)
    CODES[number] = code
    return code


# --- 0xx: reading -------------------------------------------------------------------------

UNREADABLE_FILE = _code(
    "PC001",
    "unreadable-file",
    "A file that is needed cannot be read",
    "The file does not exist, is a folder, or may not be read. Check the path; it is taken "
    "relative to the folder that you run pipec in.",
)
NOT_UTF8 = _code(
    "PC002",
    "not-utf8",
    "A YAML file is not UTF-8 text",
    "pipec reads UTF-8 (with or without a byte order mark). Save the file as UTF-8.",
)
YAML_SYNTAX = _code(
    "PC003",
    "yaml-syntax",
    "The file is not well-formed YAML",
    "The text breaks YAML's own grammar at the place shown. Frequent causes: a tab used to "
    "indent, a missing space after `:`, a quote or bracket that is not closed, a value that "
    "begins with `@`, `` ` `` or `%` and needs quotes.",
)
DUPLICATE_KEY = _code(
    "PC004",
    "duplicate-key",
    "A mapping has the same key twice",
    "Most YAML readers silently keep the last one; pipec refuses. Remove or rename one.",
)
EMPTY_FILE = _code(
    "PC005",
    "empty-file",
    "A YAML file holds nothing",
    "A pipeline begins with `pipeline: NAME`, a contract with `contract: StepType`.",
)
UNSUPPORTED_YAML = _code(
    "PC006",
    "unsupported-yaml",
    "YAML is used in a way that pipec does not take",
    "One document a file, text keys, and no tags but `!!str`. `<<` merges one mapping, or a "
    "list of mappings, that do not themselves merge.",
)
TOO_LARGE = _code(
    "PC007",
    "too-large-yaml",
    "A file is larger or more deeply nested than any real pipeline",
    "The limits protect against alias bombs: 4 MiB of text, 100 levels, and 200,000 values "
    "once aliases are expanded.",
)
ROOT_NOT_MAPPING = _code(
    "PC008",
    "root-not-mapping",
    "A file's outermost value is not a mapping",
    "A file of pipec is made of `key: value` lines, the first of them `pipeline: NAME` or "
    "`contract: StepType`. Remove what makes the whole file a list or a single value; a colon "
    "needs a space after it.",
)
BAD_REFERENCE = _code(
    "PC010",
    "bad-reference",
    "A `${…}` cannot be read",
    "A reference is a root and a path: `${steps.train.model_artifacts}`, "
    "`${parameters.InputData}`, `${steps.eval.report['a b']}`. Write `$${` for the text `${`. "
    "In `[ ]` and `{ }` quote what contains `${`.",
)
UNKNOWN_ROOT = _code(
    "PC011",
    "unknown-root",
    "A `${…}` begins with an unknown word",
    "The roots are `parameters`, `execution`, `steps`, `vars`, `pipeline` and `step`; in a "
    "contract also `inputs` and `options`. For a variable of the shell inside a container "
    "write `$${HOME}`.",
)
BAD_CONDITION = _code(
    "PC012",
    "bad-condition",
    "An `if:` expression cannot be read",
    "An expression compares references and literals with `==`, `!=`, `<`, `<=`, `>`, `>=`, "
    "`in [ … ]`, and joins tests with `and`, `or`, `not` and parentheses. There is no `${}` "
    "inside, no arithmetic, and no chained comparison.",
)

# --- 1xx: schema and contracts ------------------------------------------------------------

UNKNOWN_KEY = _code(
    "PC101",
    "unknown-key",
    "A key that may not stand here",
    "Every key of the language is listed in docs/language.md. A member of the service's own "
    "request goes under `request:`.",
)
MISSING_KEY = _code(
    "PC102",
    "missing-key",
    "A key that must be there is missing",
    "A pipeline needs `pipeline` and `steps`, a contract `contract` and `kind`.",
)
WRONG_VALUE = _code(
    "PC103",
    "wrong-value",
    "A key has a value that it cannot have",
    "The message says what the value must be. Where a number or true/false is wanted, write it "
    "without quotes.",
)
BAD_NAME = _code(
    "PC104",
    "bad-name",
    "A name that the service would refuse",
    "Step names: letters, digits, `_`, `-`, at most 64. Pipeline names: letters, digits and "
    "hyphens between them, at most 256, and a pipeline's display name likewise. Environments: "
    "letters, digits, `_`, `-`.",
)
DUPLICATE_STEP = _code(
    "PC105",
    "duplicate-step",
    "Two steps have the same name",
    "Step names are unique over the whole file, those in branches included.",
)
NO_HEAD = _code(
    "PC106",
    "no-head",
    "A step does not say what it is, or says it twice",
    "A step has exactly one of `uses:` (a contract), `kind:` (in place), `if:` and `fail:`. A "
    "condition is a step of its own, with the steps that it guards under `then:`.",
)
NOT_A_PIPELINE = _code(
    "PC107",
    "not-a-pipeline",
    "A file that is no pipeline was given to compile",
    "A pipeline begins with `pipeline: NAME`. Contracts are read through the project file, and "
    "`pipec.yaml` itself is found by pipec.",
)
UNKNOWN_CONTRACT = _code(
    "PC110",
    "unknown-contract",
    "A step uses a contract that does not exist",
    "The built-in contracts are listed in docs/contracts.md; a project's own lie in the folders "
    "that `contracts:` in `pipec.yaml` lists.",
)
UNKNOWN_KIND = _code(
    "PC111",
    "unknown-kind",
    "A `kind:` that pipec does not know",
    "The kinds are the service's step types: Training, Processing, Transform, Model, "
    "RegisterModel and Lambda. Conditions and fails have keys of their own, `if:` and `fail:`.",
)
DUPLICATE_CONTRACT = _code(
    "PC112",
    "duplicate-contract",
    "Two files define the same contract",
    "A project's contract may replace a built-in one, but not another of the project.",
)
BAD_CONTRACT = _code(
    "PC113",
    "bad-contract",
    "A contract lacks something, or holds what cannot be",
    "An option is a JSON Schema: `{type: integer, minimum: 1, default: 7}`. An output needs "
    "`property_path` or `value` (Processing: a folder). On kinds without channels or folders, each "
    "input must be mentioned under `request:` as `${inputs.NAME}`.",
)
UNKNOWN_PORT = _code(
    "PC114",
    "unknown-port",
    "A step names an input or output that its contract does not have",
    "`inputs:` and `outputs:` of a `uses:` step change the contract's ports; they cannot add any.",
)
UNKNOWN_OPTION = _code(
    "PC115",
    "unknown-option",
    "A step sets an option that its contract does not have",
    "The contract's `options:` lists them.",
)
MISSING_OPTION = _code(
    "PC116",
    "missing-option",
    "An option without a default is not set",
    "Add it under the step's `options:`.",
)
BAD_OPTION = _code(
    "PC117",
    "bad-option",
    "An option has a value that its schema refuses",
    "Each option's JSON Schema stands in the contract.",
)
KEY_NOT_FOR_KIND = _code(
    "PC118",
    "key-not-for-kind",
    "A key that this kind of step has no place for",
    "The same word means the same on every kind; where a kind has no such thing, the message "
    "says why. docs/language.md has the table.",
)
BAD_VAR = _code(
    "PC119",
    "bad-var",
    "A var has a value that it cannot have",
    "Vars are fixed when the pipeline is compiled and may not refer to anything. `bucket` is the "
    "name of a bucket, without `s3://`; `region` the code of a region; `role` a whole ARN.",
)
UNKNOWN_SOURCE = _code(
    "PC120",
    "unknown-source",
    "A contract lists a source that does not exist",
    "`compatible_sources` lists names of contracts (or kinds). One that is nearly the name of a "
    "contract is probably misspelt, and then counts for nothing.",
    Severity.WARNING,
)
UNKNOWN_TYPE = _code(
    "PC122",
    "unknown-type",
    "A port's type is nearly one that pipec knows",
    "A type of one's own is allowed and fits only itself; a misspelt one fits nothing.",
    Severity.WARNING,
)
UNUSED_VAR = _code(
    "PC121",
    "unused-var",
    "A var that nothing uses has nearly the name of another",
    "Correct the name, or remove the var. Four vars mean something to the compiler: `bucket`, "
    "`prefix`, `region` and `role`.",
    Severity.WARNING,
)
UNKNOWN_ENVIRONMENT = _code(
    "PC123",
    "unknown-environment",
    "`--env` names an environment that the project does not have",
    "Environments stand under `environments:` in `pipec.yaml`. Without `--env` nothing of any of "
    "them holds.",
)

# --- 2xx: references and wiring -----------------------------------------------------------

UNRESOLVED_INPUT = _code(
    "PC201",
    "unresolved-input",
    "A required input has no output that fits",
    "No step that can run before this one offers an output of a fitting type with enough "
    'evidence. Name it: `inputs: {training_data: "${steps.prep.train}"}`, or give a value.',
)
AMBIGUOUS_INPUT = _code(
    "PC202",
    "ambiguous-input",
    "Two outputs fit an input nearly equally well",
    "pipec never guesses. Say which steps this one draws its data from (`from: [prep_a]`), or "
    "pin the wire under `inputs:`.",
)
UNUSED_FROM = _code(
    "PC203",
    "unused-from",
    "A step listed in `from:` feeds nothing",
    "`from:` says where data comes from and gives no order by itself. Remove the step from the "
    "list, or use `depends_on` if it is order that you want.",
)
PASSED_OVER = _code(
    "PC204",
    "passed-over",
    "A wire goes past a step that works on the same data and feeds nobody",
    "A contract's list of sources may not know a step of your own. Say which output is meant: pin "
    "the wire under `inputs:`, or draw on the step with `from:`.",
    Severity.WARNING,
)
UNKNOWN_PARAMETER = _code(
    "PC210",
    "unknown-parameter",
    "A reference to a parameter that is not declared",
    "Declare it under `parameters:`.",
)
UNKNOWN_STEP = _code(
    "PC211",
    "unknown-step",
    "A reference to a step that does not exist",
    "Step names are written exactly as under `steps:`, upper and lower case included.",
)
UNKNOWN_OUTPUT = _code(
    "PC212",
    "unknown-output",
    "A reference to an output that the step does not have",
    "The outputs of a step are those of its contract. Any other property of the service's answer "
    "is reached with `${steps.NAME.properties.…}`.",
)
BAD_PROPERTY = _code(
    "PC213",
    "bad-property",
    "A property path that the service's answer does not have",
    "Paths follow the Describe call of the step's kind: members by dots, list entries by `[0]` "
    "or `['name']`, map keys by `['key']`.",
)
UNKNOWN_EXECUTION = _code(
    "PC214",
    "unknown-execution-variable",
    "A reference to an execution variable that the service does not have",
    "They are StartDateTime, CurrentDateTime, PipelineName, PipelineArn, PipelineExecutionId, "
    "PipelineExecutionArn, TrainingJobName and ProcessingJobName.",
)
UNKNOWN_VAR = _code(
    "PC215",
    "unknown-var",
    "A reference to a var that is not set",
    "Set it under `vars:` in `pipec.yaml` or in the pipeline, or with `--var NAME=VALUE`. If only "
    "an environment sets it, choose one with `--env NAME`.",
)
TYPE_MISMATCH = _code(
    "PC216",
    "type-mismatch",
    "A reference of a type that does not fit its place",
    "A parameter's type must fit where it is used; ordering compares numbers.",
)
NOT_VISIBLE = _code(
    "PC217",
    "not-visible",
    "A step refers to one in the other branch of the same condition",
    "Only one of the two branches runs. Move what both need in front of the condition.",
)
MAY_NOT_RUN = _code(
    "PC218",
    "may-not-run",
    "A step reads from one in a branch that it does not stand in",
    "If the other branch runs, there is nothing to read and the execution fails.",
    Severity.WARNING,
)

# --- 3xx: the graph -----------------------------------------------------------------------

CYCLE = _code(
    "PC301",
    "cycle",
    "Steps that wait for each other",
    "The message shows the path, the notes show where each link comes from. A condition waits for "
    "what its expression reads, and the steps of its branches wait for it.",
)
NEVER_RUNS = _code(
    "PC302",
    "never-runs",
    "A step waits for two things that exclude each other",
    "A step that runs only when another has failed cannot read its outputs, and one step has one "
    "outcome. The SDK refuses two conditions on one step too.",
)

# --- 4xx: requests and assets -------------------------------------------------------------

UNKNOWN_MEMBER = _code(
    "PC401",
    "unknown-member",
    "A member that the service's request does not have",
    "`request:` takes the members of the service's own Create… call, in its spelling.",
)
MISSING_MEMBER = _code(
    "PC402",
    "missing-member",
    "A member that the service requires is missing",
    "Add the key that the hint names, or the member under `request:`.",
)
WRONG_TYPE = _code(
    "PC403",
    "wrong-type",
    "A member has a value of the wrong type",
    "Where the service wants a number or true/false, write it without quotes.",
)
BAD_MEMBER = _code(
    "PC404",
    "bad-member",
    "A member has a value that the service refuses",
    "The service's own model lists the allowed values, lengths, ranges and patterns.",
)
REFUSED_MEMBER = _code(
    "PC405",
    "refused-member",
    "A member that a pipeline step cannot set",
    "In a pipeline the service sets it itself, or drops it.",
)
MISSING_FILE = _code(
    "PC406",
    "missing-file",
    "A local file that a step needs is not there",
    "Paths are taken from the folder of the file that names them.",
)
MISSING_VAR = _code(
    "PC407",
    "missing-var",
    "A var that the compiler needs is not set",
    "`bucket` (S3 places), `region` (images by framework) and `role` are set under `vars:` in "
    "`pipec.yaml` or with `--var`. pipec never guesses one and never asks AWS.",
)
BAD_IMAGE = _code(
    "PC408",
    "bad-image",
    "An image short form that names no image",
    "`image: {framework, version}` is looked up in a table made from the SageMaker SDK's own "
    "image data.",
)
REFUSED_TAGS = _code(
    "PC409",
    "tags-on-a-version",
    "A version of a model group is given tags",
    "The service's documentation of CreateModelPackage says that a model package in a group uses "
    "the group's tags and cannot be given its own. Tag the group. For this reason the tags of "
    "`defaults` are not given to RegisterModel steps.",
    Severity.WARNING,
)
BAD_DEFAULT = _code(
    "PC410",
    "bad-default",
    "A parameter's default or enum value is refused where the parameter is used",
    "An execution that leaves the parameter alone would fail. Mend the default, or the `enum`.",
    Severity.WARNING,
)
OTHER_FRAMEWORK = _code(
    "PC411",
    "other-framework",
    "A model is served by an image of another framework than it was trained with",
    "The contracts CreateModel and ModelRegistration assume XGBoost. For a model of scikit-learn, "
    "PyTorch or TensorFlow say `image:` on the step, or in `defaults: {for: {…}}`.",
    Severity.WARNING,
)
TOO_LARGE_DEFINITION = _code(
    "PC412",
    "too-large-definition",
    "The definition is larger than the service takes",
    "CreatePipeline takes 1,048,576 characters.",
)
SECRET_LOOKING_FILE = _code(
    "PC413",
    "secret-looking-file",
    "A file that would be uploaded with the code looks like a secret",
    "Whoever may read the bucket could read it. Leave it out with a line in `.gitignore` or "
    "`.pipecignore`. It is told by its name alone: `.env`, `.env.*`, `.netrc`, `.npmrc`, "
    "`.pgpass`, `.pypirc`, `id_rsa` and the like, `*.pem`, `*.key`, `*.p12`, `*.pfx`, and the "
    "`credentials` of AWS.",
    Severity.WARNING,
)

# --- 5xx: deploying -----------------------------------------------------------------------

NO_PIPELINE_ROLE = _code(
    "PC501",
    "no-pipeline-role",
    "A new pipeline needs a role to run under",
    "CreatePipeline takes the ARN of a role that SageMaker may assume. Set the var `role` in "
    "pipec.yaml, `role:` in the pipeline, or `--role` on the command line.",
)
NOT_DEPLOYED = _code(
    "PC502",
    "not-deployed",
    "There is no such pipeline in this account and region",
    "The command is about a pipeline that `pipec upsert` has not created yet, or that lies in "
    "another region or account. Check `--region` and `--profile`.",
)
OTHER_REGION = _code(
    "PC503",
    "other-region",
    "The pipeline is compiled for one region and would be deployed to another",
    "The images that a pipeline names belong to the region that it was compiled for, and the "
    "bucket must lie there, too. Give the same region to all: `--var region=…` or the var "
    "`region` in pipec.yaml.",
)
NOT_CONFIRMED = _code(
    "PC504",
    "not-confirmed",
    "A command that changes AWS was not confirmed",
    "On a terminal pipec shows what it is about to do and asks. Elsewhere, as in CI, add `--yes`.",
)
CHANGED_MEANWHILE = _code(
    "PC505",
    "changed-meanwhile",
    "The deployed pipeline changed after the diff was made",
    "Somebody else, or another run of pipec, updated the pipeline while this one was at work. "
    "Nothing was overwritten. Run the command again and read the new diff.",
)
NOT_AS_SENT = _code(
    "PC506",
    "not-as-sent",
    "What the service has now is not what was sent",
    "After each change pipec reads the pipeline back. Another update may have come after this one, "
    "or the service keeps something in another form. Run `pipec diff` to see the difference.",
)
NO_BUCKET = _code(
    "PC507",
    "no-bucket",
    "The bucket for code and data does not exist",
    "pipec never creates a bucket. Create it, or set the var `bucket` to one that exists.",
)
CHANGED_FILE = _code(
    "PC508",
    "changed-file",
    "A local file is not what it was when the pipeline was compiled",
    "The key of a file in S3 holds the digest of its content, so only that content may be "
    "uploaded. Save the file and run the command again.",
)
TOO_LARGE_FILE = _code(
    "PC509",
    "too-large-file",
    "A local file is larger than S3 takes at once",
    "PutObject takes at most 5 GiB. Put large data into S3 yourself, with `aws s3 cp`, and name "
    "its `s3://` place in the pipeline.",
)
TOO_LARGE_TEMPLATE = _code(
    "PC510",
    "too-large-template",
    "The CloudFormation template is larger than CloudFormation takes",
    "CloudFormation reads templates of at most 1 MB, and the definition is part of the template "
    "that `--emit cloudformation` writes. Deploy the pipeline with `pipec upsert`, which puts a "
    "large definition into S3, or make two pipelines of it.",
)
DYNAMIC_REFERENCE = _code(
    "PC511",
    "dynamic-reference",
    "The description would be replaced by CloudFormation",
    "CloudFormation puts a value from its stores, a secret even, in the place of "
    "`{{resolve:…}}`, and there is no way to say that a text is meant as it stands. "
    "Write the description in other words. In the definition pipec hides such texts by itself.",
)

NO_VERSION = _code(
    "PC512",
    "no-version",
    "There is no such version of the pipeline",
    "`pipec versions` lists the versions that the service keeps, each with its aliases.",
)

OTHER_ACCOUNT = _code(
    "PC513",
    "other-account",
    "The role or the pipeline belongs to another account than the caller",
    "A pipeline runs under a role of its own account, and pipec works in the caller's. Most often "
    "the wrong profile or the wrong environment was chosen: check `--profile`, `--env` and the "
    "var `role`.",
)

STILL_RUNNING = _code(
    "PC514",
    "still-running",
    "A pipeline that is running cannot be deleted",
    "The service deletes a pipeline only when no run of it is going on. Wait for it, or stop it "
    "with `pipec stop`.",
)

CODE_GONE = _code(
    "PC515",
    "code-gone",
    "Code that an older version of the pipeline needs is no longer in S3",
    "The version names code by its content, and something has removed that from the bucket, a "
    "lifecycle rule perhaps, so that its runs would fail. Check out the files that the version "
    "was made from: `pipec upload` puts the same code in the same place again.",
)

BEING_DELETED = _code(
    "PC517",
    "being-deleted",
    "The pipeline is being deleted",
    "The service takes a while to delete a pipeline with its runs. Wait until `pipec status` says "
    "that it is not there, and run the command again.",
)
NO_TARGET = _code(
    "PC516",
    "no-target",
    "The command is given something that is no pipeline",
    "TARGET is a pipeline file, the name of a deployed pipeline, or its ARN. A run is named by "
    "its pipeline and `--execution ID`.",
)

# --- 52x: AWS -----------------------------------------------------------------------------

NO_CREDENTIALS = _code(
    "PC520",
    "no-credentials",
    "AWS does not know who is calling",
    "There are no credentials, or they are wrong or expired. Name a profile with `--profile`, "
    "log in again (`aws sso login`), or set the variables `AWS_ACCESS_KEY_ID`, "
    "`AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.",
)
ACCESS_DENIED = _code(
    "PC521",
    "access-denied",
    "The caller may not do this",
    "The message names the action and the resource. docs/deploying.md lists the IAM policy that "
    "each command needs.",
)
NO_REGION = _code(
    "PC522",
    "no-region",
    "It is not known which AWS region to use",
    "Set the var `region` in pipec.yaml, or `--region`, or a region in the AWS profile.",
)
UNREACHABLE = _code(
    "PC523",
    "unreachable",
    "AWS could not be reached",
    "The connection failed again and again. Check the network, a proxy, `--region` and "
    "`--endpoint-url`.",
)
THROTTLED = _code(
    "PC524",
    "throttled",
    "AWS asked to slow down until pipec gave up",
    "Calls are retried with growing pauses. Too many went on for too long; try again later.",
)
REFUSED = _code(
    "PC525",
    "refused",
    "The service refused the request",
    "The message is the service's own. If pipec could have known it while compiling, that is worth "
    "reporting as a bug.",
)
SERVICE_FAILED = _code(
    "PC526",
    "service-failed",
    "The service failed",
    "AWS answered with an error of its own, again after retries. Try again later.",
)

# --- 53x: running -------------------------------------------------------------------------

UNKNOWN_START_PARAMETER = _code(
    "PC530",
    "unknown-start-parameter",
    "The deployed pipeline has no parameter of this name",
    "Parameters are those of the definition that AWS has, which may be older than your file. "
    "`pipec diff` shows how the two differ.",
)
BAD_START_PARAMETER = _code(
    "PC531",
    "bad-start-parameter",
    "A value that a parameter of the pipeline does not take",
    "An Integer takes a whole number, a Float a number, a Boolean `true` or `false`; a parameter "
    "with `enum` takes one of those values; a value has at most 1024 characters.",
)
MISSING_START_PARAMETER = _code(
    "PC532",
    "missing-start-parameter",
    "A parameter without a default is not given",
    "Give it with `-p NAME=VALUE`, or give the parameter a default in the pipeline.",
)
UNKNOWN_DEPLOYED_STEP = _code(
    "PC533",
    "unknown-deployed-step",
    "The deployed pipeline has no step of this name",
    "Steps are those of the definition that AWS has, which may be older than your file. "
    "`pipec diff` shows how the two differ.",
)
STEP_IN_LOOP = _code(
    "PC534",
    "step-in-loop",
    "A step of a loop's body cannot be selected alone",
    "Such a step runs once for each item, and only its loop knows the items. Select the loop.",
)
UNCONNECTED_SELECTION = _code(
    "PC535",
    "unconnected-selection",
    "The selected steps do not hang together",
    "AWS: one can choose any subset of steps as long as they are connected in the pipeline's graph "
    "(docs.aws.amazon.com/sagemaker/latest/dg/pipelines-selective-ex.html). Start each part in a "
    "run of its own, or select a step that they all wait for too.",
)
TOO_MANY_FOR_A_START = _code(
    "PC536",
    "too-many-for-a-start",
    "More than one start may hold",
    "StartPipelineExecution takes at most 200 parameters and 50 selected steps.",
)
NO_SOURCE_RUN = _code(
    "PC537",
    "no-source-run",
    "No earlier run has the outputs that the selected steps need",
    "A run of selected steps takes the outputs of the others from an earlier run that has ended "
    "and in which they succeeded. Select the steps that are missing too, or name a run with "
    "`--from`.",
)
NO_RUN = _code(
    "PC538",
    "no-run",
    "There is no such run of the pipeline",
    "A run is named by its ARN or by its last part. Without a name the latest run is taken.",
)
WRONG_RUN_STATE = _code(
    "PC539",
    "wrong-run-state",
    "The run is not in a state for this",
    "Only a run that goes on can be stopped, and only one that has ended without success can be "
    "tried again. `pipec status` shows the state.",
)
BAD_START_OPTION = _code(
    "PC540",
    "bad-start-option",
    "The service does not take this value for a run",
    "A run's name has letters, digits and single or repeated `-` between them, 82 characters at "
    "most; its description one line of at most 3072 characters. `--from` is for selected steps.",
)
NO_LOG = _code(
    "PC541",
    "no-log",
    "The step has no log to show",
    "Training, processing and transform jobs and Lambda functions write logs to CloudWatch, and "
    "only once they run.",
)
