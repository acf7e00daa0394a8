"""The HTML page of a graph in a real browser, with 5 steps and with 200."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from browser import MISSING, Browser, browser
from oracle.pipec_side import ROOT
from pipec.cli.app import main
from pipec.cli.graph.page import graph_page
from pipec.compiler.deployment.graph import steps_of
from test_graph_forms import EVIL, hostile_graph

sys.path.insert(0, str(ROOT))  # the benchmarks are no part of the package

from benchmarks.scale import contracts, pipeline
from benchmarks.wiring.cases import PROJECT

pytestmark = [
    pytest.mark.needs_loopback,  # the driver listens on this machine
    pytest.mark.xdist_group("browser"),  # one browser at a time
    pytest.mark.skipif(bool(MISSING), reason=f"no {MISSING} on this machine"),
]
TAB, ENTER, ESCAPE = "\ue004", "\ue007", "\ue00c"
RECTANGLES = """
return [...document.querySelectorAll(".pipec-step")].map((group) => {
  const side = (box) => [box.left, box.top, box.right, box.bottom];
  const texts = [...group.querySelectorAll("text")];
  return {
    name: group.dataset.step,
    box: side(group.querySelector("rect").getBoundingClientRect()),
    texts: texts.map((text) => side(text.getBoundingClientRect())),
  };
})"""
MIDDLE = """
const line = [...document.querySelectorAll(".pipec-edge")].find((edge) =>
  edge.dataset.source === arguments[0] && edge.dataset.target === arguments[1]);
const path = line.querySelector(".pipec-line");
const point = path.getPointAtLength(path.getTotalLength() * 0.5).matrixTransform(
  path.getScreenCTM());
return [point.x, point.y];"""


@dataclass(frozen=True)
class Page:
    """A page that is open, the file that it is of, and what that compiles to."""

    browser: Browser
    path: Path
    lines: list[str]
    definition: dict[str, Any]

    def arguments(self, step: str) -> Any:
        """The step's request without the steps that stand in it."""
        return steps_of(self.definition)[step].own["Arguments"]

    def boxes(self) -> dict[str, tuple[list[float], list[list[float]]]]:
        """The sides of each step's box, and of its texts, in the window."""
        return {item["name"]: (item["box"], item["texts"]) for item in self.browser.run(RECTANGLES)}

    def click_step(self, name: str) -> None:
        """Click the middle of its box."""
        (left, top, right, bottom), _ = self.boxes()[name]
        self.browser.click((left + right) / 2, (top + bottom) / 2)

    def click_wire(self, source: str, target: str) -> None:
        """Click the middle of its line."""
        self.browser.click(*self.browser.run(MIDDLE, source, target))

    def details(self) -> str:
        """The text that the panel shows of what was clicked."""
        return str(self.browser.run("return document.getElementById('details').innerText"))

    def view(self) -> list[float]:
        """The part of the drawing that is in sight: left, top, width, height."""
        text = self.browser.run("return document.querySelector('svg').getAttribute('viewBox')")
        return [float(part) for part in text.split()]


def small(folder: Path) -> Path:
    """The abalone pipeline without its last step: five, one of them in a branch."""
    shutil.copytree(ROOT / "pipelines", folder / "pipelines")
    file = folder / "pipelines" / "abalone" / "pipeline.yaml"
    text, _, _ = file.read_text().partition("    else:\n")
    file.write_text(text)
    return file


def large(folder: Path) -> Path:
    """The pipeline of the benchmark of scale: forty lanes of five steps, 600 wires."""
    (folder / "contracts").mkdir()
    for contract in contracts(100):
        (folder / "contracts" / contract.name).write_bytes(contract.content)
    (folder / "pipec.yaml").write_bytes(PROJECT.content + b"\ncontracts: [contracts]\n")
    file = folder / "scale.yaml"
    file.write_bytes(pipeline(200, 100).content)
    return file


@dataclass(frozen=True)
class Sample:
    """What a test asks a page for."""

    make: Callable[[Path], Path]
    steps: int
    step: str
    wire: tuple[str, str, str, str]
    find: str


SAMPLES = {
    "5 steps": Sample(
        small,
        5,
        "TrainAbaloneModel",
        ("PreprocessAbaloneData", "TrainAbaloneModel", "training_data", "1.00"),
        "xgboost train",
    ),
    "200 steps": Sample(
        large,
        200,
        "TrainLaneCabebibo",
        ("PrepLaneCabebibo", "TrainLaneCabebibo", "train_data", "1.00"),
        "trainlanecabebibo",
    ),
}


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Sample:
    """A pipeline and what is asked of its page."""
    return SAMPLES[request.param]


