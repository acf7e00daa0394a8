"""Whether the service can pull an image from where it lies: its registry, account and region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report
from pipec.compiler.linking.variables import is_one_partition, partitions
from pipec.compiler.service import images
from pipec.compiler.steps.base import member
from pipec.compiler.syntax import Mapping, Scalar

_MEMBERS = ("TrainingImage", "ImageUri", "Image")
"""Members of requests that are the place of an image."""
_ACCESS = {
    "Training": ("TrainingImageConfig", "TrainingRepositoryAccessMode"),
    "Model": ("ImageConfig", "RepositoryAccessMode"),
}
"""By the kind of step the member beside an image by which a registry in a VPC is allowed."""
_ECR = re.compile(r"([^./]*)\.dkr[.-]ecr(?:-fips)?\.([^./]+)\.([^/]+)/([^:@]+)(?:[:@].*)?")
_HOSTS = {"aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-cn": "amazonaws.com.cn"}
"""By partition, what the names of registries end with."""
_SCHEME = re.compile(r"[a-z]+://")
_NEARLY_ECR = re.compile(r"(\d{12})[.-]([\w.-]{3,9})\.([a-z]{2}-[a-z-]+-\d)\.(amazonaws\.com.*)")
_COPY = "copy the image into Amazon ECR, and write `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`"


def check_registries(
    mappings: Iterable[Mapping], kind: str, region: Scalar | None, report: Report
) -> None:
    """Report images in a request's mappings that SageMaker cannot pull.

    What only the run tells is let be.
    """
    access = _ACCESS.get(kind, ())
    for place, image in _images(mappings):
        mode = member(place, *access) if access else None
        if mode is not None and not (isinstance(mode, Scalar) and mode.data == "Platform"):
            continue
        uri = image.text
        found = _ECR.fullmatch(uri)
        if _SCHEME.match(uri) or (found is None and _NEARLY_ECR.fullmatch(uri)):
            _refuse_form(image, report)
        elif found is None:
            _warn_of_registry(image, access, report)
        elif not re.fullmatch(r"\d{12}", found[1]):
            report.add(
                codes.BAD_MEMBER,
                f"the image `{uri}` is in no account: `{found[1]}` is not a number of 12 digits",
                image.span,
                hint="write the number of the account whose registry holds it",
            )
        elif problem := _place_problem(found):
            message = f"the image `{uri}` {problem[0]}"
            report.add(codes.BAD_MEMBER, message, image.span, hint=problem[1])
        elif region and found[2] != region.text and not _is_wrong(region, report):
            report.add(
                codes.IMAGE_ELSEWHERE,
                f"the image `{uri}` lies in the region `{found[2]}`, and the service pulls images "
                f"from its own region only, `{region.text}`",
                image.span,
                hint=_there(uri, found, region.text),
            )


def _place_problem(found: re.Match[str]) -> tuple[str, str] | None:
    """What no registry of Amazon ECR is called, and no repository in one; and what to write.

    The hosts are those of "AWS service endpoints"; for repositories see `repositoryName` of ECR's
    CreateRepository.
    """
    host = _HOSTS.get(partitions().get(found[2], ""))
    if host and found[3] != host and found[3] in _HOSTS.values():
        right = f"{found.string[: found.start(3)]}{host}{found.string[found.end(3) :]}"
        return f"is in no registry: those of `{found[2]}` end with `{host}`", f"write `{right}`"
    if found[4] != found[4].lower():
        right = f"{found.string[: found.start(4)]}{found[4].lower()}{found.string[found.end(4) :]}"
        return "has capitals in its name, which no repository has", f"write `{right}`"
    return None


def _images(mappings: Iterable[Mapping]) -> Iterator[tuple[Mapping, Scalar]]:
    """Every image that is written, with what it stands in."""
    for found in mappings:
        written = [found.entries[name].value for name in _MEMBERS if name in found.entries]
        for image in written:
            if isinstance(image, Scalar) and isinstance(image.data, str):
                yield found, image


def _refuse_form(image: Scalar, report: Report) -> None:
    """What nothing can pull: the address of a page, and a slip in the name of a registry."""
    uri = image.text
    if scheme := _SCHEME.match(uri):
        message = f"the image `{uri}` begins with `{scheme[0]}`, as no image does"
        hint: str = Hint(f"write it without `{scheme[0]}`", uri, uri[scheme.end() :])
    elif nearly := _NEARLY_ECR.fullmatch(uri):
        message = f"the image `{uri}` lies in no registry of Amazon ECR: `{nearly[2]}`"
        hint = f"did you mean `{nearly[1]}.dkr.ecr.{nearly[3]}.{nearly[4]}`?"
    else:
        return
    report.add(codes.BAD_MEMBER, message, image.span, hint=hint)


def _warn_of_registry(image: Scalar, access: Sequence[str], report: Report) -> None:
    if not re.fullmatch(r"\S+", image.text) or image.text.partition(":")[0] in images.frameworks():
        return  # no place at all, which is told of `image:`
    host, slash, _ = image.text.partition("/")
    named = slash and ("." in host or ":" in host)
    where = f"lies in the registry `{host}`" if named else "names no registry"
    vpc = f"`{': {'.join(access)}: Vpc{'}' * (len(access) - 1)}`"
    report.add(
        codes.ODD_VALUE,
        f"the image `{image.text}` {where}, and the service pulls images from Amazon ECR",
        image.span,
        hint=_COPY + (f"; for a registry in your VPC add {vpc} beside it" if access else ""),
    )


def _is_wrong(region: Scalar, report: Report) -> bool:
    """Whether another stands in for a region that cannot be, or none is set."""
    told = (item.code for item in report.diagnostics())
    return not isinstance(region.data, str) or codes.BAD_VAR in told


def _there(uri: str, found: re.Match[str], region: str) -> str:
    """What to write for the same image in the pipeline's own region."""
    start, end = found.span(2)
    there = images.in_region(uri, region)
    if there and there != f"{uri[:start]}{region}{uri[end:]}":
        return f"write `{there}`"  # in another account
    if not is_one_partition(found[2], region):
        return f"write the place of an image of an account in `{region}`"
    line = f"write `{uri[:start]}${{vars.region}}{uri[end:]}`"
    return line if there else f"{line}, if the image is there too"
