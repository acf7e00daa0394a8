"""EMR as `EMRStep`, whose configuration of a step knows a jar and what goes with it."""

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
