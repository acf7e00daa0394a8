"""Whether a job can install the requirements.txt beside its script, and does."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from pipec.compiler import codes
from pipec.compiler.requests.assets import AssetStore
from pipec.compiler.requests.friendly import Layer
from pipec.compiler.requests.special_keys import is_text
from pipec.compiler.service import images
from pipec.compiler.steps.base import BoundStep, StepType, member
from pipec.compiler.syntax import Mapping, Node, Scalar, scalars
from pipec.compiler.syntax import Sequence as List
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
_INSTALLS = re.compile(r"\bpip3?\s+install\b([^;&|\n]*)")
_NO_INDEX = "--no-index"
_SETTINGS = ("PIP_NO_INDEX", "PIP_CONFIG_FILE")
"""Variables by which pip may be told to look among files only."""
_FILES = (".whl", ".tar.gz", ".zip")


def check_installed(
    step: BoundStep,
    layers: Sequence[Layer],
    request: Mapping,
    step_type: StepType,
    assets: AssetStore,
) -> None:
    """Warn of packages that a job does not install, or cannot for want of a network."""
    code = step.keys.get("code")
    if step_type.kind not in _KINDS or not isinstance(code, Mapping | None):
        return
    isolated = member(request, *step_type.placements["network.isolation"])
    is_isolated = isinstance(isolated, Scalar) and isolated.data is True
    is_alone = is_isolated and not _sets_pip(step_type, request)
    if is_alone and _check_command(step, assets):
        return
    if code is None or not _is_of_aws(step, layers, request, step_type):
        return
    folder, entry = code.get("dir"), code.get("entry")
    if not (is_text(folder) and is_text(entry)):
        return
    if step_type.kind == "Processing":
        _check_script(step, folder, entry, assets, is_isolated=_may_be_so(isolated))
    elif is_alone:
        _check_toolkit(step, folder, entry, assets)


def _check_command(step: BoundStep, assets: AssetStore) -> bool:
    """Warn of a command that fetches packages where there is no network."""
    for key in ("command", "args"):
        for scalar in scalars(step.keys.get(key) or Mapping({}, step.span)):
            if _fetches(scalar.text):
                assets.report.add(
                    codes.NOT_INSTALLED,
                    f"`{step.name}` runs `pip install`, and has no network",
                    scalar.span,
                    hint=_BRING,
                )
                return True
    return False


def _sets_pip(step_type: StepType, request: Mapping) -> bool:
    place = step_type.placements.get("environment")
    found = member(request, *place) if place else None
    return isinstance(found, Mapping) and any(name in found for name in _SETTINGS)


def _fetches(command: str) -> bool:
    """Whether a command gets packages from elsewhere, and not from files that are there."""
    if any(name in command for name in _SETTINGS):
        return False
    return any(
        _NO_INDEX not in installed and any(map(_is_fetched, installed.split()))
        for installed in _INSTALLS.findall(command)
    )


def _is_fetched(word: str) -> bool:
    """Whether pip looks elsewhere for what one of its arguments names, as far as that is plain."""
    word = word.strip("\"'")
    if word.startswith("-"):
        return word.startswith("-r") or word.partition("=")[0] == "--requirement"
    return "://" in word or not (word.startswith((".", "/", "$", "~")) or word.endswith(_FILES))


def _check_script(
    step: BoundStep, folder: Scalar, entry: Scalar, assets: AssetStore, *, is_isolated: bool
) -> None:
    """Warn of requirements beside a script that Python runs, and that says nothing of them.

    An image of one's own may have them already.
    """
    command = step.keys.get("command")
    first = command.items[0] if isinstance(command, List) and command.items else None
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
    if not _has_requirements(folder, assets, archive=True):
        return
    place = posixpath.join(assets.path(folder.text, folder.span), _REQUIREMENTS)
    content = assets.files.read(place)
    if content and _asks_for_any(content.decode(errors="replace")):
        assets.report.add(
            codes.NOT_INSTALLED,
            f"`{step.name}` has no network, and its image would install the `{_REQUIREMENTS}` "
            f"beside `{entry.text}`",
            folder.span,
            hint=_BRING,
        )


def _asks_for_any(requirements: str) -> bool:
    """Whether a requirements.txt names packages that pip would look for elsewhere."""
    lines = [re.sub(r"(^|\s)#.*", "", line).strip() for line in requirements.splitlines()]
    named = [line for line in lines if line and not line.startswith("--")]
    return _NO_INDEX not in lines and any(_is_fetched(line) for line in named)


def _has_requirements(folder: Scalar, assets: AssetStore, *, archive: bool) -> bool:
    asset = assets.add(folder.text, folder.span, archive=archive)
    return asset is not None and any(name == _REQUIREMENTS for name, _, _ in asset.files)


def _may_be_so(node: Node | None) -> bool:
    return isinstance(node, Scalar) and (node.data is True or isinstance(node.data, Expression))


def _is_of_aws(
    step: BoundStep, layers: Sequence[Layer], request: Mapping, step_type: StepType
) -> bool:
    """Whether a step's image is one of AWS's, by its short form or by its place."""
    place = step_type.placements["image"]
    image = step.keys.get("image")
    is_written = any(layer.request and member(layer.request, *place) for layer in layers)
    if not is_written and isinstance(image, Mapping) and "framework" in image:
        return True
    uri = member(request, *place)
    return is_text(uri) and images.is_prebuilt(uri.text)
