"""What HCL means, read independently of pipec: structure by python-hcl2, texts by HCL's spec.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, "Template Expressions".
"""

from __future__ import annotations

import re
from typing import Any

import hcl2

_QUOTED = re.compile(
    r"""(?P<lead>[$%])(?P=lead)\{ | \\(?:(?P<short>[nrt"\\])|u(?P<u>[0-9a-fA-F]{4})
    |U(?P<U>[0-9a-fA-F]{8})) | (?P<sequence>[$%]\{) | (?P<bad>["\\\n]) | (?P<plain>.)""",
    re.VERBOSE,
)
_HEREDOC = re.compile(r"(?P<lead>[$%])(?P=lead)\{|(?P<sequence>[$%]\{)|(?P<plain>.)", re.DOTALL)
_SHORT = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def quoted(token: str) -> str:
    """The text that a quoted template stands for; fails for one that is not all literal."""
    assert token[0] == token[-1] == '"'
    inner = token[1:-1]
    found = list(_QUOTED.finditer(inner))
    assert "".join(match[0] for match in found) == inner
    return "".join(map(_character, found))


def heredoc(token: str) -> str:
    """The text of a heredoc token, `<<NAME` to `NAME`; fails for one that is not all literal."""
    head, _, rest = token.partition("\n")
    name = head.removeprefix("<<")
    assert name.isalpha(), head
    lines = rest.split("\n")
    end = next(number for number, line in enumerate(lines) if line.strip() == name)
    assert end == len(lines) - 1, "the heredoc ends early"
    text = "".join(f"{line}\n" for line in lines[:end])
    return "".join(map(_character, _HEREDOC.finditer(text)))


def _character(match: re.Match[str]) -> str:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    assert not parts.keys() & {"sequence", "bad"}, f"{match[0]!r} is no literal text"
    if "lead" in parts:
        return parts["lead"] + "{"
    if "short" in parts:
        return _SHORT[parts["short"]]
    if "plain" in parts:
        return parts["plain"]
    return chr(int(parts.get("u") or parts["U"], 16))


def resource(text: str) -> dict[str, Any]:
    """The arguments of the one resource in a module, texts as tokens (python-hcl2 keeps them)."""
    ((_, named),) = hcl2.loads(text)["resource"][0].items()
    (arguments,) = (value for name, value in named.items() if not name.startswith("__"))
    found: dict[str, Any] = arguments
    return found


def definition_token(text: str) -> str:
    """The heredoc of a module, from its text: quicker than parsing all."""
    _, sign, rest = text.partition("  pipeline_definition = ")
    assert sign
    token, _, end = rest.rpartition("\n}\n")
    assert not end
    return token
