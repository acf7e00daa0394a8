"""What looks like a secret in a definition, which whoever may call DescribePipeline can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Parameter, Step
from pipec.compiler.requests.written import place_of_key
from pipec.compiler.steps.base import StepDefinition
from pipec.compiler.values import Join, ParameterGet, Wire, mappings

_MEMBERS = ("Environment", "HyperParameters", "StaticHyperParameters")
_KEYS = re.compile(
    r"(^|_)(password|passwd|pwd|secret|secret_key|secret_access_key|api_?key|access_?key|"
    r"auth_token|access_token|token|credentials?|private_key|passphrase)"
    r"(_(dev|test|stage|staging|prod|production|\d+))?$"
)
"""The end of a name whose value is a secret; `MAX_TOKENS` and `SECRET_ARN` end otherwise."""
_TEXT_TOKENS = re.compile(
    r"(^|_)(bos|eos|pad|unk|sep|cls|mask|image|audio|special|start|stop|end|per|num)_token$"
)
"""Names of a tokenizer's own tokens, and of counts: `pad_token: [PAD]`, `loss_per_token: mean`."""
_VALUES = re.compile(
    r"(AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS access keys
    r"|://[^/:@\s]+:[^/@\s${}]+@"  # a user and a password in a URL
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bgh[oprsu]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20,}"
    r"|\bhf_[A-Za-z]{30,}\b|\bxox[abeoprs]-[A-Za-z0-9-]{10,}"
    r"|\bsk-(?:[A-Za-z0-9]{20,}|(?:proj|ant|svcacct|admin)-[\w-]{20,})"  # not `sk-learn-…`
)
_HARMLESS = re.compile(
    r"arn:.*|s3://.*|/.*|secretsmanager:.*|ssm:.*"
    r"|true|false|yes|no|none|null|\"\"|\d{1,9}"
    r"|[<$].*|\[.*\]|\{\{.*\}\}|[*x.]+|(change|replace)[-_ ]?me|todo|tbd|placeholder|your[-_ ].*",
    re.IGNORECASE,
)
"""Values of such names that say where the secret is, that there is none, or are yet to be set."""


def check_secrets(
    definitions: Iterable[StepDefinition],
    parameters: Iterable[Parameter],
    steps: AnyMapping[str, Step],
    report: Report,
) -> None:
    """Warn of values in environments and hyperparameters that look like secrets.

    Such as stand there, as the default of the parameter there, or as the written part of a text.
    `steps` are those of the pipeline as written.
    """
    defaults = {parameter.name: parameter.default for parameter in parameters}
    for step in definitions:
        if step.contents.names.isdisjoint(_MEMBERS):
            continue
        for member, key, wire in _named_values(step.arguments):
            value = _written(wire, defaults)
            if _looks_secret(key, value):
                report.add(
                    codes.SECRET_IN_DEFINITION,
                    f"`{key}` in `{member}` of `{step.name}` looks like a secret, and whoever may "
                    "read the pipeline can read it",
                    place_of_key(steps[step.name], key, value),
                    hint="let the job read it from AWS Secrets Manager, and give it the secret's "
                    "ARN here",
                )


def _looks_secret(key: str, value: str) -> bool:
    if _VALUES.search(value):
        return True
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-.]", "_", key).lower()
    is_named = _KEYS.search(words) and not _TEXT_TOKENS.search(words)
    return bool(value and is_named and not _HARMLESS.fullmatch(value))


def _written(value: Wire, defaults: AnyMapping[str, object]) -> str:
    """What of a value can be read in the definition."""
    if isinstance(value, ParameterGet):
        return str(defaults.get(value.name) or "")
    if isinstance(value, Join):
        return "".join(part for part in value.values if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _named_values(value: Wire) -> Iterator[tuple[str, str, Wire]]:
    """The values of all environments and hyperparameters of a request, at any depth."""
    for found in mappings(value, beside=_MEMBERS):
        for member in _MEMBERS:
            named = found.get(member)
            if isinstance(named, dict):
                yield from ((member, key, text) for key, text in named.items())
