"""From the parser's events to nodes, on a stack of our own.

Composers recurse; here no nesting, however deep, can exhaust Python's stack, and aliases
cannot make a tree larger than the limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report, Span
from pipec.compiler.reader.yaml_places import Places
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.record import Record
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from ruamel.yaml.events import Event

    from pipec.compiler.reader.repeated_keys import Repeated

MAX_VALUES = 200_000
MAX_DEPTH = 100

_SURROGATES = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_TEXT_TAG = "tag:yaml.org,2002:str"
_GLUED = re.compile(r"([A-Za-z_][\w.-]*):(?!//)(\S.*)")
_COLON = re.compile(r"(?:\s++|#[^\r\n]*+)*+:")


class Stop(Exception):  # noqa: N818 - no error: it ends the reading
    """The builder will not read on; it has reported why."""


class _Key(NamedTuple):
    """A key that waits for its value; `text` is None for one that was refused.

    `glued` is its name and its value, where the space after the colon was forgotten.
    """

    text: str | None
    span: Span
    merges: bool = False
    glued: re.Match[str] | None = None


class _Anchored(Record):
    """What an alias stands for; `node` is None while the collection is still open."""

    node: Node | None
    values: int = 1
    height: int = 0


class _Open:
    """A collection that is being read."""

    def __init__(
        self,
        start: Span,
        end: tuple[int, int],
        anchor: _Anchored | None,
        anchor_name: str | None,
        values_before: int,
        *,
        is_mapping: bool,
    ) -> None:
        self.is_mapping = is_mapping
        self.start = start
        self.end = end
        self.anchor = anchor
        self.anchor_name = anchor_name
        self.values_before = values_before
        self.height = 1
        self.items: list[Node] = []
        self.entries: dict[str, Entry] = {}
        self.key: _Key | None = None
        self.merge_key: _Key | None = None
        self.merged: list[Mapping] = []
        self.merge_at = 0
        self.repeated: list[Repeated] = []


class TreeBuilder:
    """Makes nodes of one stream of events: `root` is the tree, `report` what was wrong.

    `text` is what the user wrote; where the parser was shown `stand_in` instead of a colon,
    the colon is put back. `reached` is how far the events went (0-based line and column).
    """

    def __init__(self, file: str, text: str, stand_in: str = "") -> None:
        self.root: Node | None = None
        self.report = Report()
        self.reached = (0, 0)
        self._places = Places(file, text)
        self._stand_in = stand_in
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._values = 0
        self._in_document = False

    def read(self, events: Iterable[Event]) -> None:
        """Take all events; raises what the parser raises, and Stop."""
        from ruamel.yaml import events as kinds

        for event in events:
            self.reached = (event.end_mark.line, event.end_mark.column)
            match event:
                case kinds.ScalarEvent():
                    self._scalar(event)
                case kinds.MappingStartEvent() | kinds.SequenceStartEvent():
                    self._begin(event, is_mapping=isinstance(event, kinds.MappingStartEvent))
                case kinds.MappingEndEvent() | kinds.SequenceEndEvent():
                    self._end(event)
                case kinds.AliasEvent():
                    self._alias(event)
                case kinds.DocumentStartEvent():
                    self._document(event)
                case _:
                    pass  # the ends of documents, and of the stream

    def _document(self, event: Any) -> None:
        if self._in_document:
            self.report.add(
                codes.UNSUPPORTED_YAML,
                "a second document begins here",
                self._places.event(event),
                hint="put it in a file of its own",
            )
            raise Stop
        self._in_document = True

    def _scalar(self, event: Any) -> None:
        top = self._open[-1] if self._open else None
        span = self._places.scalar(event, top.key.span if top and top.key else None)
        is_text = event.tag is not None and str(event.tag) == _TEXT_TAG
        plain = not event.style and not is_text
        if event.tag is not None and not is_text:
            self._refuse_tag(event)
        text = event.value.replace(self._stand_in, ":") if self._stand_in else event.value
        if _SURROGATES.search(text):
            text = self._paired(text, span)
        node = Scalar(resolve_plain(text) if plain else text, text, plain, span)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(node)
        self._count(1, span)
        self._add(node, span)
        if top and top.key and plain and ":" in text and top.key.text == text:
            top.key = top.key._replace(glued=self._glued(event, text))

    def _glued(self, event: Any, text: str) -> re.Match[str] | None:
        """A key with a colon in it and none behind it: `max_depth:9` between braces."""
        colon = _COLON.match(self._places.text, event.end_mark.index)
        return None if colon else _GLUED.fullmatch(text)

    def _paired(self, text: str, span: Span) -> str:
        """The text with two escapes for one character, as JSON writes it, made that character."""
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            half = _SURROGATES.search(_PAIR.sub("", text))
            assert half
            self.report.add(
                codes.YAML_SYNTAX,
                f"`\\u{ord(half[0]):04x}` is one half of a character",
                span,
                hint="write the character itself, or both halves",
            )
            return _SURROGATES.sub("\ufffd", text)

    def _begin(self, event: Any, *, is_mapping: bool) -> None:
        span = self._places.value_start(event)
        if event.tag is not None:
            self._refuse_tag(event)
        if len(self._open) >= MAX_DEPTH:
            self._too_large(f"more than {MAX_DEPTH} levels of nesting", span)
        anchor = _Anchored(None) if event.anchor else None
        if anchor:
            self._anchors[event.anchor] = anchor
        end = (span.line, span.column)
        self._open.append(
            _Open(span, end, anchor, event.anchor, self._values, is_mapping=is_mapping)
        )
        self._count(1, span)

    def _end(self, event: Any) -> None:
        done = self._open.pop()
        end = (event.end_mark.line + 1, event.end_mark.column + 1)
        closed = event.end_mark.index > event.start_mark.index  # by a bracket
        span = Span(
            done.start.file, done.start.line, done.start.column, *(end if closed else done.end)
        )
        if done.repeated:
            from pipec.compiler.reader.repeated_keys import report_repeated

            report_repeated(done.repeated, done.entries.values(), self.report)
        node: Node
        if done.is_mapping:
            node = Mapping(_with_merged(done), span)
        else:
            node = Sequence(tuple(done.items), span)
        # The name may have been given again inside; then the inner node is the later one.
        if done.anchor_name and self._anchors[done.anchor_name] is done.anchor:
            values = self._values - done.values_before
            self._anchors[done.anchor_name] = _Anchored(node, values, done.height)
        self._add(node, span, done.height)

    def _alias(self, event: Any) -> None:
        span, name = self._places.event(event), event.anchor
        anchored = self._anchors.get(name)
        if anchored is None:
            self.report.add(
                codes.YAML_SYNTAX,
                f"`*{name}` is read as an alias, and nothing above is marked `&{name}`",
                span,
                hint=f'quote it if it is text: `"*{name}"`',
            )
        elif anchored.node is None:
            self.report.add(
                codes.UNSUPPORTED_YAML,
                f"`*{name}` stands inside `&{name}`, the very value that it repeats",
                span,
                hint="write the inner value out",
            )
        if anchored is None or anchored.node is None:
            # A mapping in its place: `<<` takes one, so that nothing more is said of it.
            self._add(Mapping({}, span), span)
            return
        if len(self._open) + anchored.height > MAX_DEPTH:
            self._too_large(f"more than {MAX_DEPTH} levels of nesting", span)
        self._count(anchored.values, span)
        self._add(anchored.node, span, anchored.height)

    # --- Putting nodes into what holds them -----------------------------------------------

    def _add(self, node: Node, place: Span, height: int = 0) -> None:
        """Put a finished node, written at `place`, where it belongs."""
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        top.height = max(top.height, height + 1)
        top.end = max(top.end, (place.end_line, place.end_column))
        if not top.is_mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = self._key(top, node, place)
        else:
            key, top.key = top.key, None
            if key.merges:
                self._merge(top, node, place)
            elif key.glued:
                self._refuse_glued(key.glued[1], key.glued[2], key.span)
            elif key.text is not None:
                top.entries[key.text] = Entry(key.text, key.span, node)

    def _key(self, top: _Open, node: Node, span: Span) -> _Key:
        if not isinstance(node, Scalar):
            what = "a list" if isinstance(node, Sequence) else "a mapping"
            hint = "a key is text; quote one that begins with a bracket or with `? `"
            if isinstance(node, Mapping) and not top.entries:
                hint += "; a text that begins with `{{` is quoted as a whole: `'{{ … }}'`"
            message = f"{what} cannot be a key"
            self.report.add(codes.UNSUPPORTED_YAML, message, span, hint=hint)
            return _Key(None, span)
        merges = node.plain and node.text == "<<"
        first: _Key | Entry | None = top.merge_key if merges else top.entries.get(node.text)
        if first is not None:
            there = first.key_span if isinstance(first, Entry) else first.span
            from pipec.compiler.reader.repeated_keys import Repeated

            top.repeated.append(Repeated(node.text, span, there, merges))
            return _Key(None, span)
        key = _Key(node.text, span, merges)
        if merges:
            top.merge_key, top.merge_at = key, len(top.entries)
        return key

    def _merge(self, top: _Open, node: Node, place: Span) -> None:
        sources = node.items if isinstance(node, Sequence) else (node,)
        for source in sources:
            if isinstance(source, Mapping):
                top.merged.append(source)
            else:
                self.report.add(
                    codes.UNSUPPORTED_YAML,
                    "`<<` merges a mapping or a list of mappings",
                    place,
                    hint='name an anchored mapping, `<<: *name`, or quote the key `"<<"`',
                )
                return

    # --- Limits and refusals --------------------------------------------------------------

    def _count(self, values: int, span: Span) -> None:
        self._values += values
        if self._values > MAX_VALUES:
            self._too_large(f"more than {MAX_VALUES:,} values once aliases are expanded", span)

    def _too_large(self, what: str, span: Span) -> None:
        hint = "this is larger than any real pipeline; look for a mistake, or split the file"
        self.report.add(codes.TOO_LARGE, f"the file has {what}", span, hint=hint)
        raise Stop

    def _refuse_glued(self, name: str, value: str, span: Span) -> None:
        """YAML takes the whole for a key without a value, so that the value would be lost."""
        self.report.add(
            codes.YAML_SYNTAX,
            f"`{name}:` needs a space after its colon",
            span,
            hint=Hint(f"write `{name}: {value}`", f"{name}:", f"{name}: "),
        )

    def _refuse_tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        name = getattr(event, "value", "")
        key = self._open[-1].key if self._open else None
        if tag == "!Ref":
            hint = f'write `"${{parameters.{name or "NAME"}}}"` for the value of a parameter'
        elif tag.startswith("!!"):
            hint = f"remove `{tag}`: how a value is written tells its type; quotes make it a text"
        elif key and key.text == "if" and (negated := f"{tag[1:]} {name}".strip()):
            hint = Hint(f"write `not {negated}`", tag, f"not {tag[1:]}".strip())
        else:
            hint = "quote a value that begins with `!`"
        message = f"`{tag}` is read as a YAML tag, and pipec takes none"
        self.report.add(codes.UNSUPPORTED_YAML, message, self._places.tag(event), hint=hint)


def _with_merged(done: _Open) -> dict[str, Entry]:
    """The entries of a mapping with those that `<<` adds, at its place.

    What is written in the mapping itself wins, then the mapping that is merged first.
    """
    if not done.merged:
        return done.entries
    added: dict[str, Entry] = {}
    for source in done.merged:
        for entry in source:
            if entry.key not in done.entries:
                added.setdefault(entry.key, entry)
    own = list(done.entries.items())
    return dict([*own[: done.merge_at], *added.items(), *own[done.merge_at :]])
