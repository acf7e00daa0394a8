"""The analysis of a ClarifyCheck, where it is a local file: what the image would stumble over."""

from __future__ import annotations

import json
from typing import Any

from pipec.compiler import codes
from pipec.compiler.requests.assets import AssetStore
from pipec.compiler.steps.base import mapping_at
from pipec.compiler.syntax import Node, Scalar, text_node
from pipec.compiler.values import Wire

_IMAGE = "sagemaker-clarify-processing"
"""What the image of Clarify is called, and so copies of it; the files of others have any form."""
_FILE = "analysis_config.json"
_METHODS = {
    "DATA_BIAS": ("pre_training_bias",),
    "MODEL_BIAS": ("post_training_bias",),
    "MODEL_EXPLAINABILITY": ("shap", "pdp", "asymmetric_shapley_value"),
}
"""By the type of check the methods that do it, as `sagemaker.core.clarify` (3.27) writes them;
AWS's developer guide lists them on the page `clarify-processing-job-configure-analysis`."""


def check_analysis(
    config: Node | None, check: Node | None, arguments: dict[str, Wire], assets: AssetStore
) -> None:
    """Report an analysis that is no JSON, or that says nothing of what is checked.

    `config` is what the input `analysis_config` is bound to, before it is a place in S3, `check`
    the type of the check.
    """
    image = mapping_at(arguments, "AppSpecification").get("ImageUri")
    if not isinstance(image, str) or _IMAGE not in image or not isinstance(config, Scalar):
        return
    content = _content(config, assets)
    if content is None:
        return
    written, kind = config.text, check.text if isinstance(check, Scalar) else ""
    wanted = _METHODS.get(kind, ())
    try:
        methods = _methods(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        what = ""
        if isinstance(error, json.JSONDecodeError):
            what = f": {error.msg}, in line {error.lineno}"
        hint = "write it as UTF-8" if isinstance(error, UnicodeDecodeError) else "mend the file"
        message = f"`{written}` is no JSON{what}"
        assets.report.add(codes.BAD_MEMBER, message, config.span, hint=hint)
    else:
        if wanted and not methods.intersection(wanted):
            listed = " or ".join(f"`{name}`" for name in wanted)
            assets.report.add(
                codes.ODD_VALUE,  # the service does not look into it
                f"`{written}` has no {listed} among its `methods`, and the check is `{kind}`",
                config.span,
                hint=f'write `"methods": {{"{wanted[0]}": {{…}}}}` in the file',
            )


def _content(config: Scalar, assets: AssetStore) -> bytes | None:
    """The bytes of the analysis; None if it is not here, or an error tells that it is missing."""
    path = assets.path(config.text, config.span)
    asset = assets.found.get((path, False)) if isinstance(config.data, str) else None
    if asset is None:
        return None
    if not asset.is_folder:
        return assets.files.read(path)
    entry = text_node(_FILE, config.span)
    if assets.add(config.text, config.span, archive=False, entry=entry) is None:
        return None
    return assets.files.read(f"{path}/{_FILE}")


def _methods(analysis: Any) -> set[str]:
    methods = analysis.get("methods") if isinstance(analysis, dict) else None
    return {*methods} if isinstance(methods, dict) else set()
