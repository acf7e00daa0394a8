"""Making a step's request: the layers laid over each other, held against the service's model."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.carriers import input_paths, widen
from pipec.compiler.linking.evaluate import Scope, World
from pipec.compiler.linking.loops import items_around
from pipec.compiler.merge import is_null, merge, without_value
from pipec.compiler.model import Contract, Step
from pipec.compiler.record import Record
from pipec.compiler.requests.arguments import check_arguments
from pipec.compiler.requests.clashes import (
    check_code_agrees,
    check_code_apart,
    check_code_kept,
    check_keys_kept,
    check_written_twice,
)
from pipec.compiler.requests.conform import OWN_NAMES, Conformer
from pipec.compiler.requests.envelope import cache_config, retry_policies
from pipec.compiler.requests.fixed import fixed_text
from pipec.compiler.requests.friendly import (
    Layer,
    check_pairs,
    check_supported,
    friendly_keys,
    last_with,
    merged_keys,
    request_members,
    supported_keys,
)
from pipec.compiler.requests.identifiers import NOWHERE, Home
from pipec.compiler.requests.model_machines import without_idle_machines
from pipec.compiler.requests.option_values import option_values
from pipec.compiler.requests.payload import free_wire
from pipec.compiler.requests.places import Places
from pipec.compiler.requests.registries import check_registries
from pipec.compiler.requests.special_keys import (
    as_mapping,
    check_processor,
    code_members,
    effective_image,
    image_members,
)
from pipec.compiler.requests.unwritten import check_unwritten, check_unwritten_value
from pipec.compiler.service import images
from pipec.compiler.service.shapes import load_request
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import (
    BoundStep,
    MemberPath,
    StepDefinition,
    StepType,
    member,
)
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, from_data, inner_mappings
from pipec.compiler.values import Expression, Wire, contents_of

if TYPE_CHECKING:
    from pipec.compiler.requests.origins import Origin

_LONGEST = {"display_name": 256, "description": 3072}
"""Characters: `StepDisplayName` and `StepDescription` in botocore's model (1.44)."""


