"""The pure YAML scanner, with tabs where YAML 1.2 takes them."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scanner import Scanner


def pure_yaml() -> YAML:
    """A reader whose refusals are the same on any machine."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    return yaml


class _Scanner(Scanner):  # type: ignore[misc, unused-ignore] # untyped in ruamel.yaml
    """Takes tabs behind the colon of a key, at the end of a line and before a comment.

    ruamel.yaml takes them only between brackets; YAML 1.2 says `s-separate-in-line` in all of
    these places. In indentation they stay an error.
    """

    def scan_to_next_token(self) -> Any:
        super().scan_to_next_token()
        while not self.flow_level and self._skip_tabs():
            super().scan_to_next_token()

    def _skip_tabs(self) -> bool:
        if self.reader.peek() != "\t":
            return False
        length = 1
        while self.reader.peek(length) in " \t":
            length += 1
        before = self.reader.pointer - 1
        while before >= 0 and self.reader.buffer[before] in " \t":
            before -= 1
        behind_colon = before >= 0 and self.reader.buffer[before] == ":"
        separates = behind_colon or self.reader.peek(length) in "\0\r\n#"
        if separates:
            self.reader.forward(length)
        return separates
