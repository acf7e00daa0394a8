"""Whether a job can install the requirements.txt beside its script, and does."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence as Sequence_

from pipec.compiler import codes
from pipec.compiler.requests.assets import AssetStore
from pipec.compiler.requests.friendly import Layer
from pipec.compiler.requests.special_keys import is_text
from pipec.compiler.service import images
from pipec.compiler.steps.base import BoundStep, StepType, member
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, scalars
from pipec.compiler.values import Expression

_KINDS = ("Processing", "Training", "Tuning")
_REQUIREMENTS = "requirements.txt"
_INSTALL = (
    "to install it first write `command: [sh, -c, 'python3 -m pip install -r "
    '/opt/ml/processing/input/code/requirements.txt && exec python3 "$0" "$@"\']`'
)
_BRING = (
    "without a network nothing can be installed: write the URI of an image that has it all, "
    "`image: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`"
)
_FROM_THE_NET = re.compile(r"\bpip3?\s+install\b(?!.*--no-index)", re.DOTALL)
"""A command that gets packages from elsewhere, and not from files that are there."""


def check_installed(
    step: BoundStep,
    layers: Sequence_[Layer],
    request: Mapping,
    step_type: StepType,
    assets: AssetStore,
) -> None:
    """Warn of packages that a job does not install, or cannot for want of a network."""
    code = step.keys.get("code")
    if step_type.kind not in _KINDS or not isinstance(code, Mapping | None):
        return
    isolated = member(request, *step_type.placements["network.isolation"])
    if isinstance(isolated, Scalar) and isolated.data is True and _check_command(step, assets):
        return
    if code is None or not _is_of_aws(step, layers, request, step_type):
        return
    folder, entry = code.get("dir"), code.get("entry")
    if not (is_text(folder) and is_text(entry)):
        return
    if step_type.kind == "Processing":
        _check_script(step, folder, entry, assets, is_isolated=_may_be_so(isolated))
    elif isinstance(isolated, Scalar) and isolated.data is True:
        _check_toolkit(step, folder, entry, assets)


def _check_command(step: BoundStep, assets: AssetStore) -> bool:
    """Warn of a command that fetches packages where there is no network."""
    for key in ("command", "args"):
        for scalar in scalars(step.keys.get(key) or Mapping({}, step.span)):
            if _FROM_THE_NET.search(scalar.text):
                assets.report.add(
                    codes.NOT_INSTALLED,
                    f"`{step.name}` runs `pip install`, and has no network",
                    scalar.span,
                    hint=_BRING,
                )
                return True
    return False


def _check_script(
    step: BoundStep, folder: Scalar, entry: Scalar, assets: AssetStore, *, is_isolated: bool
) -> None:
    """Warn of requirements beside a script that Python runs, and that says nothing of them.

    An image of one's own may have them already.
    """
    command = step.keys.get("command")
    first = command.items[0] if isinstance(command, Sequence) and command.items else None
    is_python = not isinstance(first, Scalar) or first.text.rpartition("/")[2].startswith("python")
    if not is_python or not _has_requirements(folder, assets, archive=False):
        return
    script = assets.files.read(posixpath.join(assets.path(folder.text, folder.span), entry.text))
    if script is not None and _REQUIREMENTS.encode() not in script:
        assets.report.add(
            codes.NOT_INSTALLED,
            f"`{step.name}` installs nothing of the `{_REQUIREMENTS}` beside `{entry.text}`",
            folder.span,
            hint=_BRING if is_isolated else _INSTALL,
        )


def _check_toolkit(step: BoundStep, folder: Scalar, entry: Scalar, assets: AssetStore) -> None:
    """Warn of requirements that the image of a training installs from the net, where it has none.

    `install_requirements` in `sagemaker_training/modules.py` of aws/sagemaker-training-toolkit: if
    pip fails, the training does.
    """
    if _has_requirements(folder, assets, archive=True):
        assets.report.add(
            codes.NOT_INSTALLED,
            f"`{step.name}` has no network, and its image would install the `{_REQUIREMENTS}` "
            f"beside `{entry.text}`",
            folder.span,
            hint=_BRING,
        )


def _has_requirements(folder: Scalar, assets: AssetStore, *, archive: bool) -> bool:
    asset = assets.add(folder.text, folder.span, archive=archive)
    return asset is not None and any(name == _REQUIREMENTS for name, _, _ in asset.files)


def _may_be_so(node: Node | None) -> bool:
    return isinstance(node, Scalar) and (node.data is True or isinstance(node.data, Expression))


def _is_of_aws(
    step: BoundStep, layers: Sequence_[Layer], request: Mapping, step_type: StepType
) -> bool:
    """Whether a step's image is one of AWS's, by its short form or by its place."""
    place = step_type.placements["image"]
    image = step.keys.get("image")
    is_written = any(layer.request and member(layer.request, *place) for layer in layers)
    if not is_written and isinstance(image, Mapping) and "framework" in image:
        return True
    uri = member(request, *place)
    return is_text(uri) and images.is_prebuilt(uri.text)