class RequestBuilder(Record):
    """Makes the requests of one pipeline's steps.

    `defaults` are the `defaults:` of project, environment and pipeline, weakest first; `home` is
    where the jobs run.
    """

    world: World
    report: Report
    defaults: tuple[Mapping, ...]
    places: Places
    home: Home = NOWHERE

    def build(
        self, step: Step, bound: AnyMapping[str, Node], mentioned: frozenset[str]
    ) -> StepDefinition:
        """The finished step, its inputs bound to `bound`."""
        assert step.contract is not None
        contract = step.contract
        step_type = STEP_TYPES[step.kind]
        analysis = bound.get("analysis_config")
        bound = {name: self.places.local_file(value) for name, value in bound.items()}
        options = option_values(step, self.defaults, self.world, self.report)
        scope = Scope(
            world=self.world,
            report=self.report,
            step=step.name,
            inputs=bound,
            options=options,
        )
        evaluated = self._evaluated_carriers(contract, scope)
        scope = scope._replace(input_paths=input_paths(evaluated.inputs, step_type.input_folder))
        layers = self._layers(step, contract, step_type, scope)
        written = [layer.request for layer in layers if layer.request]
        step_type = step_type.for_request(written) or step_type
        shared = self._contract_layer if contract.name else None
        check_unwritten([layer.keys for layer in layers], shared, self.report)
        check_pairs((layer.keys.entries.get("tags") for layer in layers), self.report)
        keys = merged_keys(step.span, layers)
        image = effective_image(step.span, layers, step_type.placements.get("image"))
        if image.entries:
            keys = Mapping({**keys.entries, "image": Entry("image", step.span, image)}, keys.span)
        view = BoundStep(
            name=step.name,
            span=step.span,
            contract=evaluated,
            inputs=bound,
            keys=keys,
            mentioned=mentioned,
            place=lambda *parts, run=False: self.places.output(
                step.name, *parts, run=run, span=step.span
            ),
        )
        check_processor(view, image, layers, step_type, self.world, self.report)
        request = self._merged(view, layers, step_type)
        mappings: list[Mapping] = []
        if step_type.request:  # else it is a payload, whose names are the user's own
            mappings += inner_mappings(request, beside=OWN_NAMES)
            request = self._with_fitting_key(request, mappings, layers, step_type, step.name)
        check_arguments(keys, request, step_type, step.name, self.report)
        request = without_idle_machines(request, contract)
        if step.kind == "Transform":
            from pipec.compiler.requests.batches import without_batches

            request = without_batches(request, contract)
        if step_type.request and step_type.service == "sagemaker":
            region = self.world.variables.get("region")
            check_registries(mappings, step.kind, region, self.report)
        if step_type.request:
            conformer = Conformer(
                step=step.name,
                report=self.report,
                span=step.span,
                refused=_refused(step_type, keys),
                words=_words(step.kind),
                example=step_type.example,
                origins=cache(lambda: _origins(view, options, layers)),
                parameters=self.world.parameters,
                items=items_around(step, self.world.steps),
                names=self.world.names,
                home=self.home,
            )
            arguments = conformer.request(request, load_request(step.kind))
            self._check_needed(step, step_type, keys, image, arguments)
        else:
            free = free_wire(request, step.name, self.report)
            arguments = free if isinstance(free, dict) else {}
        if step.kind == "ClarifyCheck":
            from pipec.compiler.requests.analysis import check_analysis

            kind = member(keys, "check", "type")
            check_analysis(analysis, kind, arguments, self.places.assets)
        if step_type.check:
            step_type.check(view._replace(request=request), arguments, self.report)
        siblings = {
            **self._sibling_members(step, step_type, keys),
            **step_type.siblings(view, arguments),
        }
        return StepDefinition(
            name=step.name,
            kind=step.kind,
            span=step.span,
            arguments=arguments,
            contents=contents_of(arguments, siblings),
            siblings=siblings,
            depends_on=_depends_on(step, step_type),
            display_name=self.plain_text(step, "display_name"),
            description=self.plain_text(step, "description"),
            cache=cache_config(keys.get("cache"), self.report),
            retry=tuple(retry_policies(keys.get("retry"), step_type, self.report)),
        )

    def _sibling_members(self, step: Step, step_type: StepType, keys: Mapping) -> dict[str, Wire]:
        if not step_type.sibling_keys:
            return {}
        from pipec.compiler.requests.siblings import sibling_members  # few kinds have any

        return sibling_members(step, step_type, keys, self.home, self.report)

    def plain_text(self, step: Step, key: str) -> str | None:
        """A step's `display_name` or `description`, which cannot hold run-time references."""
        scope = Scope(world=self.world, report=self.report, step=step.name)
        if key in step.body:
            check_unwritten_value(step.body.entries[key], self.report)
        return fixed_text(step.body.get(key), key, scope, at_most=_LONGEST[key])

    def _check_needed(
        self,
        step: Step,
        step_type: StepType,
        keys: Mapping,
        image: Mapping,
        arguments: dict[str, Wire],
    ) -> None:
        for key, places in step_type.needed.items():
            if not any(_has(arguments, place) for place in places):
                self.report.add(
                    codes.MISSING_MEMBER,
                    f"`{step.name}` has no `{key}`",
                    step.span,
                    hint=f"add {step_type.to_add(arguments).get(key) or step_type.example(key)} to "
                    "the step or its contract",
                )
        framework = image.get("framework")
        # A prebuilt image holds a framework and nothing to run, unless it is an algorithm.
        idle = isinstance(framework, Scalar) and "code" not in keys
        if idle and isinstance(framework, Scalar) and step_type.runs_algorithms:
            idle = framework.text in images.SCRIPT_FRAMEWORKS
        if idle and step_type.runs and not any(_has(arguments, p) for p in step_type.runs):
            self.report.add(
                codes.MISSING_MEMBER,
                f"`{step.name}` has no `code`",
                step.span,
                hint="add `code: FILE`, the script to run, or `command: [PROGRAM]`",
            )

    # --- layers -----------------------------------------------------------------------

    @property
    def _contract_layer(self) -> int:
        return 1 + len(self.defaults)

    def _layers(
        self, step: Step, contract: Contract, step_type: StepType, scope: Scope
    ) -> list[Layer]:
        """Weakest first: defaults, the contract, defaults for the contract, the step."""
        role = self.world.variables.get("role")
        base = Mapping(
            {"role": Entry("role", step.span, role._replace(span=step.span))} if role else {},
            step.span,
        )
        own = scope._replace(inputs=None, options=None)
        layers = [Layer(keys=supported_keys(base, step_type), request=None)]
        for defaults in self.defaults:
            keys = own.evaluate(supported_keys(friendly_keys(defaults), step_type))
            layers.append(Layer(keys=as_mapping(keys), request=None))
        layers.append(self._layer(contract.body, step_type, scope))
        if contract.name is None:
            return layers
        for defaults in self.defaults:
            chosen = defaults.get("for")
            body = chosen.get(contract.name) if isinstance(chosen, Mapping) else None
            if isinstance(body, Mapping):
                layers.append(self._layer(body, step_type, own))
        layers.append(self._layer(step.body, step_type, own))
        return layers

    def _layer(self, body: Mapping, step_type: StepType, scope: Scope) -> Layer:
        keys = friendly_keys(body, step_type.keys)
        check_supported(keys, step_type, self.report)
        written, request = body.get("request"), None
        if isinstance(written, Mapping):
            request = as_mapping(scope.evaluate(written))
            check_written_twice(request, self.report)
        return Layer(keys=as_mapping(scope.evaluate(keys)), request=request)

    def _merged(self, step: BoundStep, layers: list[Layer], step_type: StepType) -> Mapping:
        """All layers in one; where a member stands instead of unasked ones, without those.

        Whether the container has a network, which tells how code reaches it, only the whole shows.
        """
        unasked = dict(step_type.unasked)
        merged = self._over(unasked, step, layers, step_type)
        replaced = [
            path
            for place, paths in step_type.instead.items()
            if (found := member(merged, *place)) is not None and not is_null(found)
            for path in paths
        ]
        is_isolated = _is_isolated(merged, step_type)
        if replaced or (step_type.packs_code and is_isolated):
            for path in replaced:
                unasked = without_value(unasked, path)
            isolated = step_type.packs_code and is_isolated
            merged = self._over(unasked, step, layers, step_type, isolated=isolated)
        code = step.keys.get("code")
        if "command" in step.keys or (isinstance(code, Mapping) and "dir" in code):
            from pipec.compiler.requests.installed import check_installed

            check_installed(step, layers, merged, step_type, self.places.assets)
        if step_type.several and step_type.several[1] in merged:
            from pipec.compiler.requests.several import with_defaults

            return with_defaults(merged, layers, self._contract_layer, step_type)
        return merged

    def _over(
        self,
        unasked: AnyMapping[str, Any],
        step: BoundStep,
        layers: list[Layer],
        step_type: StepType,
        *,
        isolated: bool = False,
    ) -> Mapping:
        merged = merge(from_data(dict(unasked), step.span), Mapping({}, step.span))
        image_layer = last_with(layers, "image")
        code_layer = last_with(layers, "code", "command")
        code = Mapping({}, step.span)
        for index, layer in enumerate(layers):
            if index == self._contract_layer and (carried := step_type.carry(step)):
                merged = merge(merged, carried)
            merged = merge(merged, request_members(layer.keys, step_type))
            if index == image_layer:
                image = image_members(step, layers, step_type, self.world, self.report)
                merged = merge(merged, image)
            if index == code_layer:
                code = code_members(step, step_type, self.places, self.report, isolated=isolated)
                check_code_apart(code, merged, step, self.report)
                check_code_agrees(code, layer.keys, step_type, self.report)
                merged = merge(merged, code)
            if layer.request is not None:
                if code.entries and "code" in step.keys:
                    check_code_kept(code, layer.request, step_type, self.report)
                made = code if index == code_layer else Mapping({}, step.span)
                check_keys_kept(layer, made, step_type, self.report)
                merged = merge(merged, layer.request)
        return as_mapping(merged)

    def _with_fitting_key(
        self,
        request: Mapping,
        mappings: list[Mapping],
        layers: list[Layer],
        step_type: StepType,
        step: str,
    ) -> Mapping:
        if not any("VolumeKmsKeyId" in m or "KmsKeyId" in m for m in mappings):
            return request
        from pipec.compiler.requests.volumes import fitting_volume_key

        own = layers[self._contract_layer :]
        return fitting_volume_key(request, mappings, own, step_type, step, self.report)

    def _evaluated_carriers(self, contract: Contract, scope: Scope) -> Contract:
        def evaluated(carrier: Mapping) -> Mapping:
            return as_mapping(scope.evaluate(widen(carrier)))

        inputs = {
            name: port._replace(carrier=evaluated(port.carrier)) if port.carrier.entries else port
            for name, port in contract.inputs.items()
        }
        outputs = {
            name: port._replace(carrier=evaluated(port.carrier)) if port.carrier.entries else port
            for name, port in contract.outputs.items()
        }
        return contract._replace(inputs=inputs, outputs=outputs)


