"""What lies beside an output and is rather meant: `images` beside an `image_index`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipec.compiler.model import OutputPort
from pipec.compiler.wiring.evidence.parts import Part, Parts, Rule
from pipec.compiler.wiring.evidence.scores import ABOUT, LEFT_BEHIND
from pipec.compiler.wiring.words.comparison import is_left_out
from pipec.compiler.wiring.words.lexicon import of_words
from pipec.compiler.wiring.words.names import Name, Token, lex
from pipec.compiler.wiring.words.vocabulary import Kind


def about_another(wanted: str, output: OutputPort, beside: Sequence[OutputPort]) -> Parts:
    """What speaks against an output that is about what an input asks for, which lies beside it.

    `images` are the `png_images` of a step, and not its `image_index`.
    """
    if not _is_about(wanted, output.name):
        return ()
    for other in beside:
        if other.type == output.type and _are(wanted, other.name):
            return (Part(f"it is about the `{other.name}` beside it", ABOUT),)
    return ()


def left_behind(wanted: str, output: OutputPort, beside: Sequence[OutputPort]) -> Parts:
    """What more speaks against what a step has left out, where it gives what it has kept, too."""
    if not is_left_out(lex(wanted), lex(output.name)):
        return ()
    for other in beside:
        if other.type == output.type and not is_left_out(lex(wanted), lex(other.name)):
            label = f"`{other.name}` beside it was not left out"
            return (Part(label, LEFT_BEHIND, Rule.LEFT_OUT),)
    return ()


@of_words
@lru_cache(maxsize=65536)
def _is_about(wanted: str, offered: str) -> bool:
    """Whether a name has the head of another as a modifier only."""
    asked, head = _head(lex(wanted)), _head(lex(offered))
    if asked is None or head is None or head.kind is not Kind.QUALIFIER:
        return False
    return head.key != asked.key and asked.key in lex(offered).keys


@of_words
@lru_cache(maxsize=65536)
def _are(wanted: str, offered: str) -> bool:
    asked, head = _head(lex(wanted)), _head(lex(offered))
    return asked is not None and head is not None and asked.key == head.key


def _head(name: Name) -> Token | None:
    """The last word that is no part of the data, no number, nor what was done to the thing."""
    words = [token for token in name.content if token.kind is not Kind.SPLIT]
    words = [token for token in words if not token.is_ordinal and not token.text.endswith("ed")]
    return words[-1] if words else None
