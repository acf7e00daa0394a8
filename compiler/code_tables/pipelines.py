"""What is wrong with a pipeline as a whole: 2xx, 3xx and 4xx."""

from __future__ import annotations

from pipec.compiler.code_tables.table import code
from pipec.compiler.diagnostics import Severity

# --- 2xx: references and wiring -----------------------------------------------------------

UNRESOLVED_INPUT = code(
    "PC201",
    "unresolved-input",
    "A required input has no output that fits",
    "No step that can run before this one offers an output of a fitting type with enough "
    'evidence. Name it: `inputs: {training_data: "${steps.prep.train}"}`, or give a value.',
)
AMBIGUOUS_INPUT = code(
    "PC202",
    "ambiguous-input",
    "Two outputs fit an input nearly equally well",
    "pipec never guesses. Say which steps this one draws its data from (`from: [prep_a]`), or "
    "pin the wire under `inputs:`.",
)
UNUSED_FROM = code(
    "PC203",
    "unused-from",
    "A step listed in `from:` feeds nothing",
    "`from:` says where data comes from and gives no order by itself. Remove the step from the "
    "list, or use `depends_on` if it is order that you want.",
)
PASSED_OVER = code(
    "PC204",
    "passed-over",
    "A wire goes past a step that works on the same data and feeds nobody",
    "A contract's list of sources may not know a step of your own. Say which output is meant: pin "
    "the wire under `inputs:`, or draw on the step with `from:`.",
    Severity.WARNING,
)
NOBODY_TAKES = code(
    "PC205",
    "nobody-takes",
    "Nobody takes what a step makes, though an input could",
    "A wire may be wrong, or an optional input have been left empty. Pin the wire that is meant "
    "under `inputs:`. What is written under `inputs:`, `null` too, is taken as meant.",
    Severity.WARNING,
)
OTHER_TYPE = code(
    "PC206",
    "other-type",
    "A wire that is written joins what pipec would not join, as the types differ",
    "The service takes any file, so that only the run would show it. Name another output, or mend "
    "the `type:` in the contract that says it wrongly; a source that an input lists under "
    "`compatible_sources:` may give another type. If it is meant as it is, allow it.",
    Severity.WARNING,
)
LEFT_EMPTY = code(
    "PC207",
    "left-empty",
    "An optional input is left empty, though an output fits it",
    "What fits is about another model than the one that the step takes, or of other data than what "
    "is written for the input beside it. If it is meant, write the wire; if the input is to stay "
    "empty, write `null` for it.",
    Severity.WARNING,
)
UP_THE_FILE = code(
    "PC208",
    "up-the-file",
    "A wire runs up the file, while nearly all others run down it",
    "No wire depends on the order of the steps. But where four in five of the inferred wires run "
    "down the file, its author wrote the steps in the order in which they work, and a wire the "
    "other way may be wrong. Move up the step that gives it, or pin the wire that is meant under "
    "`inputs:` or by `from:`.",
    Severity.WARNING,
)
UNKNOWN_PARAMETER = code(
    "PC210",
    "unknown-parameter",
    "A reference to a parameter that is not declared",
    "What is set for a single run is declared under `parameters:`, with a default or a type. What "
    "is fixed when the pipeline is compiled is a var, `${vars.NAME}`.",
)
UNKNOWN_STEP = code(
    "PC211",
    "unknown-step",
    "A reference to a step that does not exist",
    "Step names are written exactly as under `steps:`, upper and lower case included. Steps in "
    "branches are named without the condition, as all names are unique.",
)
UNKNOWN_OUTPUT = code(
    "PC212",
    "unknown-output",
    "A reference to an output that the step does not have",
    "The outputs of a step are those of its contract. Any other property of the service's answer "
    "is reached with `${steps.NAME.properties.…}`.",
)
BAD_PROPERTY = code(
    "PC213",
    "bad-property",
    "A property path that the service's answer does not have",
    "Paths follow the Describe call of the step's kind: members by dots, list entries by `[0]` "
    "or `['name']`, map keys by `['key']`.",
)
UNKNOWN_EXECUTION = code(
    "PC214",
    "unknown-execution-variable",
    "A reference to an execution variable that the service does not have",
    "They are StartDateTime, CurrentDateTime, PipelineName, PipelineArn, PipelineExecutionId, "
    "PipelineExecutionArn, TrainingJobName and ProcessingJobName.",
)
UNKNOWN_VAR = code(
    "PC215",
    "unknown-var",
    "A reference to a var that is not set",
    "Set it under `vars:` in `pipec.yaml` or in the pipeline, or with `--var NAME=VALUE`. If only "
    "an environment sets it, choose one with `--env NAME`.",
)
TYPE_MISMATCH = code(
    "PC216",
    "type-mismatch",
    "A reference of a type that does not fit its place",
    "The service would refuse it, or compare in vain. A parameter's type follows from its default, "
    '`50` or `"50"`, or is written, `{type: Float, default: 50.0}`; `<` and `>` compare numbers.',
)
NOT_VISIBLE = code(
    "PC217",
    "not-visible",
    "A step refers to one in the other branch of a condition, or inside a loop",
    "Only one of the two branches runs: move what both need in front of the condition. What runs "
    "in a loop runs many times, and is read of one iteration: `steps.LOOP.selected.…` or "
    "`steps.LOOP.iterations[0].STEP.…`.",
)
MAY_NOT_RUN = code(
    "PC218",
    "may-not-run",
    "A step reads from one in a branch that it does not stand in",
    "If the other branch runs, there is nothing to read and the execution fails. Put the reader "
    "into the same branch.",
    Severity.WARNING,
)
UNUSED_PARAMETER = code(
    "PC219",
    "unused-parameter",
    "A parameter that nothing uses",
    "An execution could be given a value for it that changes nothing. Remove it, or refer to it "
    "with `${parameters.NAME}`.",
    Severity.WARNING,
)

