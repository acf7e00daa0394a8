"""A pipeline as the service has it."""

from __future__ import annotations

from dataclasses import dataclass

from pipec.compiler.deployment.graph import Json
from pipec.compiler.model import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What DescribePipeline and ListTags say of a pipeline.

    `definition` is the parsed JSON. In `settings` a display name that is just the pipeline's name
    is None (the service fills it in), and so is an empty description; tags include `aws:` ones.
    `modified` is the time of the last change as the service tells it: two that differ say that
    somebody was at work between.
    """

    name: str
    arn: str
    definition: dict[str, Json]
    settings: Settings
    modified: str
