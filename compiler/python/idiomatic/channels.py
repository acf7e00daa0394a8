"""The channels of training jobs, which tunings have too."""

from __future__ import annotations

from pipec.compiler.python.idiomatic.forms import (
    FIXED_NUMBER,
    FIXED_TEXT,
    LISTED,
    TEXT,
    TRUE,
    URI,
    Argument,
    Each,
    Either,
    Made,
    unasked,
)
from pipec.compiler.python.idiomatic.job import SHAPES

CONFIGS = "sagemaker.core.training.configs"
S3_SOURCE = Made(
    SHAPES,
    "S3DataSource",
    {
        "S3DataType": Argument("s3_data_type", TEXT, needed=True),
        "S3Uri": Argument("s3_uri", TEXT, needed=True),
        "S3DataDistributionType": Argument("s3_data_distribution_type", TEXT),
        "AttributeNames": Argument("attribute_names", LISTED),
        "InstanceGroupNames": Argument("instance_group_names", LISTED),
        "HubAccessConfig": Argument(
            "hub_access_config",
            Made(
                SHAPES,
                "HubAccessConfig",
                {"HubContentArn": Argument("hub_content_arn", TEXT, needed=True)},
            ),
        ),
        "ModelAccessConfig": Argument(
            "model_access_config",
            Made(
                SHAPES,
                "ModelAccessConfig",
                {"AcceptEula": Argument("accept_eula", TRUE, needed=True)},
            ),
        ),
    },
)
FILE_SYSTEM = Made(
    SHAPES,
    "FileSystemDataSource",
    {
        "FileSystemId": Argument("file_system_id", TEXT, needed=True),
        "FileSystemAccessMode": Argument("file_system_access_mode", TEXT, needed=True),
        "FileSystemType": Argument("file_system_type", TEXT, needed=True),
        "DirectoryPath": Argument("directory_path", TEXT, needed=True),
    },
)
SOURCE = Made(
    SHAPES,
    "DataSource",
    {
        "S3DataSource": Argument("s3_data_source", S3_SOURCE),
        "FileSystemDataSource": Argument("file_system_data_source", FILE_SYSTEM),
    },
)
CHANNEL = Made(
    SHAPES,
    "Channel",
    {
        "ChannelName": Argument("channel_name", FIXED_TEXT, needed=True),
        "DataSource": Argument("data_source", SOURCE, needed=True),
        "ContentType": Argument("content_type", TEXT),
        "CompressionType": Argument("compression_type", TEXT),
        "RecordWrapperType": Argument("record_wrapper_type", TEXT),
        "InputMode": Argument("input_mode", TEXT),
        "ShuffleConfig": Argument(
            "shuffle_config",
            Made(SHAPES, "ShuffleConfig", {"Seed": Argument("seed", FIXED_NUMBER, needed=True)}),
        ),
    },
)
_S3 = "DataSource.S3DataSource"
INPUT_DATA = {
    "ChannelName": Argument("channel_name", FIXED_TEXT, needed=True),
    f"{_S3}.S3Uri": Argument("data_source", URI, needed=True),
    "ContentType": Argument("content_type", TEXT),
    # This much an `InputData` writes unasked.
    f"{_S3}.S3DataType": unasked("S3Prefix"),
    f"{_S3}.S3DataDistributionType": unasked("FullyReplicated"),
    "InputMode": unasked("File"),
}
CHANNELS = Each(Either(Made(CONFIGS, "InputData", INPUT_DATA), CHANNEL))
