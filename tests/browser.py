"""A headless Chromium, driven by Debian's ChromeDriver over the W3C WebDriver protocol.

https://www.w3.org/TR/webdriver2/ and, for logs and DevTools commands,
https://developer.chrome.com/docs/chromedriver. Nothing is fetched: where one of the two programs
is not installed (`apt-get install chromium chromium-driver`), there is no browser.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
MISSING = " and ".join(
    name for name, path in (("chromium", CHROMIUM), ("chromedriver", DRIVER)) if path is None
)
"""What would have to be installed; empty if all is there."""
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
)
_STARTED = re.compile(r"started successfully on port (\d+)")


class Browser:
    """One window, by the commands that tests need."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._session = ""
        answer = self._send(
            "POST",
            "/session",
            capabilities={
                "alwaysMatch": {
                    "goog:chromeOptions": {"binary": CHROMIUM, "args": list(_FLAGS)},
                    "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                }
            },
        )
        self._session = f"/session/{answer['sessionId']}"

    def open(self, page: Path) -> None:
        """Show a file, and wait until it is loaded."""
        self._post("/url", url=page.resolve().as_uri())

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function of this body returns in the page."""
        return self._post("/execute/sync", script=script, args=list(arguments))

    def settle(self) -> None:
        """Wait until what was asked for is drawn."""
        self._post(
            "/execute/async",
            script="requestAnimationFrame(() => requestAnimationFrame(arguments[0]))",
            args=[],
        )

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse at a point of the window."""
        self._pointer({"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)},
                      {"type": "pointerDown", "button": 0},
                      {"type": "pointerUp", "button": 0})  # fmt: skip

    def drag(self, x: int, y: int, by_x: int, by_y: int) -> None:
        """Press the mouse at a point and move it before it is released."""
        self._pointer({"type": "pointerMove", "duration": 0, "x": x, "y": y},
                      {"type": "pointerDown", "button": 0},
                      {"type": "pointerMove", "duration": 50, "x": x + by_x, "y": y + by_y},
                      {"type": "pointerUp", "button": 0})  # fmt: skip

    def wheel(self, x: int, y: int, by: int) -> None:
        """Turn the wheel at a point."""
        turn = {"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": by, "duration": 0}
        self._post("/actions", actions=[{"type": "wheel", "id": "wheel", "actions": [turn]}])
        self.settle()

    def keys(self, *keys: str) -> None:
        """Press keys one after the other; special ones are WebDriver's private characters."""
        pressed = [{"type": how, "value": key} for key in keys for how in ("keyDown", "keyUp")]
        self._post("/actions", actions=[{"type": "key", "id": "keys", "actions": pressed}])
        self.settle()

    def devtools(self, command: str, **parameters: Any) -> None:
        """A command of the DevTools protocol."""
        self._post("/goog/cdp/execute", cmd=command, params=parameters)

    def said(self) -> list[str]:
        """All that the console has, warnings and refusals of the policy too, since last asked."""
        return [entry["message"] for entry in self._post("/se/log", type="browser")]

    def requested(self) -> list[str]:
        """The addresses of all that the page asked for since last asked."""
        messages = (
            json.loads(entry["message"])["message"]
            for entry in self._post("/se/log", type="performance")
        )
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def close(self) -> None:
        """End the browser."""
        self._send("DELETE", self._session)
        self._connection.close()

    def _pointer(self, *actions: dict[str, Any]) -> None:
        self._post(
            "/actions",
            actions=[
                {
                    "type": "pointer",
                    "id": "mouse",
                    "parameters": {"pointerType": "mouse"},
                    "actions": actions,
                }
            ],
        )
        self.settle()

    def _post(self, path: str, **body: Any) -> Any:
        return self._send("POST", f"{self._session}{path}", **body)

    def _send(self, method: str, path: str, **body: Any) -> Any:
        text = json.dumps(body) if method == "POST" else None
        self._connection.request(method, path, text, {"Content-Type": "application/json"})
        with self._connection.getresponse() as response:
            value = json.loads(response.read())["value"]
            assert response.status == http.HTTPStatus.OK, value
        return value


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser that ends with the block; `folder` holds what the driver says."""
    assert DRIVER is not None
    log = folder / "chromedriver.log"
    command = (DRIVER, "--port=0")
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as driver,
    ):
        try:
            assert driver.stdout is not None
            started = next(filter(None, map(_STARTED.search, driver.stdout)), None)
            assert started is not None, log.read_text()
            window = Browser(int(started[1]))
            try:
                yield window
            finally:
                window.close()
        finally:
            driver.terminate()
