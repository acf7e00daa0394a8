"""What goes wrong with AWS: 5xx."""

from __future__ import annotations

from pipec.compiler.code_tables.table import code

# --- 5xx: deploying -----------------------------------------------------------------------

NO_PIPELINE_ROLE = code(
    "PC501",
    "no-pipeline-role",
    "A new pipeline needs a role to run under",
    "CreatePipeline takes the ARN of a role that SageMaker may assume. Set the var `role` in "
    "pipec.yaml, `role:` in the pipeline, or `--role` on the command line.",
)
NOT_DEPLOYED = code(
    "PC502",
    "not-deployed",
    "There is no such pipeline in this account and region",
    "The command is about a pipeline that `pipec upsert` has not created yet, or that lies in "
    "another region or account. Check `--region` and `--profile`.",
)
OTHER_REGION = code(
    "PC503",
    "other-region",
    "The pipeline is compiled for one region and would be deployed to another",
    "The images that a pipeline names belong to the region that it was compiled for, and the "
    "bucket must lie there, too. Give the same region to all: `--var region=…` or the var "
    "`region` in pipec.yaml.",
)
NOT_CONFIRMED = code(
    "PC504",
    "not-confirmed",
    "A command that changes AWS was not confirmed",
    "On a terminal pipec shows what it is about to do and asks. Elsewhere, as in CI, add `--yes`.",
)
CHANGED_MEANWHILE = code(
    "PC505",
    "changed-meanwhile",
    "The deployed pipeline changed after the diff was made",
    "Somebody else, or another run of pipec, updated the pipeline while this one was at work. "
    "Nothing was overwritten. Run the command again and read the new diff.",
)
NOT_AS_SENT = code(
    "PC506",
    "not-as-sent",
    "What the service has now is not what was sent",
    "After each change pipec reads the pipeline back. Another update may have come after this one, "
    "or the service keeps something in another form. Run `pipec diff` to see the difference.",
)
NO_BUCKET = code(
    "PC507",
    "no-bucket",
    "The bucket for code and data does not exist",
    "pipec never creates a bucket. Create it, or set the var `bucket` to one that exists.",
)
CHANGED_FILE = code(
    "PC508",
    "changed-file",
    "A local file is not what it was when the pipeline was compiled",
    "The key of a file in S3 holds the digest of its content, so only that content may be "
    "uploaded. Save the file and run the command again.",
)
TOO_LARGE_FILE = code(
    "PC509",
    "too-large-file",
    "A local file is larger than S3 takes at once",
    "PutObject takes at most 5 GiB. Put large data into S3 yourself, with `aws s3 cp`, and name "
    "its `s3://` place in the pipeline.",
)
TOO_LARGE_TEMPLATE = code(
    "PC510",
    "too-large-template",
    "The CloudFormation template is larger than CloudFormation takes",
    "CloudFormation reads templates of at most 1 MB, and the definition is part of the template "
    "that `--emit cloudformation` writes. Deploy the pipeline with `pipec upsert`, which puts a "
    "large definition into S3, or make two pipelines of it.",
)
DYNAMIC_REFERENCE = code(
    "PC511",
    "dynamic-reference",
    "The description would be replaced by CloudFormation",
    "CloudFormation puts a value from its stores, a secret even, in the place of "
    "`{{resolve:…}}`, and there is no way to say that a text is meant as it stands. "
    "Write the description in other words. In the definition pipec hides such texts by itself.",
)

NO_VERSION = code(
    "PC512",
    "no-version",
    "There is no such version of the pipeline",
    "`pipec versions` lists the versions that the service keeps, each with its aliases. Without "
    "`--to` a rollback goes to the one before the newest, and nowhere if the newest is a way back.",
)

OTHER_ACCOUNT = code(
    "PC513",
    "other-account",
    "The role or the pipeline belongs to another account than the caller",
    "A pipeline runs under a role of its own account, and pipec works in the caller's. Most often "
    "the wrong profile or the wrong environment was chosen: check `--profile`, `--env` and the "
    "var `role`.",
)

STILL_RUNNING = code(
    "PC514",
    "still-running",
    "A pipeline that is running cannot be deleted",
    "The service deletes a pipeline only when no run of it is going on. Wait for it, or stop it "
    "with `pipec stop`.",
)

CODE_GONE = code(
    "PC515",
    "code-gone",
    "Code that an older version of the pipeline needs is no longer in S3",
    "The version names code by its content, and something has removed that from the bucket, a "
    "lifecycle rule perhaps, so that its runs would fail. Check out the files that the version "
    "was made from: `pipec upload` puts the same code in the same place again.",
)

BEING_DELETED = code(
    "PC517",
    "being-deleted",
    "The pipeline is being deleted",
    "The service takes a while to delete a pipeline with its runs. Wait until `pipec status` says "
    "that it is not there, and run the command again.",
)
NO_TARGET = code(
    "PC516",
    "no-target",
    "The command is given something that is no pipeline",
    "TARGET is a pipeline file, the name of a deployed pipeline, or its ARN. A run is named by "
    "its pipeline and `--execution ID`; commands on one run take its ARN alone, too.",
)

