"""The SageMaker pipeline Flags, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterInteger
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import (
    ConfigurableRetryStep,
    ProcessingStep,
    StepTypeEnum,
)


class RequestStep(ConfigurableRetryStep):
    """A step whose request is written out, in the service's own words."""

    def __init__(
        self,
        name,
        step_type,
        request,
        *,
        shapes=(),
        service="sagemaker",
        property_files=(),
        cache_config=None,
        members=None,
        **options,
    ):
        super().__init__(name, step_type, **options)
        self.request = request
        self.property_files = property_files
        self.cache_config = cache_config
        self.members = members or {}
        self._properties = Properties(
            name, step=self, shape_names=list(shapes), service_name=service
        )

    @property
    def arguments(self):
        return self.request

    @property
    def properties(self):
        return self._properties

    def to_request(self):
        step = super().to_request()
        if self.property_files:
            step["PropertyFiles"] = [file.expr for file in self.property_files]
        if self.cache_config:
            step.update(self.cache_config.config)
        step.update(self.members)
        return step


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Flags."""
    window = ParameterInteger(name="Window", default_value=7)

    glued_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "-m train", "-X dev"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Glued",
        sagemaker_session=session,
    )
    glued = ProcessingStep(
        name="Glued",
        step_args=glued_processor.run(
            arguments=[
                "--val-fraction 0.15",
                Join(on="", values=["--window ", window]),
                '--note "two words"',
            ],
        ),
    )
    alone_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "train.py", "--lookup"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Alone",
        sagemaker_session=session,
    )
    alone = ProcessingStep(
        name="Alone",
        step_args=alone_processor.run(arguments=["--lookup", "--window", "7"]),
    )
    in_the_request = RequestStep(
        "InTheRequest",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {},
            "AlgorithmSpecification": {
                "TrainingImage": "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
                "TrainingInputMode": "File",
                "ContainerArguments": ["--seed 42"],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/R",
            "OutputDataConfig": {"S3OutputPath": "s3://b-ucket/Flags/InTheRequest"},
            "ResourceConfig": {
                "InstanceType": "ml.m5.large",
                "InstanceCount": 1,
                "VolumeSizeInGB": 30,
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        },
        shapes=["DescribeTrainingJobResponse"],
    )
    program_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3 -u", "/opt/ml/processing/input/code/script.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Program",
        sagemaker_session=session,
    )
    program = ProcessingStep(
        name="Program",
        step_args=program_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://b-ucket/Flags/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    script_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=[
            "python3",
            "src/script.py",
            "/opt/ml/processing/input/code/script.py",
        ],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Script",
        sagemaker_session=session,
    )
    script = ProcessingStep(
        name="Script",
        step_args=script_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://b-ucket/Flags/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    in_the_codes_folder_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=[
            "python3",
            "/opt/ml/processing/input/code/script.py",
            "/opt/ml/processing/input/code/script.py",
        ],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="InTheCodesFolder",
        sagemaker_session=session,
    )
    in_the_codes_folder = ProcessingStep(
        name="InTheCodesFolder",
        step_args=in_the_codes_folder_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://b-ucket/Flags/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    other_script_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=[
            "python3",
            "/opt/tools/script.py",
            "/opt/ml/processing/input/code/script.py",
        ],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="OtherScript",
        sagemaker_session=session,
    )
    other_script = ProcessingStep(
        name="OtherScript",
        step_args=other_script_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://b-ucket/Flags/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    blank_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["/opt/my tools/run"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Blank",
        sagemaker_session=session,
    )
    blank = ProcessingStep(name="Blank", step_args=blank_processor.run())
    path_and_arguments_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["/usr/bin/python3 /opt/tools/run.py --out=/tmp"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="PathAndArguments",
        sagemaker_session=session,
    )
    path_and_arguments = ProcessingStep(
        name="PathAndArguments",
        step_args=path_and_arguments_processor.run(),
    )
    code_as_meant_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=[
            "sh",
            "-c",
            'pip install x && exec python3 "$0"',
            "-m",
            "script",
            "/opt/ml/processing/input/code/script.py",
        ],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="CodeAsMeant",
        sagemaker_session=session,
    )
    code_as_meant = ProcessingStep(
        name="CodeAsMeant",
        step_args=code_as_meant_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://b-ucket/Flags/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    shell_line_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=[
            "bash",
            "-c",
            "pip install x && python3 /opt/ml/processing/input/code/script.py",
            "/opt/ml/processing/input/code/script.py",
        ],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="ShellLine",
        sagemaker_session=session,
    )
    shell_line = ProcessingStep(
        name="ShellLine",
        step_args=shell_line_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://b-ucket/Flags/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    value_of_a_flag_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=[
            "python3",
            "-m",
            "coverage",
            "run",
            "--include",
            "script.py",
            "/opt/ml/processing/input/code/script.py",
        ],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="ValueOfAFlag",
        sagemaker_session=session,
    )
    value_of_a_flag = ProcessingStep(
        name="ValueOfAFlag",
        step_args=value_of_a_flag_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://b-ucket/Flags/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    as_meant_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["sh", "-c", "-x; echo", "--java-options", "-Xmx4g -Xms1g"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="AsMeant",
        sagemaker_session=session,
    )
    as_meant = ProcessingStep(
        name="AsMeant",
        step_args=as_meant_processor.run(
            arguments=["a -b c", "--message=two words", "-1 2"],
        ),
    )

    return Pipeline(
        name="Flags",
        parameters=[window],
        steps=[
            glued,
            alone,
            in_the_request,
            program,
            script,
            in_the_codes_folder,
            other_script,
            blank,
            path_and_arguments,
            code_as_meant,
            shell_line,
            value_of_a_flag,
            as_meant,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
