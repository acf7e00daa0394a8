"""What lies beside an output and is rather meant: `images` beside an `image_index`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipec.compiler.model import OutputPort
from pipec.compiler.wiring.evidence.parts import Part, Parts
from pipec.compiler.wiring.evidence.scores import ABOUT, LEFT_BEHIND
from pipec.compiler.wiring.words.comparison import is_left_out
from pipec.compiler.wiring.words.lexicon import of_words
from pipec.compiler.wiring.words.names import Name, Token, lex
from pipec.compiler.wiring.words.vocabulary import Kind


def rather_meant(wanted: str, output: OutputPort, beside: Sequence[OutputPort]) -> Parts:
    """What speaks against an output for what its step gives beside it, of the same type.

    `images` are the `png_images` of a step, and not its `image_index`; and what it has kept is
    meant, and not what it has `rejected`.
    """
    name = lex(wanted)
    is_about, is_out = _is_about(wanted, output.name), is_left_out(name, lex(output.name))
    if not is_about and not is_out:
        return ()  # which is nearly always so
    parts: Parts = ()
    for other in (other.name for other in beside if other.type == output.type):
        if is_about and _has_head_of(wanted, other):
            parts += (Part(f"it is about the `{other}` beside it", ABOUT),)
            is_about = False
        if is_out and not is_left_out(name, lex(other)):
            label = f"`{other}` beside it was not left out"
            parts += (Part(label, LEFT_BEHIND),)
            is_out = False
    return parts


@of_words
@lru_cache(maxsize=65536)
def _is_about(wanted: str, offered: str) -> bool:
    """Whether a name has the last word of another, and not as its own last one."""
    asked, head = _head(lex(wanted)), _head(lex(offered))
    if asked is None or head is None:
        return False
    return head.key != asked.key and asked.key in lex(offered).keys


def _has_head_of(wanted: str, offered: str) -> bool:
    asked, head = _head(lex(wanted)), _head(lex(offered))
    return asked is not None and head is not None and asked.key == head.key


def _head(name: Name) -> Token | None:
    """The last word that is no part of the data, no number, nor what was done to the thing."""
    words = [token for token in name.content if token.kind is not Kind.SPLIT]
    words = [token for token in words if not token.is_ordinal and not token.text.endswith("ed")]
    return words[-1] if words else None
