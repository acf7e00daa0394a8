"""Telling pipelines and contracts from the other YAML files that lie beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.language.keys import CONTRACT_KEYS, PIPELINE_SCHEMA, PROJECT_SCHEMA
from pipec.compiler.reader.source import NOT_OURS, read_yaml
from pipec.compiler.similarity import did_you_mean, suggestions
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Mapping, Scalar

HEADS = ("pipeline", "steps")
_KEYS = {"pipeline": PIPELINE_SCHEMA["properties"], "contract": CONTRACT_KEYS}
"""The kinds of file that are told by their keys, and all keys that each may have."""
_KEY = re.compile(r"^['\"]?([\w./$-]+)['\"]?[ \t]*:(.*)$", re.MULTILINE)
_BLOCK = re.compile(r"\n(?:[ \t\r]*(?:#.*)?\n)*+(?: +[^\s#]|-\s)")
"""From the end of a key's line: that the lines below are its value."""
_FIRST = re.compile(r"\ufeff?(?:(?:[ \t\r]*(?:#.*)?|%.*|---[ \t\r]*(?:#.*)?)\n)*+( *)(\{?)")
"""What stands before the first key of a file: its indent, and the brace of a file in braces."""
_STEPS = re.compile(
    r"^['\"]?([\w-]+)['\"]?[ \t]*:(?!(?:\s|#.*\n)*[-\[])(.*\n(?:(?:[ \t\r#].*)?\n)*)",
    re.MULTILINE,
)
_STEP_HEAD = re.compile(
    r"^( *)(\{?[^\s{-][^{\n]*\{[^{}\n]*?)?['\"]?"
    r"(?<![\w-])(?:(?:uses|if|for_each|fail)['\"]?[ \t]*:\s|kind['\"]?[ \t]*:[ \t]+['\"]?(\w+))",
    re.MULTILINE,
)
_KIND = re.compile(r"^['\"]?kind['\"]?[ \t]*:[ \t]+['\"]?(\w+)", re.MULTILINE)


def kind_in(text: str, *, exact: bool = False) -> str | None:
    """Whether a YAML text is meant as a `pipeline` or a `contract`; None for another tool's.

    The text may hold any mistake, so this is told from how it looks:

    * It has a key `pipeline` or `contract` with a single value, and the other keys fit: beside
      `pipeline` there are steps, beside `contract` the `kind` of a step, or most of the keys are
      those of such a file. The first key may also be nearly that, unless keys are to be `exact`.
    * Or one of its `steps`, or what is nearly that, says what it is, as by `uses:`.

    Other tools have `pipelines:` or `pipeline:` with a block below it, `steps:` that are a list,
    or that have none of these keys, and `pipeline: NAME` or `contract: NAME` among keys of theirs.
    """
    text = _at_the_margin(text)
    keys = list(_top_level(text))
    if keys and not exact:
        name, has_text = keys[0]
        keys[0] = next(iter(suggestions(name, _KEYS)), name), has_text
    for at, (name, has_text) in enumerate(keys):
        if has_text and name in _KEYS:
            others = [other for other, _ in keys[:at] + keys[at + 1 :]]
            if _fits(name, others, text, is_first=at == 0):
                return name
    return "pipeline" if _has_step(text, _is_steps) else None


def _fits(name: str, others: list[str], text: str, *, is_first: bool) -> bool:
    """Whether a file with `name: VALUE` is of that kind, by its `others` keys."""
    if any(map(_is_steps, others)):
        return True
    known = [other for other in others if suggestions(other, _KEYS[name])]
    if name == "contract":
        kind = _KIND.search(text)
        return 2 * len(known) > len(others) or not others or bool(kind and _is_kind(kind[1]))
    mostly = is_first and 2 * len(known) > len(others)
    return mostly or not others or _has_step(text, lambda _: True)


def _is_steps(key: str) -> bool:
    return bool(suggestions(key, ("steps",)))


def _is_kind(word: str) -> bool:
    return word in STEP_TYPES or bool(suggestions(word, STEP_TYPES))


def keys_in(text: str) -> list[str]:
    """The keys of the whole file that a YAML text is, readable or not."""
    return [name for name, _ in _top_level(_at_the_margin(text))]


