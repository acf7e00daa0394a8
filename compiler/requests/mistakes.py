"""What is wrong with a request, in the user's words; loaded when something is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from collections.abc import Mapping as AnyMapping
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Hint, Related, Report, Span, unquoted, write
from pipec.compiler.language.schema import as_list, describe
from pipec.compiler.model import Parameter
from pipec.compiler.parsing.contracts import is_built_in_place
from pipec.compiler.requests.limits import Problem, letters_hint
from pipec.compiler.requests.misplaced import meant_members, member_hint
from pipec.compiler.requests.origins import Origin
from pipec.compiler.requests.payload import report_once
from pipec.compiler.service.shapes import Shape
from pipec.compiler.similarity import hint_from
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar
from pipec.compiler.values import UNKNOWN, Expression, Hole, ItemGet, ParameterGet, path_text

_WORDS = {
    "String": "text",
    "Integer": "a whole number",
    "Float": "a number",
    "Boolean": "true or false",
}
_IN_QUOTES = re.compile(r"[-+]?\d+(\.\d+)?|true|false")
"""What a text would be without its quotes."""


class Mistakes(NamedTuple):
    """Reports what is wrong with the request of one step.

    The members are named as the user knows them: see `Conformer` for what tells how. Where it says
    `used_at`, what is wrong is an item of a loop.
    """

    step: str
    report: Report
    span: Span
    words: AnyMapping[str, str]
    example: Callable[[str], str]
    origins: AnyMapping[Span, Origin]
    used_at: Span | None = None

    def _error(self, code: Code, message: str, span: Span, hint: str | None = None) -> Hole:
        origin = self.origins.get(span)
        if origin and origin.once:
            report_once(code, message, origin.span or span, origin.once, self.report)
        elif origin and origin.span:
            shown = [] if is_built_in_place(span) else [Related(span, "what is made of it")]
            self.report.add(code, message, origin.span, hint=hint, related=shown)
        else:
            self.report.add(code, message, span, hint=hint)
        return UNKNOWN

    def _name(self, path: str, span: Span) -> str:
        """What the user calls a member: the input, option or key that sets it, else its path."""
        if self.used_at is None:
            return self._member(path, span)
        place = self._member(path, self.used_at).removesuffix(",")
        return f"an item of the loop, used as {place},"

    def _member(self, path: str, span: Span) -> str:
        origin = self.origins.get(span)
        member = f"`{path}`" if path else "the request"
        if origin and origin.made_of:
            return f"{member} of `{self.step}`, made of {origin.made_of},"
        if origin and origin.span:
            return f"{member} of `{self.step}`"
        return origin.words if origin else member

    # --- members ----------------------------------------------------------------------

    def refused(self, path: str, why: str, entry: Entry) -> None:
        """A member that the pipeline service does not take."""
        hint = "remove it"
        if self.words.get("job_prefix") == entry.key:
            hint = "to say how its name begins, write `job_prefix: …`"
        message = f"`{path}` cannot be set in a step: {why}"
        self._error(codes.REFUSED_MEMBER, message, entry.key_span, hint)

    def unknown(self, path: str, entry: Entry, node: Mapping, shape: Shape) -> Sequence[str]:
        """A member that the structure at `path` does not have; gives those that may be meant."""
        message = f"{self._name(path, node.span)} has no member `{entry.key}`"
        self._error(codes.UNKNOWN_MEMBER, message, entry.key_span, member_hint(entry, shape))
        return meant_members(entry, shape)

    def missing(self, path: str, node: Mapping, *, dropped: bool) -> None:
        """A member that the service requires; `dropped`: an input that is not bound fills it."""
        if dropped:
            self._error(
                codes.MISSING_MEMBER,
                f"`{self.step}` needs `{path}`, and the input that fills it is not bound",
                self.span,
                "bind the input, or make it required in the contract",
            )
            return
        key = next(
            (
                k
                for k, place in self.words.items()
                # A key for encryption does not make up for the whole that it belongs to.
                if place == path or (place.startswith(path + ".") and not k.startswith("kms."))
            ),
            None,
        )
        if key == "role":
            hint = "set the var `role` in pipec.yaml, or `role:` on the step or in `defaults`"
            message = f"`{self.step}` has no role to run under"
            report_once(codes.MISSING_VAR, message, self.span, hint, self.report)
            return
        span = node.span.first if node.span.file and "." in path else self.span
        hint, lacks = _add_member(path), path
        if key:
            span, lacks = self.span, key.removesuffix(".type")
            example = f"`{_as_key(key)}`" if "." in lacks else self.example(lacks)
            hint = f"add {example} to the step or its contract"
        message = f"`{self.step}` lacks `{lacks}`, which the service requires"
        self._error(codes.MISSING_MEMBER, message, span, hint)

    def not_one(self, given: Collection[str], shape: Shape, node: Mapping, path: str) -> None:
        """A structure that must have just one of its members, and has none or several."""
        members = [f"`{name}`" for name in shape.members]
        self._error(
            codes.BAD_MEMBER if given else codes.MISSING_MEMBER,
            f"`{path}` of `{self.step}` needs {' or '.join(members)}, one of them",
            node.span.first if node.span.file else self.span,
            "keep one" if given else _add_member(f"{path}.{shape.members[0]}"),
        )

    # --- lists and maps ---------------------------------------------------------------

    def ports(self, problem: Problem) -> None:
        """More inputs or outputs than the service takes."""
        message = f"`{self.step}` {problem.message}"
        self._error(codes.BAD_MEMBER, message, self.span, problem.hint)

    def size(self, size: int, limit: str, node: Node, path: str) -> None:
        """Too many entries, or too few."""
        message = f"{self._name(path, node.span)} has {size} entries, {limit}"
        self._error(codes.BAD_MEMBER, message, node.span)

    def twice(self, name: str, item: Node, path: str) -> None:
        """A second entry of a name by which the service tells entries apart."""
        message = f"two entries of `{path}` are named `{name}`"
        self._error(codes.BAD_MEMBER, message, item.span, "give one of them another name")

    def key(self, problem: Problem, path: str, span: Span) -> None:
        """A key of a map that the service does not take."""
        self._error(codes.BAD_MEMBER, f"a key of `{path}` {problem.message}", span, problem.hint)

    # --- single values ----------------------------------------------------------------

    def wrong(self, node: Node, wanted: str, path: str, hint: str | None = None) -> Hole:
        """What is not of the form that is wanted."""
        shown = describe(node)
        if isinstance(node, Scalar) and isinstance(node.data, Expression):
            shown = f"the reference `{node.text}`"
        message = f"{self._name(path, node.span)} must be {wanted}, not {shown}"
        return self._error(codes.WRONG_TYPE, message, node.span, hint)

    def no_structure(self, node: Node, shape: Shape, path: str) -> Hole:
        """What stands in the place of a structure."""
        known = ", ".join(f"`{name}`" for name in shape.members[:6])
        return self.wrong(node, "a mapping", path, f"its members: {known}")

    def no_list(self, node: Node, path: str) -> Hole:
        """What stands in the place of a list: perhaps one that is written as a text."""
        hint = None
        if isinstance(node, Scalar) and not isinstance(node.data, Expression | None):
            # As it stands here, unless a var gave it: then there is no such text to be replaced.
            written = node.text if node.plain else f'"{node.text}"'
            listed = as_list(node.text) if node.text else None
            hint = write(listed, written) if listed else None
        return self.wrong(node, "a list", path, hint)

    def no_single(self, node: Node, wants: str, path: str) -> Hole:
        """What stands in the place of a text, a number or a boolean."""
        data = node.data if isinstance(node, Scalar) else None
        is_quoted = wants != "String" and isinstance(data, str) and _IN_QUOTES.fullmatch(data)
        hint = unquoted(str(data), f'"{data}"') if is_quoted else None
        return self.wrong(node, _WORDS[wants], path, hint)

    def bad_text(self, text: str, problem: Problem, shape: Shape, span: Span, path: str) -> Hole:
        """A text that the service does not take."""
        origin, hint = self.origins.get(span), problem.hint
        if origin and origin.made_of:  # it would have all of the text, and this is a part of it
            hint = letters_hint(text, shape)
        return self.bad(Problem(problem.message, hint), span, path)

    def bad(self, problem: Problem, span: Span, path: str) -> Hole:
        """A value that the service does not take."""
        message = f"{self._name(path, span)} {problem.message}"
        return self._error(codes.BAD_MEMBER, message, span, problem.hint)

    def odd(self, problem: Problem, span: Span, path: str) -> None:
        """Warn of a text that the service takes, and that is surely not meant."""
        message = f"{self._name(path, span)} {problem.message}"
        self.report.add(codes.ODD_VALUE, message, span, hint=problem.hint)

    # --- expressions ------------------------------------------------------------------

    def not_single(self, node: Scalar, path: str) -> Hole:
        """A property that is a list or a mapping."""
        return self._error(
            codes.TYPE_MISMATCH,
            f"`{node.text}` is not a single value, {self._name(path, node.span)} wants one",
            node.span,
            f"read a value of it: `${{{node.text}.…}}`",
        )

    def none_of(self, node: Scalar, shape: Shape, path: str) -> Hole:
        """A variable of the execution where one of few values is wanted."""
        message = f"cannot be `{node.text}`, which is none of its values"
        hint = hint_from("", shape.enum) if len(shape.enum) < 10 else None
        return self.bad(Problem(message, hint), node.span, path)

    def other_type(self, node: Scalar, kind: str | None, wants: str, path: str) -> Hole:
        """A reference to a value of another type."""
        hint = None
        if isinstance(node.data, ParameterGet):
            hint = f"declare the parameter as `{{type: {wants}, …}}`"
        name = self._name(path, node.span)
        message = f"{name} wants {_WORDS[wants]}, and `{node.text}` is {kind}"
        return self._error(codes.TYPE_MISMATCH, message, node.span, hint)

    def bad_default(self, parameter: Parameter, problem: Problem, span: Span, path: str) -> None:
        """What a parameter is by default, or may be, and cannot be where it is used."""
        place = self._name(path, span)
        message = f"the parameter `{parameter.name}`, used as {place}, {problem.message}"
        self.report.add(codes.BAD_DEFAULT, message, parameter.span, hint=problem.hint)

    def no_part(self, item: Node, part: ItemGet, span: Span, path: str) -> None:
        """What an item of a loop lacks, and is used."""
        name, known = path_text(part.path), item.entries if isinstance(item, Mapping) else ()
        message = f"an item of the loop has no `{name}`, which is used as {self._name(path, span)}"
        self._error(codes.BAD_MEMBER, message, item.span, hint_from(name, known))

    def scheme_twice(self, parameter: Parameter, span: Span, path: str) -> None:
        """Warn of `s3://` in front of a parameter that begins with it by default."""
        name, place = parameter.name, self._name(path, span)
        message = f"{place} begins with `s3://`, and so does the parameter `{name}`"
        hint = Hint(f"write `${{parameters.{name}}}…`", "s3://${", "${")
        self.report.add(codes.BAD_DEFAULT, message, span, hint=hint)


def _add_member(path: str) -> str:
    """What to write for a member of the request that no key sets."""
    if "[" in path:
        return f"add `{path}` under `request:`"
    text = "…"
    for part in reversed(path.split(".")):
        text = f"{{{part}: {text}}}"
    return f"add `request: {text}`"


def _as_key(key: str) -> str:
    """A friendly key as it is written: `instance:`, `network: {subnets: …}`."""
    group, _, inner = key.partition(".")
    return f"{group}: {{{inner}: …}}" if inner and inner != "type" else f"{group}:"
