"""EMR as `EMRStep` and EMR Serverless as `EMRServerlessStep`.

The configuration of an EMR step knows a jar and what goes with it.
"""

from __future__ import annotations

from pipec.compiler.python.idiomatic.forms import Keywords
from pipec.compiler.python.idiomatic.job import Job
from pipec.compiler.python.pycode import Call, Lit
from pipec.compiler.python.pywriter import MLOPS, PythonWriter

_JAR = {"Jar": "jar", "Args": "args", "MainClass": "main_class", "Properties": "properties"}
_CLUSTER = {
    "ClusterId": "cluster_id",
    "ExecutionRoleArn": "execution_role_arn",
    "ClusterConfig": "cluster_config",
}


def emr_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where its `StepConfig` says more than the jar."""
    request = job.arguments
    jar = request["StepConfig"]["HadoopJarStep"]
    if list(request["StepConfig"]) != ["HadoopJarStep"] or not jar.keys() <= _JAR.keys():
        return None
    config = Call(
        writer.use(f"{MLOPS}.emr_step", "EMRStepConfig"),
        kwargs=tuple((_JAR[name], writer.value(value)) for name, value in jar.items()),
    )
    # The class has no defaults for these.
    needed = {"display_name": Lit(None), "description": Lit(None), "cluster_id": Lit(None)}
    cluster = {
        argument: writer.value(request[name])
        for name, argument in _CLUSTER.items()
        if name in request
    }
    options = {"name": Lit(job.name), **needed, "step_config": config, **cluster, **dict(common)}
    return Call(writer.use(f"{MLOPS}.emr_step", "EMRStep"), kwargs=tuple(options.items()))


_SERVERLESS = {
    "jobDriver": "job_driver",
    "executionRoleArn": "execution_role_arn",
    "configurationOverrides": "configuration_overrides",
    "executionTimeoutMinutes": "execution_timeout_minutes",
    "name": "name",
    "tags": "tags",
}
_APPLICATION = {"ApplicationId": "application_id", "ApplicationConfig": "application_config"}


def emr_serverless_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where the job's role and application are not those of the step.

    The class writes both in both places.
    """
    request = job.arguments
    config = dict(request["JobConfig"])
    application = config.pop("applicationId", None)
    if (
        not _SERVERLESS.keys() >= config.keys() >= {"jobDriver", "executionRoleArn"}
        or config["executionRoleArn"] != request["ExecutionRoleArn"]
        or application != request.get("ApplicationId")
    ):
        return None
    module = f"{MLOPS}.emr_serverless_step"
    made = Call(
        writer.use(module, "EMRServerlessJobConfig"),
        kwargs=tuple((_SERVERLESS[name], writer.value(value)) for name, value in config.items()),
    )
    # The class has no defaults for these.
    needed = {"display_name": Lit(None), "description": Lit(None)}
    where = {
        argument: writer.value(request[name])
        for name, argument in _APPLICATION.items()
        if name in request
    }
    options = {"name": Lit(job.name), **needed, "job_config": made, **where, **dict(common)}
    return Call(writer.use(module, "EMRServerlessStep"), kwargs=tuple(options.items()))