# --- 52x: AWS -----------------------------------------------------------------------------

NO_CREDENTIALS = code(
    "PC520",
    "no-credentials",
    "AWS does not know who is calling",
    "There are no credentials, or they are wrong or expired. Name a profile with `--profile`, "
    "log in again (`aws sso login`), or set the variables `AWS_ACCESS_KEY_ID`, "
    "`AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.",
)
ACCESS_DENIED = code(
    "PC521",
    "access-denied",
    "The caller may not do this",
    "The message names the action and the resource. docs/deploying.md lists the IAM policy that "
    "each command needs.",
)
NO_REGION = code(
    "PC522",
    "no-region",
    "It is not known which AWS region to use",
    "Set the var `region` in pipec.yaml, or `--region`, or a region in the AWS profile.",
)
UNREACHABLE = code(
    "PC523",
    "unreachable",
    "AWS could not be reached",
    "The connection failed again and again, or what answers is not AWS: a proxy that wants "
    "somebody to log in, perhaps. Check the network, a proxy, `--region` and `--endpoint-url`.",
)
THROTTLED = code(
    "PC524",
    "throttled",
    "AWS asked to slow down until pipec gave up",
    "Calls are retried with growing pauses. Too many went on for too long; try again later.",
)
REFUSED = code(
    "PC525",
    "refused",
    "The service refused the request",
    "The message is the service's own. If pipec could have known it while compiling, that is worth "
    "reporting as a bug.",
)
SERVICE_FAILED = code(
    "PC526",
    "service-failed",
    "The service failed",
    "AWS answered with an error of its own, again after retries. Try again later.",
)

# --- 53x: running -------------------------------------------------------------------------

UNKNOWN_START_PARAMETER = code(
    "PC530",
    "unknown-start-parameter",
    "The deployed pipeline has no parameter of this name",
    "Parameters are those of the definition that AWS has, which may be older than your file. "
    "`pipec diff` shows how the two differ.",
)
BAD_START_PARAMETER = code(
    "PC531",
    "bad-start-parameter",
    "A value that a parameter of the pipeline does not take",
    "An Integer takes a whole number, a Float a number, a Boolean `true` or `false`; a parameter "
    "with `enum` takes one of those values; a value has at most 1024 characters.",
)
MISSING_START_PARAMETER = code(
    "PC532",
    "missing-start-parameter",
    "A parameter without a default is not given",
    "Give it with `-p NAME=VALUE`, or give the parameter a default in the pipeline.",
)
UNKNOWN_DEPLOYED_STEP = code(
    "PC533",
    "unknown-deployed-step",
    "The deployed pipeline has no step of this name",
    "Steps are those of the definition that AWS has, which may be older than your file. "
    "`pipec diff` shows how the two differ.",
)
STEP_IN_LOOP = code(
    "PC534",
    "step-in-loop",
    "A step of a loop's body cannot be selected alone",
    "Such a step runs once for each item, and only its loop knows the items. Select the loop.",
)
UNCONNECTED_SELECTION = code(
    "PC535",
    "unconnected-selection",
    "The selected steps do not hang together",
    "AWS: one can choose any subset of steps as long as they are connected in the pipeline's graph "
    "(docs.aws.amazon.com/sagemaker/latest/dg/pipelines-selective-ex.html). Start each part in a "
    "run of its own, or select a step that they all wait for too.",
)
TOO_MANY_FOR_A_START = code(
    "PC536",
    "too-many-for-a-start",
    "More than one start may hold",
    "StartPipelineExecution takes at most 200 parameters and 50 selected steps.",
)
NO_SOURCE_RUN = code(
    "PC537",
    "no-source-run",
    "No earlier run has the outputs that the selected steps need",
    "A run of selected steps takes the outputs of the others from an earlier run that has ended "
    "and in which they succeeded. Select the steps that are missing too, or name a run with "
    "`--from`.",
)
NO_RUN = code(
    "PC538",
    "no-run",
    "There is no such run of the pipeline",
    "A run is named by its ARN, by the last part of that, or by the name that `start --name` gave "
    "it, which is looked for among the newest 100. Without all of these the latest run is taken. "
    "`pipec runs` lists them.",
)
WRONG_RUN_STATE = code(
    "PC539",
    "wrong-run-state",
    "The run is not in a state for this",
    "Only a run that goes on can be stopped, and only one that has ended without success can be "
    "tried again. `pipec status` shows the state.",
)
BAD_START_OPTION = code(
    "PC540",
    "bad-start-option",
    "The service does not take this value for a run",
    "A run's name has letters, digits and single or repeated `-` between them, 82 characters at "
    "most; its description one line of at most 3072 characters. `--from` is for selected steps.",
)
NO_LOG = code(
    "PC541",
    "no-log",
    "The step has no log to show",
    "Training, processing and transform jobs and Lambda functions write logs to CloudWatch, and "
    "only once they run. Without a STEP `pipec logs` shows those of the steps that failed.",
)