def _depends_on(step: Step, step_type: StepType) -> tuple[tuple[str, str], ...]:
    """The steps that it waits for: those that it says, and those that its kind makes it follow."""
    said = {item.step: item.when for item in step.depends_on}
    followed = (scalar.text for scalar in step_type.follows(step.body))
    return tuple({**said, **{n: "completed" for n in followed if n not in said}}.items())


def _refused(step_type: StepType, keys: Mapping) -> AnyMapping[str, str]:
    """The members that cannot be set; a job's name can, by the key that means its beginning."""
    named = step_type.placements.get("job_prefix") if "job_prefix" in keys else None
    return {name: why for name, why in step_type.refused.items() if (name,) != named}


def _origins(
    step: BoundStep, options: AnyMapping[str, Node], layers: list[Layer]
) -> AnyMapping[Span, Origin]:
    from pipec.compiler.requests.origins import origins

    return origins(step, options, layers)


def _has(arguments: Wire, path: MemberPath) -> bool:
    for part in path:
        if not isinstance(arguments, dict) or part not in arguments:
            return False
        arguments = arguments[part]
    return True


def _is_isolated(request: Mapping, step_type: StepType) -> bool:
    """Whether a container runs without a network, or a parameter may say so."""
    place = step_type.placements.get("network.isolation")
    found = member(request, *place) if place else None
    return isinstance(found, Scalar) and (found.data is True or isinstance(found.data, Expression))


@cache
def _words(kind: str) -> dict[str, str]:
    """The path of the member that each key of a kind sets."""
    placements = STEP_TYPES[kind].placements
    return {key: ".".join(map(str, place)) for key, place in placements.items()}
