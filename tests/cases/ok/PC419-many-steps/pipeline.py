"""The SageMaker pipeline Many, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Many."""
    stop0 = FailStep(name="Stop0", error_message="enough")
    stop1 = FailStep(name="Stop1", error_message="enough")
    stop2 = FailStep(name="Stop2", error_message="enough")
    stop3 = FailStep(name="Stop3", error_message="enough")
    stop4 = FailStep(name="Stop4", error_message="enough")
    stop5 = FailStep(name="Stop5", error_message="enough")
    stop6 = FailStep(name="Stop6", error_message="enough")
    stop7 = FailStep(name="Stop7", error_message="enough")
    stop8 = FailStep(name="Stop8", error_message="enough")
    stop9 = FailStep(name="Stop9", error_message="enough")
    stop10 = FailStep(name="Stop10", error_message="enough")
    stop11 = FailStep(name="Stop11", error_message="enough")
    stop12 = FailStep(name="Stop12", error_message="enough")
    stop13 = FailStep(name="Stop13", error_message="enough")
    stop14 = FailStep(name="Stop14", error_message="enough")
    stop15 = FailStep(name="Stop15", error_message="enough")
    stop16 = FailStep(name="Stop16", error_message="enough")
    stop17 = FailStep(name="Stop17", error_message="enough")
    stop18 = FailStep(name="Stop18", error_message="enough")
    stop19 = FailStep(name="Stop19", error_message="enough")
    stop20 = FailStep(name="Stop20", error_message="enough")
    stop21 = FailStep(name="Stop21", error_message="enough")
    stop22 = FailStep(name="Stop22", error_message="enough")
    stop23 = FailStep(name="Stop23", error_message="enough")
    stop24 = FailStep(name="Stop24", error_message="enough")
    stop25 = FailStep(name="Stop25", error_message="enough")
    stop26 = FailStep(name="Stop26", error_message="enough")
    stop27 = FailStep(name="Stop27", error_message="enough")
    stop28 = FailStep(name="Stop28", error_message="enough")
    stop29 = FailStep(name="Stop29", error_message="enough")
    stop30 = FailStep(name="Stop30", error_message="enough")
    stop31 = FailStep(name="Stop31", error_message="enough")
    stop32 = FailStep(name="Stop32", error_message="enough")
    stop33 = FailStep(name="Stop33", error_message="enough")
    stop34 = FailStep(name="Stop34", error_message="enough")
    stop35 = FailStep(name="Stop35", error_message="enough")
    stop36 = FailStep(name="Stop36", error_message="enough")
    stop37 = FailStep(name="Stop37", error_message="enough")
    stop38 = FailStep(name="Stop38", error_message="enough")
    stop39 = FailStep(name="Stop39", error_message="enough")
    stop40 = FailStep(name="Stop40", error_message="enough")
    stop41 = FailStep(name="Stop41", error_message="enough")
    stop42 = FailStep(name="Stop42", error_message="enough")
    stop43 = FailStep(name="Stop43", error_message="enough")
    stop44 = FailStep(name="Stop44", error_message="enough")
    stop45 = FailStep(name="Stop45", error_message="enough")
    stop46 = FailStep(name="Stop46", error_message="enough")
    stop47 = FailStep(name="Stop47", error_message="enough")
    stop48 = FailStep(name="Stop48", error_message="enough")
    stop49 = FailStep(name="Stop49", error_message="enough")
    stop50 = FailStep(name="Stop50", error_message="enough")

    return Pipeline(
        name="Many",
        steps=[
            stop0,
            stop1,
            stop2,
            stop3,
            stop4,
            stop5,
            stop6,
            stop7,
            stop8,
            stop9,
            stop10,
            stop11,
            stop12,
            stop13,
            stop14,
            stop15,
            stop16,
            stop17,
            stop18,
            stop19,
            stop20,
            stop21,
            stop22,
            stop23,
            stop24,
            stop25,
            stop26,
            stop27,
            stop28,
            stop29,
            stop30,
            stop31,
            stop32,
            stop33,
            stop34,
            stop35,
            stop36,
            stop37,
            stop38,
            stop39,
            stop40,
            stop41,
            stop42,
            stop43,
            stop44,
            stop45,
            stop46,
            stop47,
            stop48,
            stop49,
            stop50,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