@pytest.fixture(scope="module")
def loaded(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page in a browser."""
    folder = tmp_path_factory.mktemp("page")
    file, path = sample.make(folder), folder / "graph.html"
    assert main(["compile", str(file), "--out", str(folder / "build")]) == 0
    assert main(["graph", str(file), "--out", str(path)]) == 0
    (definition,) = folder.glob("build/*/definition.json")
    with browser(folder) as window:
        yield Page(window, path, file.read_text().splitlines(), json.loads(definition.read_text()))


@pytest.fixture
def page(loaded: Page) -> Iterator[Page]:
    """The page as it begins. At the end, nothing was refused and nothing asked for but itself."""
    loaded.browser.open(loaded.path)
    loaded.browser.settle()
    yield loaded
    assert loaded.browser.said() == []
    assert set(loaded.browser.requested()) == {loaded.path.resolve().as_uri()}


def test_boxes_stand_apart_and_hold_their_texts(page: Page, sample: Sample) -> None:
    """As the browser draws them, in its own font."""
    boxes = page.boxes()
    assert len(boxes) == sample.steps
    for (one, _), (other, _) in combinations(boxes.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for (left, top, right, bottom), texts in boxes.values():
        assert len(texts) == 2
        for text in texts:
            assert left <= text[0] < text[2] <= right
            assert top <= text[1] < text[3] <= bottom
        assert texts[0][3] <= texts[1][1] + 2, "the lines of a box lie over each other"


def test_a_step_shows_its_request_and_its_lines(page: Page, sample: Sample) -> None:
    """A click shows what the definition has, the inputs with scores, and the YAML."""
    page.click_step(sample.step)
    shown = page.details()
    request = page.browser.run("return document.getElementById('request').textContent")
    assert json.loads(request) == page.arguments(sample.step)
    _, _, name, score = sample.wire
    assert f"{name} ←" in shown
    assert score in shown
    number = next(
        n for n, line in enumerate(page.lines, 1) if line.strip(' "').startswith(sample.step)
    )
    rows = page.browser.run(
        "return [...document.querySelectorAll('.source .row')].map((row) =>"
        " [...row.children].map((cell) => cell.textContent))"
    )
    assert rows[:2] == [[str(line), page.lines[line - 1]] for line in (number, number + 1)]


def test_a_wire_shows_its_score_and_its_line(page: Page, sample: Sample) -> None:
    """A click shows the parts, which make up the score, what was not taken, and how to pin it."""
    source, target, name, score = sample.wire
    page.click_wire(source, target)
    shown = page.details()
    assert f"{name} → {name}" in shown
    assert f'inputs: {{{name}: "${{steps.{source}.{name}}}"}}' in shown
    assert "What was not taken" in shown
    assert "is a listed source" in shown
    sums = page.browser.run(
        "return [...document.querySelectorAll('tr.sum td:last-child')].map((x) => x.textContent)"
    )
    assert score in sums
    line = page.browser.run("return document.querySelector('.line').textContent")
    assert line in page.lines
    assert target in line


def test_the_keyboard_goes_everywhere(page: Page, sample: Sample) -> None:
    """Tab goes from step to step, Enter opens one, its wires are buttons, Escape closes."""
    page.browser.run("document.querySelector('#fit').focus()")
    page.browser.keys(TAB)
    first = page.browser.run("return document.activeElement.dataset.step")
    outline = page.browser.run(
        "return getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth"
    )
    assert outline == "3px"
    page.browser.keys(ENTER)
    assert page.details().splitlines()[2] == first
    page.browser.keys(ESCAPE)
    assert page.details() == ""
    page.browser.run("document.querySelector(`[data-step='${arguments[0]}']`).focus()", sample.step)
    page.browser.keys(ENTER)
    page.browser.run("document.querySelector('#details .card button').focus()")
    page.browser.keys(ENTER)
    assert "What was not taken" in page.details()


def test_a_focused_step_comes_into_sight(page: Page) -> None:
    """The last one of many lies outside at first."""
    last = page.browser.run(
        "const all = document.querySelectorAll('.pipec-step');"
        "all[all.length - 1].focus();"
        "return all[all.length - 1].dataset.step"
    )
    page.browser.settle()
    (left, top, right, bottom), _ = page.boxes()[last]
    area = page.browser.run("const s = document.getElementById('stage').getBoundingClientRect();"
                            "return [s.left, s.top, s.right, s.bottom]")  # fmt: skip
    assert area[0] <= left < right <= area[2]
    assert area[1] <= top < bottom <= area[3]


def test_search_leaves_what_fits(page: Page, sample: Sample) -> None:
    """The others fade, the number is told, Enter opens the first."""
    page.browser.run("document.getElementById('search').focus()")
    page.browser.keys(*sample.find)
    missed = page.browser.run("return document.querySelectorAll('.pipec-step.missed').length")
    assert missed == sample.steps - 1
    assert page.browser.run("return document.getElementById('found').textContent") == (
        f"1 of {sample.steps}"
    )
    page.browser.keys(ENTER)
    assert page.details().splitlines()[2] == sample.step


def test_zooming_and_moving(page: Page) -> None:
    """The wheel zooms at the pointer, dragging moves and chooses nothing, and all can be shown."""
    begin = page.view()
    page.browser.wheel(300, 400, -400)
    near = page.view()
    assert near[2] < begin[2] * 0.7
    page.browser.drag(300, 400, 120, 90)
    moved = page.view()
    scale = page.browser.run("return document.getElementById('stage').clientWidth") / near[2]
    assert near[0] - moved[0] == pytest.approx(120 / scale, abs=1)
    assert page.details() == ""
    page.browser.keys("0")
    boxes = [box for box, _ in page.boxes().values()]
    left, top, right, bottom = page.browser.run(
        "const s = document.getElementById('stage').getBoundingClientRect();"
        "return [s.left, s.top, s.right, s.bottom]"
    )
    assert all(left <= b[0] and top <= b[1] and b[2] <= right and b[3] <= bottom for b in boxes)


def test_a_parameter_shows_who_uses_it(page: Page, sample: Sample) -> None:
    """A click marks the steps whose requests name it."""
    if sample.steps != 5:
        assert page.browser.run("return document.querySelectorAll('.parameters').length") == 0
        return
    page.browser.run("document.querySelector('[data-parameter=MseThreshold]').click()")
    near = page.browser.run(
        "return [...document.querySelectorAll('.pipec-step.near')].map((s) => s.dataset.step)"
    )
    assert near == ["CheckMSE"]


def test_both_colour_schemes(page: Page) -> None:
    """The paper is light or dark as the reader's system is, and the ink the other way."""
    found = {}
    for scheme in ("light", "dark"):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        page.browser.devtools("Emulation.setEmulatedMedia", features=[feature])
        found[scheme] = page.browser.run(
            "const style = getComputedStyle(document.body);"
            "return [style.backgroundColor, style.color].map((c) => Number(c.match(/\\d+/)[0]))"
        )
    assert found["light"][0] - found["light"][1] > 150
    assert found["dark"][1] - found["dark"][0] > 150


def test_a_narrow_window(page: Page) -> None:
    """All tools are in sight on a telephone."""
    metrics = {"height": 800, "deviceScaleFactor": 1, "mobile": False}
    try:
        for width in (420, 340):
            page.browser.devtools("Emulation.setDeviceMetricsOverride", width=width, **metrics)
            page.browser.settle()
            rights = page.browser.run(
                "return [...document.querySelectorAll('.tools > *')]"
                ".map((tool) => tool.getBoundingClientRect().right)"
            )
            assert len(rights) == 5
            assert max(rights) <= width
    finally:
        page.browser.devtools("Emulation.clearDeviceMetricsOverride")


def test_without_the_script(page: Page, sample: Sample) -> None:
    """The drawing and its legend are there, and can be scrolled."""
    page.browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.browser.open(page.path)
        texts = page.browser.run("return document.querySelectorAll('.pipec-step text').length")
        size = page.browser.run(
            "const s = document.querySelector('svg');"
            "return [s.clientWidth, s.viewBox.baseVal.width]"
        )
        live = page.browser.run("return document.documentElement.className")
    finally:
        page.browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
    assert texts == 2 * sample.steps
    assert size[0] == size[1]
    assert live == ""


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """Nothing runs, nothing is asked for, and what is shown is what was written."""
    path = tmp_path / "graph.html"
    path.write_text(graph_page(hostile_graph()), encoding="utf-8")
    with browser(tmp_path) as window:
        window.open(path)
        window.settle()
        for number in range(2):
            window.run("document.querySelectorAll('.pipec-step')[arguments[0]].focus()", number)
            window.keys(ENTER)
            shown = window.run("return document.getElementById('panel').textContent")
            assert EVIL in shown, "the text of the condition"
            scripts = window.run("return document.querySelectorAll('script').length")
            assert scripts == 2
            assert window.run("return document.querySelectorAll('img, #details b').length") == 0
        assert window.said() == []
        assert set(window.requested()) == {path.resolve().as_uri()}
