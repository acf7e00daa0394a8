"""What deploying a pipeline would change: the plan that `pipec diff` and `pipec upsert` show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipec.compiler.deployment.caching import CacheLoss, cache_losses
from pipec.compiler.deployment.deployed import Deployed
from pipec.compiler.deployment.graph import DeployedStep, Json, parameters_in, steps_of
from pipec.compiler.deployment.members import (
    ABSENT,
    Change,
    equal,
    leaf_members,
    member_changes,
)
from pipec.compiler.deployment.tags import TagChanges, tag_changes
from pipec.compiler.model import Settings

How = Literal["added", "removed", "changed"]
Action = Literal["create", "update", "none"]

VERSION = 1
"""Of the JSON form. It grows when a member changes its meaning or goes."""

_SETTINGS = ("role", "display_name", "description", "parallelism")
_ENTRIES = ("Parameters", "Steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """A step that is added, removed or changed, with those of its `members` that are.

    `inside` is where it stands: `<step>.<IfSteps, ElseSteps or ForEachBody>`, or None at the top.
    `type` and `inside` are the new ones, or of a removed step the old ones. A changed place is
    a member `inside`. Where the type changed, all old members are removed and all new ones
    added, also those that look alike: the arguments of two types have nothing in common.
    """

    name: str
    type: str
    inside: str | None
    how: How
    members: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """A parameter that is added, removed or changed, with those of its `members` that are.

    `type` is the new one, or of a removed parameter the old one.
    """

    name: str
    type: str
    how: How
    members: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that deploying would change, and what stays although the file does not say it.

    `document` are members of the definition beside its parameters and steps. `settings` are by
    name as in `Settings`. `kept` are settings that the file does not state and the pipeline
    has: UpdatePipeline leaves them as they are.
    """

    name: str
    action: Action
    steps: tuple[StepChange, ...]
    parameters: tuple[ParameterChange, ...]
    document: tuple[Change, ...]
    settings: tuple[Change, ...]
    kept: dict[str, str | int]
    tags: TagChanges
    cache_losses: tuple[CacheLoss, ...]

    @property
    def definition_changed(self) -> bool:
        """Whether the definition differs in a way that matters."""
        return bool(self.steps or self.parameters or self.document)

    @property
    def settings_changed(self) -> bool:
        """Whether the role, a name, the description or the parallelism differ."""
        return bool(self.settings)

    @property
    def tags_changed(self) -> bool:
        """Whether there are tags to put or to remove."""
        return bool(self.tags.changes)

    def to_data(self) -> dict[str, Json]:
        """The plan as JSON data for CI, keys in this order.

        * `version`: 1
        * `pipeline`: its name; `action`: `create`, `update` or `none`
        * `definition_changed`, `settings_changed`, `tags_changed`: true or false
        * `steps`: list of `{name, type, inside, change, members}`, where `change` is `added`,
          `removed` or `changed`, `inside` null or `<step>.<branch>`, and `members` a list of
          `{path, old, new}`, `old` or `new` left out where it is not there; of an added or
          removed step that is everything but its name and type
        * `parameters`: list of `{name, type, change, members}`, the same as for steps
        * `document`, `settings`, `tags`: lists of `{path, old, new}`; of a tag the path is its key
        * `kept`: settings that stay as they are, by name
        * `cache_losses`: list of `{step, reason}`
        """
        return {
            "version": VERSION,
            "pipeline": self.name,
            "action": self.action,
            "definition_changed": self.definition_changed,
            "settings_changed": self.settings_changed,
            "tags_changed": self.tags_changed,
            "steps": [
                {
                    "name": step.name,
                    "type": step.type,
                    "inside": step.inside,
                    "change": step.how,
                    "members": _data(step.members),
                }
                for step in self.steps
            ],
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type,
                    "change": parameter.how,
                    "members": _data(parameter.members),
                }
                for parameter in self.parameters
            ],
            "document": _data(self.document),
            "settings": _data(self.settings),
            "kept": dict(self.kept),
            "tags": _data(self.tags.changes),
            "cache_losses": [
                {"step": loss.step, "reason": loss.reason} for loss in self.cache_losses
            ],
        }


