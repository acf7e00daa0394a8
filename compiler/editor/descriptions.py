"""What editors say of each key: one or two sentences in Markdown, with an example where it helps.

A key is named by its path (`instance.count`), one that means the same everywhere by its name.
The keys that only one kind of step has are described in that kind's own file.
"""

from __future__ import annotations

DESCRIPTIONS = {
    # --- a pipeline
    "pipeline": "The name of the pipeline: letters, digits and single hyphens between them, at "
    "most 256.",
    "pipeline.display_name": "What the console shows in place of the name: letters, digits and "
    "hyphens between them.",
    "pipeline.description": "What the pipeline is for, in one line of at most 3072 characters; "
    "write a longer one with `>-`.",
    "pipeline.tags": "Tags of the pipeline itself, as `{team: growth}`. For tags of the jobs see "
    "`defaults`.",
    "pipeline.role": "The ARN of the role that the pipeline runs under. Without the key it is the "
    "var `role`; the steps' own role is that var too, or `role` in `defaults`.",
    "pipeline.parallelism": "The most steps that run at once: a whole number, 1 or more.",
    "pipeline.parameters": "What can be set for each run, with defaults: `InputData: s3://…`. The "
    "literal gives the type. Steps read them as `${parameters.InputData}`.",
    "pipeline.vars": "Values that are fixed when compiling, read as `${vars.NAME}`. Those of an "
    "environment and of `--var` come first.",
    "pipeline.defaults": "Keys that hold for every step of the pipeline, and under `for:` for the "
    "steps of one contract.",
    "pipeline.steps": "The steps by name. Their order in the file means nothing: data and "
    "`depends_on` say in which order they run.",
    "pipeline.experiment": "The experiment that runs are filed under. Without the key it has the "
    "pipeline's name; `null` for none.",
    "pipeline.experiment.name": "The name of the experiment.",
    "pipeline.experiment.trial": "The name of the trial; without it the id of the execution.",
    "pipeline.mlflow": "An MLflow tracking server that the steps report to.",
    "pipeline.mlflow.arn": "The ARN of the tracking server.",
    "pipeline.mlflow.experiment": "The name of the MLflow experiment.",
    # --- parameters
    "parameter.type": "The type: `String`, `Integer`, `Float` or `Boolean`.",
    "parameter.default": "The value of a run that sets none. It cannot hold a reference.",
    "parameter.enum": "The values that a run may choose from: 1 to 16 texts, for a String only.",
    # --- steps
    "uses": "The contract that the step is an instance of, by its step type.",
    "kind": "The kind of step. Its ports are declared in place, and nothing is inherited from a "
    "contract.",
    "options": "Values for the options of the contract. An option without a default is required.",
    "inputs": "What the step needs. An entry is a value or a reference such as `${steps.Train."
    "model_artifacts}`; inputs that are not written are wired by the compiler.",
    "inputs.value": "The value: a literal, a reference, or `./file` for a local file.",
    "outputs": "Changes to where outputs lie, and to the reports in them.",
    "from": "The steps that inputs may be wired from; no others are looked at.",
    "depends_on": "Steps to wait for though nothing is read of them: "
    "`[Prepare, {step: Train, when: failed}]`.",
    "depends_on.step": "The name of the step to wait for.",
    "depends_on.when": "The outcome to wait for: `completed` (the default), `failed`, `stopped` or "
    "`any`.",
    "display_name": "What the console shows in place of the step's name; at most 256 characters.",
    "description": "What it is for, in a sentence.",
    # --- friendly keys
    "instance": "The machines: `ml.m5.xlarge`, or `{type: ml.m5.xlarge, count: 2, volume_gb: "
    "100}`.",
    "instance.type": "The type of the machines, such as `ml.m5.xlarge`.",
    "instance.count": "How many machines.",
    "instance.volume_gb": "The size of each machine's disk in GB.",
    "instance.keep_alive": "How long the machines are kept warm for the next job, as `15m`.",
    "image": "The container image: a URI, or `{framework: xgboost, version: 1.7-1}` for a prebuilt "
    "one, which needs the var `region`.",
    "image.uri": "The URI of an image of your own in ECR.",
    "image.framework": "The framework or algorithm of a prebuilt image.",
    "image.version": "The version of the framework, as the SageMaker SDK names it.",
    "image.py": "The Python of the image, as `py310`, where there is more than one.",
    "image.accelerator": "`cpu`, `gpu`, `inf` or `trn`, where the instance type does not decide.",
    "image.base": "For huggingface: the framework below, as `pytorch2.1.0`.",
    "role": "The ARN of the role that the job runs under. Without the key it is the var `role`.",
    "environment": "Environment variables of the container. A mapping or list becomes JSON text.",
    "hyperparameters": "The hyperparameters of the training. Numbers are kept as they are written.",
    "command": "The entrypoint of the container, a list of texts. On Processing the script of "
    "`code` comes after it; on Training it stands instead of `code`.",
    "args": "The arguments of the container. An inner list is kept or left out as one, with the "
    "optional input that it mentions. On Training not beside `code`.",
    "code": "Your script: a file beside this one, `{dir: FOLDER, entry: FILE}`, or "
    "`{uri: s3://…, entry: FILE}` for code that is there already.",
    "code.dir": "A local folder, uploaded by its content.",
    "code.uri": "Where the code lies in S3 already.",
    "code.entry": "The script in the folder that is to run.",
    "kms": "The keys that encrypt volumes and outputs.",
    "kms.volume": "The KMS key of the machines' disks.",
    "kms.output": "The KMS key of the outputs in S3.",
    "network": "The VPC of the job, and what it may reach.",
    "network.subnets": "The ids of the subnets.",
    "network.security_groups": "The ids of the security groups.",
    "network.isolation": "Whether the container is cut off from the network.",
    "network.encrypt": "Whether traffic between the containers of one job is encrypted.",
    "timeout": "The longest that the job may run: seconds, or `90s`, `15m`, `2h`, `3d`.",
    "job_prefix": "What the names of the jobs begin with; else the service names them.",
    "tags": "Tags, as `{team: growth}`.",
    "cache": "How long an earlier run with equal arguments is used again: `30d`, `12h`, `P30D`; "
    "`false` turns it off.",
    "cache.expire": "How long a run may be used again, as `30d`.",
    "retry": "When the step is tried again: `[{on: [Step.THROTTLING], attempts: 3}]`.",
    "retry.on": "The exceptions. Those of `Step.` and of `SageMaker.` cannot stand in one entry.",
    "retry.attempts": "The most attempts, 1 to 20. Either this or `expire_minutes`.",
    "retry.expire_minutes": "For how long to try, in minutes. Either this or `attempts`.",
    "retry.interval": "Seconds before the first further attempt.",
    "retry.backoff": "What the interval is multiplied by each time, 1 or more.",
    "request": "Members of the service's own request, in its spelling, for all that no key says.",
    # --- ports
    "channel": "The training channel that the input arrives in: `train`, or a mapping. Without the "
    "key it has the port's name.",
    "channel.name": "The name of the channel.",
    "channel.content_type": "The MIME type of the data, such as `text/csv`.",
    "channel.input_mode": "`File`, `Pipe` or `FastFile`.",
    "channel.compression": "`None` or `Gzip`.",
    "channel.distribution": "`FullyReplicated`, or `ShardedByS3Key` to divide files among "
    "machines.",
    "path": "The folder in the container, below `/opt/ml/processing`, or a mapping.",
    "path.local": "The folder in the container.",
    "path.name": "The name on the wire; without it the port's name.",
    "path.mode": "`File` or `Pipe`.",
    "path.distribution": "`FullyReplicated`, or `ShardedByS3Key` to divide files among machines.",
    "path.compression": "`None` or `Gzip`.",
    "path.upload": "When the folder is uploaded: `EndOfJob` or `Continuous`.",
    "type": "What the port carries: wiring joins inputs and outputs whose types fit.",
    "data_type": "The type of the value. `S3Uri` is the default.",
    "aliases": "Other names of the port, which count like its own when inputs are wired.",
    "semantic_keywords": "Words that hint at what the port is, for the wiring.",
    "required": "Whether the step cannot run without the input. `true` is the default.",
    "compatible_sources": "The contracts whose outputs are meant for this input.",
    "value": "The value: text, with references if need be.",
    "property_path": "Where the output stands in what the service says of the step, such as "
    "`ModelArtifacts.S3ModelArtifacts`.",
    "report": "The JSON file in the output's folder that conditions may look into.",
    "report.file": "The name of the file in the folder.",
    "report.name": "The name of the property file; without it the port's name.",
    "to": "The place in S3 that the output is written to.",
    # --- contracts
    "contract": "The step type, by which pipelines use the contract: `uses: XGBoostTraining`.",
    "contract.options": "What steps may choose, each with a JSON Schema: "
    "`{approval: {enum: [Approved, Rejected], default: Approved}}`.",
    # --- projects
    "project.contracts": "The folders of the project's own contracts, relative to this file.",
    "project.out": "The folder that compiled pipelines are written to; `build` is the default.",
    "project.vars": "Values that are fixed when compiling, read as `${vars.NAME}`. `bucket`, "
    "`prefix`, `region` and `role` mean something to the compiler.",
    "project.defaults": "Keys that hold for every step of all pipelines, and under `for:` for the "
    "steps of one contract.",
    "project.environments": "What differs by environment, chosen with `--env NAME`.",
    "project.environments.vars": "The vars of this environment; they replace the project's.",
    "project.environments.defaults": "The defaults of this environment, over the project's.",
    "project.environment_required": "`true`: nothing is deployed without `--env`.",
    "project.words": "Words of your own for the wiring, as your team names things.",
    "project.words.same": "Words that are read as another one: `{model: [booster, net]}`.",
    "project.words.ignore": "Words that say nothing about a port.",
    "project.words.opposites": "Words that exclude each other: `[[train, test]]`.",
    "for": "Keys for the steps of one contract: `{XGBoostTraining: {instance: ml.m5.4xlarge}}`.",
}
