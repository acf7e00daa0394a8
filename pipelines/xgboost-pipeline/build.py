"""The same pipeline as pipeline.yaml in Python, in two ways. Run it to see the wiring."""

from pipec import ContractRegistry, ContractStep, PipelineBuilder, Reference

CONTRACTS = ContractRegistry.of_project()


class LoadData(ContractStep):
    """Fetches the raw table."""

    contract = CONTRACTS["DataLoad"]


class Preprocess(ContractStep):
    """Splits it into what is trained, validated and tested on."""

    contract = CONTRACTS["TabularPreprocessing"]


class PrepareHyperparameters(ContractStep):
    """Writes the hyperparameters that do not change from run to run."""

    contract = CONTRACTS["HyperparameterPrep"]


class Train(ContractStep):
    """Trains the classifier."""

    contract = CONTRACTS["XGBoostTraining"]


class Package(ContractStep):
    """Packs the model with the code that serves it."""

    contract = CONTRACTS["ModelPackaging"]


class Register(ContractStep):
    """Registers the package."""

    contract = CONTRACTS["ModelRegistration"]


def build_pipeline() -> PipelineBuilder:
    """The steps as classes; pipec finds the connections, and `auto_connect` writes them down."""
    pipeline, parameters = _begin()
    add = pipeline.add_step
    add("LoadData", LoadData, code="code/load.py", source_data=parameters["SourceData"])
    add(
        "Preprocess",
        Preprocess,
        code="code/preprocess.py",
        args=["--label", "churn", "--positive", "yes", "--drop", "customer_id"],
    )
    add(
        "PrepareHyperparameters",
        PrepareHyperparameters,
        code="code/hyperparameters.py",
        args=["--max-depth", "4", "--eta", "0.1"],
    )
    add(
        "Train",
        Train,
        code="code/train.py",
        instance=parameters["TrainingInstanceType"],
        hyperparameters={"num_round": parameters["NumRound"], "early_stopping_rounds": 20},
    )
    add("Package", Package, code="code/package.py", inference_code="./code/inference.py")
    add("Register", Register, **_registration(parameters))
    pipeline.auto_connect()
    return pipeline


def build_fluent_pipeline() -> PipelineBuilder:
    """The steps by the names of their contracts, connected by hand."""
    pipeline, parameters = _begin()
    load = pipeline.add_step("LoadData", "DataLoad", code="code/load.py")
    load.connect("source_data", parameters["SourceData"])

    preprocess = pipeline.add_step(
        "Preprocess",
        "TabularPreprocessing",
        code="code/preprocess.py",
        args=["--label", "churn", "--positive", "yes", "--drop", "customer_id"],
    )
    preprocess.connect("raw_data", load.data)

    hyperparameters = pipeline.add_step(
        "PrepareHyperparameters",
        "HyperparameterPrep",
        code="code/hyperparameters.py",
        args=["--max-depth", "4", "--eta", "0.1"],
    )
    hyperparameters.connect("training_data", preprocess.training_data)

    train = (
        pipeline.add_step(
            "Train",
            "XGBoostTraining",
            code="code/train.py",
            instance=parameters["TrainingInstanceType"],
            hyperparameters={"num_round": parameters["NumRound"], "early_stopping_rounds": 20},
        )
        .connect("training_data", preprocess.training_data)
        .connect("validation_data", preprocess.validation_data)
        .connect("hyperparameters_s3_uri", hyperparameters.hyperparameters)
    )

    package = pipeline.add_step("Package", "ModelPackaging", code="code/package.py")
    package.connect("model", train.model_artifacts)
    package.connect("inference_code", "./code/inference.py")

    register = pipeline.add_step("Register", "ModelRegistration", **_registration(parameters))
    register.connect("model_artifacts", package.packaged_model)
    return pipeline


def _begin() -> tuple[PipelineBuilder, dict[str, Reference]]:
    pipeline = PipelineBuilder(
        "XGBoostPipeline",
        description="Train a churn classifier with a script of its own, package it with inference "
        "code, register it.",
        defaults={"tags": {"project": "churn"}},
    )
    parameters = {
        "SourceData": pipeline.parameter("SourceData", "s3://example-bucket/churn/"),
        "TrainingInstanceType": pipeline.parameter("TrainingInstanceType", "ml.m5.xlarge"),
        "NumRound": pipeline.parameter("NumRound", 200),
        "ModelApprovalStatus": pipeline.parameter(
            "ModelApprovalStatus",
            "PendingManualApproval",
            enum=["PendingManualApproval", "Approved", "Rejected"],
        ),
    }
    return pipeline, parameters


def _registration(parameters: dict[str, Reference]) -> dict[str, object]:
    return {
        "model_package_group": "ChurnModels",
        "approval_status": parameters["ModelApprovalStatus"],
        "response_types": ["application/json"],
        "environment": {
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
        },
    }


if __name__ == "__main__":
    print(build_fluent_pipeline().build().explain())