UNUSED_OUTPUT = code(
    "PC220",
    "unused-output",
    "An output that nothing in the pipeline reads",
    "Told only by `pipec validate --unused-outputs`, since results are read by people. An input "
    "may be missing that should take it, or be wired to another output.",
    Severity.WARNING,
)

NO_VALUE_HERE = code(
    "PC221",
    "no-value-here",
    "A variable of the execution that has no value in this step",
    "`TrainingJobName` and `ProcessingJobName` are names of the job that a step itself runs. Of "
    "another step's job it is a property: `${steps.NAME.properties.TrainingJobName}`.",
    Severity.WARNING,
)

TEXT_LIKE_A_REFERENCE = code(
    "PC222",
    "text-like-a-reference",
    "A text that would be a reference, had it its `${…}`",
    "Only in `if:` and `pick:` do references stand without braces. Everywhere else the service is "
    "given the text as it stands: write `${steps.NAME.OUTPUT}`.",
    Severity.WARNING,
)

# --- 3xx: the graph -----------------------------------------------------------------------

CYCLE = code(
    "PC301",
    "cycle",
    "Steps that wait for each other",
    "The message shows the path, the notes show where each link comes from. A condition waits for "
    "what its expression reads, and the steps of its branches wait for it.",
)
NEVER_RUNS = code(
    "PC302",
    "never-runs",
    "A step waits for two things that exclude each other",
    "A step that runs only when another has failed cannot read its outputs, but for a place that "
    "is written out, and one step has one outcome. The SDK refuses two conditions on one step too.",
)
SAME_IN_EVERY_RUN = code(
    "PC304",
    "same-in-every-run",
    "A comparison that comes out the same in every run, or a `fail` that waits for nothing",
    "A condition that reads nothing of the run, compares a parameter with a text that its `enum` "
    "does not have, or a whole number with one like 1.5, comes out the same every time, so the "
    "steps of one branch never run. In a list such a value counts for nothing: what is meant by it "
    "never happens, though the others may. A `fail` at the top ends every run, while its other "
    "steps have just begun.",
    Severity.WARNING,
)
BAD_LOOP = code(
    "PC303",
    "bad-loop",
    "A loop that the service does not take",
    "A loop runs 1 to 100 written items, or a list that is given as JSON text, at most 50 at once. "
    "Its steps can be of any kind but `if`, `fail` and `for_each`. `pick` names a value that a "
    "step of the loop gives: `pick: {max: steps.Score.score}`. While it runs, the service calls "
    "its steps `<name>-<number>`, so no other step may be called that.",
)
SHARED_PLACE = code(
    "PC420",
    "shared-place",
    "Two outputs, or all runs of a step in a loop, write to the same place",
    "What is written later lies over what was there, and readers of one find the files of both: "
    "give each output a place of its own. In a loop the default place holds the execution and the "
    "step, which are the same for every item, so the items overwrite each other's results. Put the "
    "item into the place: "
    '`outputs: {train: {to: "s3://…/${item}"}}`. Steps of which only one runs, in the two branches '
    "of a condition, in conditions that exclude each other, or after a failure, may share a place; "
    "so may a step that reads what another has written there, and writes it anew.",
    Severity.WARNING,
)
UNCHECKED_KIND = code(
    "PC418",
    "unchecked-kind",
    "A step of a kind that pipec does not know",
    "The service knows kinds of steps that no SDK has, as Athena or BedrockModelImport. With "
    "`unchecked: true` pipec passes `request:` on as it stands, and holds it against nothing.",
    Severity.WARNING,
)