def changes(
    deployed: Deployed | None, *, name: str, definition: dict[str, Json], settings: Settings
) -> Changes:
    """What differs between the pipeline as it is deployed (None: it is not) and as it shall be.

    Definitions are compared as JSON, strictly (1, 1.0 and true differ). What does not matter to
    the service is no change: the order of steps within the pipeline or a branch (it runs them by
    what they wait for) and of parameters (they are known by name), an empty branch, and members
    that are null at the top level, where absent means the same. An update is thus only planned if
    it would change something; a definition of the same meaning stays as it is.

    Of settings, those that are None are not stated, and so never a change.
    """
    old = deployed.definition if deployed else {}
    has = deployed.settings if deployed else Settings()
    steps = tuple(_step_changes(steps_of(old), steps_of(definition)))
    parameters = tuple(_parameter_changes(parameters_in(old), parameters_in(definition)))
    document = tuple(member_changes(_document(old), _document(definition)))
    stated = tuple(_setting_changes(has, settings, name))
    tags = tag_changes(has.tags, settings.tags)
    differs = steps or parameters or document or stated or tags.changes
    return Changes(
        name=name,
        action="create" if deployed is None else "update" if differs else "none",
        steps=steps,
        parameters=parameters,
        document=document,
        settings=stated,
        kept={
            key: value
            for key in _SETTINGS
            if getattr(settings, key) is None and (value := getattr(has, key)) is not None
        },
        tags=tags,
        cache_losses=cache_losses(old, definition),
    )


def _step_changes(
    old: dict[str, DeployedStep], new: dict[str, DeployedStep]
) -> Iterator[StepChange]:
    for step in new.values():
        if step.name not in old:
            yield _step_change(step, "added", _all_added(step.own))
        elif members := tuple(_step_members(old[step.name], step)):
            yield _step_change(step, "changed", members)
    for step in old.values():
        if step.name not in new:
            yield _step_change(step, "removed", _all_removed(step.own))


def _step_change(step: DeployedStep, how: How, members: tuple[Change, ...]) -> StepChange:
    return StepChange(name=step.name, type=step.type, inside=_place(step), how=how, members=members)


def _step_members(old: DeployedStep, new: DeployedStep) -> Iterator[Change]:
    if _place(old) != _place(new):
        yield Change("inside", _place(old), _place(new))
    if old.type != new.type:
        yield Change("Type", old.type, new.type)
        yield from _all_removed(old.own)
        yield from _all_added(new.own)
        return
    # What a step waits for is read as one list, and its names stand for nothing at an index.
    before, after = old.own.get("DependsOn", ABSENT), new.own.get("DependsOn", ABSENT)
    if not equal(before, after):
        yield Change("DependsOn", before, after)
    yield from member_changes(_without_dependencies(old), _without_dependencies(new))


def _place(step: DeployedStep) -> str | None:
    return f"{step.inside}.{step.branch}" if step.inside else None


def _without_dependencies(step: DeployedStep) -> dict[str, Json]:
    return {key: value for key, value in step.own.items() if key != "DependsOn"}


def _parameter_changes(old: dict[str, Json], new: dict[str, Json]) -> Iterator[ParameterChange]:
    for name, parameter in new.items():
        if name not in old:
            yield _parameter_change(name, parameter, "added", _all_added(parameter))
        elif members := tuple(member_changes(old[name], parameter)):
            yield _parameter_change(name, parameter, "changed", members)
    for name, parameter in old.items():
        if name not in new:
            members = _all_removed(parameter)
            yield _parameter_change(name, parameter, "removed", members)


def _parameter_change(
    name: str, parameter: dict[str, Json], how: How, members: tuple[Change, ...]
) -> ParameterChange:
    return ParameterChange(name=name, type=parameter.get("Type", ""), how=how, members=members)


def _all_added(entry: dict[str, Json]) -> tuple[Change, ...]:
    return tuple(Change(path, ABSENT, value) for path, value in _said(entry))


def _all_removed(entry: dict[str, Json]) -> tuple[Change, ...]:
    return tuple(Change(path, value, ABSENT) for path, value in _said(entry))


def _said(entry: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    """All that a step or parameter says beside its name and type, which it is shown by."""
    for key, value in entry.items():
        if key not in ("Name", "Type"):
            yield from leaf_members({key: value})


def _document(definition: dict[str, Json]) -> dict[str, Json]:
    return {
        key: value for key, value in definition.items() if key not in _ENTRIES and value is not None
    }


def _setting_changes(old: Settings, new: Settings, name: str) -> Iterator[Change]:
    # What the service shows where nothing was set: to state just that is no change.
    unset = {"display_name": name, "description": ""}
    for key in _SETTINGS:
        has, wanted = getattr(old, key), getattr(new, key)
        if wanted is not None and wanted != (unset.get(key) if has is None else has):
            yield Change(key, ABSENT if has is None else has, wanted)


def _data(members: tuple[Change, ...]) -> list[Json]:
    return [change.to_data() for change in members]
