"""S3 places: where outputs go and local files are uploaded, all known without AWS.

With B = `s3://<bucket>/<prefix>`, P the pipeline, S the step, X the execution id: outputs of a
run lie at `B/P/X/S/…`, training output at `B/P/S`, code and local inputs at
`B/P/code/<digest>/NAME`.
"""

from __future__ import annotations

from pipec.compiler.diagnostics import Span
from pipec.compiler.linking.evaluate import World
from pipec.compiler.record import Record
from pipec.compiler.requests.assets import Asset, AssetStore
from pipec.compiler.syntax import Node, Scalar
from pipec.compiler.values import UNKNOWN, ExecutionGet, Expression, Hole, Join, Wire, join


class Places(Record):
    """Makes the S3 places of one pipeline; `uris` remembers those of its assets."""

    world: World
    assets: AssetStore
    uris: dict[str, Asset]

    def output(self, step: str, *parts: str, run: bool, span: Span) -> Scalar:
        """A step's default output place; `run` puts the execution's id into it."""
        pieces: list[str | Expression] = [ExecutionGet("PipelineExecutionId"), "/"] if run else []
        return self._below_pipeline([*pieces, "/".join((step, *parts))], span)

    def asset(self, asset: Asset, span: Span) -> Scalar:
        """Where an asset is uploaded to."""
        uri = self._below_pipeline([f"code/{asset.key}"], span)
        if isinstance(uri.data, str):
            self.uris[uri.data] = asset
        return uri

    def local_file(self, value: Node) -> Node:
        """A value that begins with `./` or `../` is a local file, uploaded like `code`."""
        if not isinstance(value, Scalar) or not isinstance(value.data, str):
            return value
        if not value.data.startswith(("./", "../")):
            return value
        asset = self.assets.add(value.data, value.span, archive=False)
        return self.asset(asset, value.span) if asset else value._replace(data=UNKNOWN)

    def _below_pipeline(self, pieces: list[str | Expression], span: Span) -> Scalar:
        bucket, prefix = self.world.variables.get("bucket"), self.world.variables.get("prefix")
        if bucket is None:
            return Scalar(Hole("var", "bucket"), "bucket", False, span)
        folders = (bucket.text, prefix.text.strip("/") if prefix else "", self.world.pipeline)
        value = join([f"s3://{'/'.join(name for name in folders if name)}/", *pieces])
        return Scalar(value, value if isinstance(value, str) else "S3 place", False, span)


_SUFFIXES = (".tar.gz", ".tgz")


def no_archive(value: Wire) -> str | None:
    """The folder or file that is surely no archive, by how a place ends; None if it may be one."""
    end = value.values[-1] if isinstance(value, Join) else value
    if not isinstance(end, str) or not end.strip("/"):
        return None
    name = end.rstrip("/").rpartition("/")[2]
    is_file_of_another_form = "." in name and not name.endswith(_SUFFIXES)
    return end if end.endswith("/") or (is_file_of_another_form and name != end) else None