# --- 4xx: requests and assets -------------------------------------------------------------

UNKNOWN_MEMBER = code(
    "PC401",
    "unknown-member",
    "A member that the service's request does not have",
    "`request:` takes the members of the service's own Create… call, in its spelling; the service "
    "refuses a pipeline with others. docs/step-types.md links to each call.",
)
MISSING_MEMBER = code(
    "PC402",
    "missing-member",
    "A member that the service requires is missing",
    "Without it the service would refuse the job, minutes or hours into a run. Add the key that "
    "the hint names to the step, its contract or `defaults`, or the member under `request:`.",
)
WRONG_TYPE = code(
    "PC403",
    "wrong-type",
    "A member has a value of the wrong type",
    "Where the service wants a number or true/false, write it without quotes; where it wants a "
    "list, in `[ ]`. Where it wants text, a plain number is taken as it is written.",
)
BAD_MEMBER = code(
    "PC404",
    "bad-member",
    "A member has a value that the service refuses",
    "The service's own model lists the allowed values, lengths, ranges and patterns, and pipec "
    "holds each value against it before anything runs. Write what the hint shows.",
)
REFUSED_MEMBER = code(
    "PC405",
    "refused-member",
    "A member that a pipeline step cannot set",
    "In a pipeline the service sets it itself, or drops it, so that a value written here would not "
    "hold. Remove it, or write the key that the hint names.",
)
MISSING_FILE = code(
    "PC406",
    "missing-file",
    "A local file that a step needs is not there",
    "Paths are taken from the folder of the file that names them: code of a contract lies "
    "beside the contract. Correct the path, or add the file.",
)
MISSING_VAR = code(
    "PC407",
    "missing-var",
    "A var that the compiler needs is not set",
    "`bucket` (S3 places), `region` (images by framework) and `role` are set under `vars:` in "
    "`pipec.yaml` or with `--var`. pipec never guesses one and never asks AWS.",
)
BAD_IMAGE = code(
    "PC408",
    "bad-image",
    "An image short form that names no image",
    "`image: {framework, version}` is looked up in tables made from the SageMaker SDK's own "
    "image data. Write a framework and a version that are in them, or the whole URI of an image. "
    "Of images for several processors that of the step's instance is taken; of a parameter counts "
    "the default. Where no instance is known, `accelerator: cpu` or `accelerator: gpu` decides, "
    "also against the instance.\n\n"
    "The frameworks are `autogluon`, `blazingtext`, `clarify`, `data-wrangler`, "
    "`djl-deepspeed`, `djl-fastertransformer`, `djl-lmi`, `djl-neuronx`, `djl-tensorrtllm`, "
    "`factorization-machines`, `forecasting-deepar`, `huggingface`, `huggingface-llm`, "
    "`huggingface-tei`, `huggingface-tei-cpu`, `huggingface-vllm`, `image-classification`, "
    "`ipinsights`, `kmeans`, `knn`, `lda`, `linear-learner`, `model-monitor`, `mxnet`, `ntm`, "
    "`object-detection`, `object2vec`, `pca`, `pytorch`, `randomcutforest`, "
    "`sagemaker-distribution`, `sagemaker-tritonserver`, `semantic-segmentation`, `seq2seq`, "
    "`sklearn`, `spark`, `sparkml-serving`, `tensorflow`, `vllm` and `xgboost`.",
)
IMAGE_ELSEWHERE = code(
    "PC430",
    "image-elsewhere",
    "An image lies in another region than the pipeline's",
    "SageMaker pulls images from Amazon ECR in its own region: CreateModel, CreateTrainingJob and "
    "CreateProcessingJob refuse any other. Let the region of the image be the pipeline's, "
    "`ACCOUNT.dkr.ecr.${vars.region}.amazonaws.com/NAME:TAG`, and copy the image there; ECR can "
    "replicate it. AWS's own images have a short form, which follows the region by itself. Nothing "
    "is told where `RepositoryAccessMode: Vpc` (of a training `TrainingRepositoryAccessMode: Vpc`) "
    "lets the image come from a registry in a VPC.",
)
REFUSED_TAGS = code(
    "PC409",
    "tags-on-a-version",
    "A version of a model group is given tags",
    "The service's documentation of CreateModelPackage says that a model package in a group uses "
    "the group's tags and cannot be given its own. Tag the group. For this reason the tags of "
    "`defaults` are not given to RegisterModel steps.",
    Severity.WARNING,
)
BAD_DEFAULT = code(
    "PC410",
    "bad-default",
    "A parameter's default or enum value is refused where the parameter is used",
    "An execution that leaves the parameter alone would fail. Mend the default, or the `enum`.",
    Severity.WARNING,
)
OTHER_FRAMEWORK = code(
    "PC411",
    "other-framework",
    "A model is served by an image of another framework, or of an older version of it, than it "
    "was trained with",
    "The contracts CreateModel and ModelRegistration assume XGBoost 1.7. For a model of another "
    "version, of scikit-learn, PyTorch or TensorFlow, of another built-in algorithm or of an image "
    "of your own say `image:` on the step, or in `defaults: {for: {…}}`. An older version is not "
    "promised to read what a newer one wrote.",
    Severity.WARNING,
)
OTHER_PROCESSOR = code(
    "PC425",
    "other-processor",
    "A run may take a machine that the step's image is not for",
    "The image is chosen while compiling, by the default of the parameter that says the machine. "
    "A run that gives another value of its `enum` gets the same image: one for CPUs leaves the GPU "
    "idle, and one for GPUs may not start without. A machine that there is no image for gets it, "
    "too, as one with GPUs does for scikit-learn. Let the `enum` hold machines for one image, or "
    "say with `accelerator: cpu` or `accelerator: gpu` that one image is meant for all. The same "
    "is told of AWS's own image that is written by its URI, and of a model with an image of AWS, "
    "where a step of the pipeline serves it on a machine of the other kind, or a version is "
    "registered for one.",
    Severity.WARNING,
)
NO_INFERENCE_CODE = code(
    "PC426",
    "no-inference-code",
    "The container that serves a model finds no inference code",
    "Images read code in different ways. Those of scikit-learn and XGBoost fetch what `code:` "
    "names; scikit-learn's serve nothing without it. Those of PyTorch (from 1.2), TensorFlow (from "
    "1.11), MXNet (from 1.4) and Hugging Face look into the model's archive only, in `code/`: "
    "pack it with the contract ModelPackaging, and say "
    "`environment: {SAGEMAKER_PROGRAM: inference.py, SAGEMAKER_SUBMIT_DIRECTORY: "
    "/opt/ml/model/code}`, as the SDK does when it repacks a model.",
    Severity.WARNING,
)
FOLDER_AS_ARCHIVE = code(
    "PC423",
    "folder-as-archive",
    "A folder, or a file of another form, is given where a model must be one archive",
    "`ModelDataUrl` must be the place of one `.tar.gz`, and an output of a processing job is a "
    "folder, as is what a training uploads with `CompressionType: NONE`, and what a written place "
    "ends with may be none either: nothing could be made of "
    "it when the model is deployed. If the folder holds the "
    "archive, name the file. If it holds the model's files as they are, give the container a "
    "`ModelDataSource` in place of `ModelDataUrl`: `ModelDataSource: {S3DataSource: {S3Uri: "
    '"${inputs.model}/", S3DataType: S3Prefix, CompressionType: None}}`.',
    Severity.WARNING,
)
TOO_LARGE_DEFINITION = code(
    "PC412",
    "too-large-definition",
    "The definition is larger than the service takes",
    "CreatePipeline takes 1,048,576 characters. Long texts are better put into a file in S3, whose "
    "place is then given; or make two pipelines of it.",
)
SECRET_LOOKING_FILE = code(
    "PC413",
    "secret-looking-file",
    "A file that would be uploaded with the code looks like a secret",
    "Whoever may read the bucket could read it. Leave it out with a line in `.gitignore` or "
    "`.pipecignore`. It is told by its name alone: `.env`, `.env.*`, `.netrc`, `.npmrc`, "
    "`.pgpass`, `.pypirc`, `id_rsa` and the like, `*.pem`, `*.key`, `*.p12`, `*.pfx`, and the "
    "`credentials` of AWS.",
    Severity.WARNING,
)
NOT_INSTALLED = code(
    "PC427",
    "not-installed",
    "A job does not install the requirements.txt beside its script, or cannot",
    "The images that train install it; a processing job runs the script alone, as the SDK's"
    " `ScriptProcessor` does. What the SDK's `FrameworkProcessor` does is a `command:` here. "
    "Without a network nothing can be installed: then it takes an image that has the packages. "
    "Nothing is told of an image of one's own, which may have them, where the script itself speaks "
    "of the file, or where another program than Python runs it.",
    Severity.WARNING,
)
NO_SCRIPT = code(
    "PC428",
    "no-script",
    "A script that cannot be read as Python, or that holds no code",
    "The job would start, and fail or do nothing. Scripts of local code whose names end in `.py` "
    "are read as the Python that pipec runs under reads them, and never run. An image may have an "
    "older or a newer Python, to which something else is right: then allow it. "
    "Nothing is told of a script that says in a docstring, or by `pass`, that it does nothing.",
    Severity.WARNING,
)
ODD_VALUE = code(
    "PC424",
    "odd-value",
    "A value that the service takes, and that the job can make nothing of",
    "The job fails when it runs, or does not do what is meant.\n\n"
    "* AWS's own XGBoost: a hyperparameter, an objective or a metric that it does not have under "
    "this name, a hyperparameter that it needs and is not given, a number out of its range, a "
    "search for the worst value of a metric, or of what the service lets nobody search, a channel "
    "beside `train` and `validation`, or a content type that it does not read. Users "
    "report that the service refuses any `MetricDefinitions` of its image, for a script too, since "
    "it measures the algorithm's metrics itself.\n"
    "* Metrics: a `Regex` without a group in parentheses to read a value from, and a search with "
    "an image of one's own for a metric that no `MetricDefinitions` has.\n"
    "* Data: a content type that is one slip away from a known one, or half of one (`csv`), a "
    "place with a `*` or with a blank at its end, a bucket without a `/` behind it, `s3://` before "
    "a step's output that begins with it, a file's name behind one without a `/` or behind one "
    "that is the file, compression or records of a channel that is no pipe, a report that is no "
    "JSON.\n"
    "* Code in S3 that is no `.tar.gz`: the images that train and serve unpack one; of a "
    "processing job it is a folder, and an archive is not unpacked.\n"
    "* Trainings: a warm pool of spot instances or of instance groups, a `timeout` of some seconds "
    "without its unit, a `sagemaker_…` hyperparameter that the images do not read or that speaks "
    "of another machine.\n"
    "* Arguments: a flag and its value in one, `- --seed 42`, which are no flag to the program, "
    "as `[python3 -u]` names no program, and a flag whose value is left out, as an empty optional "
    "input is: it takes the next argument for it. A `command` that names the script of `code`, "
    "which comes behind it anyhow: the script is given its own name.\n"
    "* Checks that compare with a baseline, and are given none, or whose analysis has no method "
    "of the check.\n"
    "* Images: those for XGBoost and scikit-learn and those of the algorithms run no notebooks; "
    "SageMaker Distribution does. An image outside Amazon ECR, as of Docker Hub, is not pulled; a "
    "Model or Training step may allow a registry in a VPC.\n\n"
    "If it is meant as it is, allow it.",
    Severity.WARNING,
)
SHARED_FOLDER = code(
    "PC422",
    "shared-folder",
    "An input lies in the folder of the container that is uploaded as an output, or below it",
    "The output would hold what the input brought as well, and users report that the service "
    "refuses such a job where it is one folder. Give one of them another `path:`.",
    Severity.WARNING,
)
CACHE_NEVER_HITS = code(
    "PC414",
    "cache-never-hits",
    "A step has a cache and another request, or another place for others to read, in every run",
    "A step reuses an earlier run if the members that AWS lists for its kind are the same. A time "
    "or the execution's id in one of them is another in every run. Places where a job writes to "
    "are not among them: where such a place holds one of these and is read as it is written, the "
    "reader of a reused run finds nothing there.",
    Severity.WARNING,
)
OVER_A_QUOTA = code(
    "PC419",
    "over-a-quota",
    "A pipeline has more than the service takes, or takes unless a quota was raised",
    "An execution can be given 200 parameters of 1024 characters each. A pipeline can have 50 "
    "steps, those of branches and loops included; AWS raises this quota on request.",
    Severity.WARNING,
)
IDLE_RETRY = code(
    "PC421",
    "idle-retry",
    "A retry that does nothing",
    "Of two entries for one exception only one can hold. The service does not retry "
    "`SageMaker.JOB_INTERNAL_ERROR` of Tuning and AutoML steps.",
    Severity.WARNING,
)
FIXED_NAME = code(
    "PC415",
    "fixed-name",
    "A name that cannot be taken again",
    "Endpoints, their configurations and inference components keep the name that the step gives "
    "them, and the service makes no second one of it: the second run, item of a loop, or step "
    "fails. Let the name differ: "
    "`my-endpoint-${execution.PipelineExecutionId}`, at most 63 characters, or a parameter.",
    Severity.WARNING,
)
SECRET_IN_DEFINITION = code(
    "PC416",
    "secret-in-definition",
    "A value of an environment or of hyperparameters looks like a secret",
    "Whoever may call DescribePipeline or look into the bucket of definitions can read it. Let the "
    "job read the secret from AWS Secrets Manager. It is told by the form of the value (keys of "
    "AWS, private keys, tokens of well-known services) and by names that end like `PASSWORD`, "
    "`SECRET`, `TOKEN` or `API_KEY`.",
    Severity.WARNING,
)
