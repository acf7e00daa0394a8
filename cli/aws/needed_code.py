"""Whether the code that a definition needs is still in S3."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipec.cli.aws.client import Aws, Refused
from pipec.cli.aws.parallel import for_each
from pipec.cli.stop import Stop
from pipec.compiler.deployment.graph import Json

# Where `pipec upsert` puts code and local data (compiler/requests/places.py).
_PLACE = re.compile(r"s3://([^/]+)/((?:.*/)?code/[0-9a-f]{64}/.+)", re.DOTALL)


def missing_code(aws: Aws, definition: dict[str, Json]) -> list[str] | None:
    """The S3 URIs, sorted, of pipec's uploads that a definition names and that are gone.

    None if the caller may not look, or if there is no way to S3.
    """
    # A hyperparameter is JSON: its text stands in quotes.
    places = sorted({place for text in _texts(definition) if (place := text.strip('"'))})
    found = [match for place in places if (match := _PLACE.fullmatch(place))]
    try:
        gone = for_each(lambda match: _is_gone(aws, match[1], match[2]), found)
    except Stop:
        return None
    return [match[0] for match, is_gone in zip(found, gone, strict=True) if is_gone]


def _is_gone(aws: Aws, bucket: str, key: str) -> bool:
    """Whether there is neither an object of this key nor a folder."""
    answer = aws.attempt(
        "s3",
        "list_objects_v2",
        on=f"s3://{bucket}/{key}",
        expecting=("NoSuchBucket",),
        Bucket=bucket,
        Prefix=key,
    )
    if isinstance(answer, Refused):
        return True
    keys = [item["Key"] for item in answer.get("Contents", ())]
    return not any(found == key or found.startswith(f"{key.rstrip('/')}/") for found in keys)


def _texts(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case _:
            pass