def _at_the_margin(text: str) -> str:
    """A text with its first key at the beginning of a line, and the keys beside it.

    Keys are looked for there; a file may be indented, or be in braces, as JSON is.
    """
    first = _FIRST.match(text)
    if first is None:
        return text
    if first[2]:
        if tree := read_yaml("", text.encode("utf-8", "replace"), Report()):
            return "".join(_block_lines(tree, ""))
        inside = re.compile(r"\s*").match(text, first.end())
        return text[inside.end() if inside else first.end() :]
    return re.sub(f"^{first[1]}", "", text, flags=re.MULTILINE) if first[1] else text


def _block_lines(tree: Mapping, indent: str) -> Iterator[str]:
    """The keys of a mapping, each on a line, with what tells a text from a mapping or list."""
    for key, entry in tree.entries.items():
        if isinstance(entry.value, Mapping) and entry.value.entries:
            yield f"{indent}{key}:\n"
            yield from _block_lines(entry.value, f"{indent}  ")
        else:
            text = entry.value.text if isinstance(entry.value, Scalar) else "[]"
            yield f"{indent}{key}: {' '.join(text.split())}\n"


def _top_level(text: str) -> Iterator[tuple[str, bool]]:
    """The keys of a whole file, each with whether its value can be a single one, or is missing."""
    for key in _KEY.finditer(text):
        if key[1].startswith(NOT_OURS):
            continue
        value = re.sub(r"(?:^|\s)#.*", "", key[2]).strip()
        yield key[1], value[0] not in "[{" if value else not _BLOCK.match(text, key.end())


def _has_step(text: str, is_meant: Callable[[str], bool]) -> bool:
    """Whether a step below a key that is meant says what it is, in its braces or on its lines."""
    for steps in _STEPS.finditer(f"{text}\n"):
        if not is_meant(steps[1]):
            continue
        below = steps[2]
        indents = sorted({len(line) for line in re.findall(r"^( *)[^\s#]", below, re.MULTILINE)})
        for head in _STEP_HEAD.finditer(below):
            is_step = len(head[1]) in (indents[:1] if head[2] else indents[1:2])
            if is_step and (head[3] is None or _is_kind(head[3])):
                return True
    return False


def is_pipeline(tree: Mapping, report: Report) -> bool:
    """Whether a file is meant to be a pipeline; if not, that is the one thing to say of it."""
    keys = list(tree.entries)
    if "contract" in tree and "pipeline" not in tree:
        message, first = "this is a contract, not a pipeline", "contract"
        hint = "compile the pipeline that uses it"
    elif any(key in HEADS or did_you_mean(key, HEADS) for key in keys) or not keys:
        return True
    elif is_project(keys):
        message, first = "this is a project file, not a pipeline", keys[0]
        hint = "compile a pipeline: it finds the `pipec.yaml` of its folder, or above it, by itself"
    else:
        message, first = "this is no pipeline: it has no `pipeline: NAME`", keys[0]
        hint = "a pipeline begins with `pipeline: NAME` and has `steps:`"
    report.add(codes.NOT_A_PIPELINE, message, tree.entries[first].key_span, hint=hint)
    return False


def contracts_of(trees: Iterable[Mapping], report: Report) -> list[Mapping]:
    """The trees that are meant to be contracts; of the others is told once what they are."""
    found, others = list[Mapping](), list[tuple[str, Span]]()
    for tree in trees:
        what = _other_than_contract(list(tree.entries))
        if what is None:
            found.append(tree)
        else:
            others.append((what, next(iter(tree.entries.values())).key_span))
    if others:
        what, span = others[0]
        report.add(
            codes.NOT_A_CONTRACT,
            f"this is a {what}, and `contracts:` takes it for a contract",
            span,
            hint="move it elsewhere, or let `contracts:` name folders of contracts alone, or files",
            related=[Related(span, f"this is a {what}") for what, span in others[1:]],
        )
    return found


def _other_than_contract(keys: list[str]) -> str | None:
    """What a file is that has these keys; None for a contract, or what may be meant as one."""
    if "contract" in keys or "kind" in keys or not keys:
        return None
    if any(key in HEADS for key in keys):
        return "pipeline"
    if any(did_you_mean(key, ("contract", "kind")) for key in keys):
        return None
    if any(did_you_mean(key, HEADS) for key in keys):
        return "pipeline"
    is_own = is_project(keys) and not any(key in CONTRACT_KEYS for key in keys)
    return "project file" if is_own else None


def is_project(keys: list[str]) -> bool:
    """Whether the keys of a file are a project's; `vars` and `defaults` stand in pipelines too."""
    project = PROJECT_SCHEMA["properties"]
    others = [key for key in keys if key in PIPELINE_SCHEMA["properties"] and key not in project]
    return not others and any(key in project for key in keys)
