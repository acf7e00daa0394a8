"""A compiled pipeline: what it is in every form, and the way to AWS."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipec.cli import workspace
from pipec.cli.api.contracts import StepContract
from pipec.cli.api.explanation import Explanation
from pipec.cli.api.local_paths import moved, moved_pipeline
from pipec.cli.api.trees import Named
from pipec.cli.writing import write_all
from pipec.compiler.compile import Artifacts
from pipec.compiler.dag import PipelineDAG
from pipec.compiler.diagnostics import Diagnostic
from pipec.compiler.emit.yaml import yaml_text
from pipec.compiler.model import Step
from pipec.compiler.syntax import Mapping

if TYPE_CHECKING:
    from sagemaker.mlops.workflow.pipeline import Pipeline

    from pipec.cli.api.deploying import Difference
    from pipec.cli.deploying import Done


@dataclass(frozen=True, kw_only=True)
class CompiledPipeline:
    """What `PipelineBuilder.build` gives; it does not change any more.

    `warnings` are what was found and does not stop it; `dag` is which step feeds which;
    `steps` are the steps as they were read, in file order; `file` is the program, or the file
    that it began with, and `folder` where that lies: the working folder, of a notebook.
    """

    artifacts: Artifacts
    warnings: tuple[Diagnostic, ...]
    dag: PipelineDAG
    tree: Mapping
    contracts: tuple[StepContract, ...]
    file: str
    folder: Path
    out: str
    explained: Callable[[str | Named | None], Explanation]
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The pipeline's name."""
        return self.artifacts.name

    def definition(self) -> str:
        """The definition as JSON text, as the SDK's `Pipeline.definition()` gives it.

        It is `definition.json` of `pipec compile`, byte for byte.
        """
        return self.artifacts.definition_text

    def to_dict(self) -> dict[str, Any]:
        """The definition as data."""
        return copy.deepcopy(self.artifacts.definition)

    def to_python(self) -> str:
        """The program in the SageMaker SDK v3 that gives the same definition."""
        return self.artifacts.python_text

    def to_yaml(self) -> str:
        """The pipeline file that compiles to the same definition.

        It is for the folder of the program, or of the file that the program began with. A step of
        a contract that is made in code names the contract: `yaml_files` has its file too.
        """
        return yaml_text(moved_pipeline(self.tree, self._home))

    def yaml_files(self) -> dict[str, str]:
        """The pipeline and the contracts that are made in code, as files: name to text.

        They are for `folder`, as `to_yaml` is; the pipeline's file is called as the one that the
        program began with, or `pipeline.yaml`. The contracts go to `contracts/`, which
        `pipec.yaml` must list.
        """
        folder = posixpath.join(self._home, "contracts")
        made = {
            f"contracts/{contract.step_type}.yaml": yaml_text(moved(contract.tree, folder))
            for contract in self.contracts
        }
        own = posixpath.basename(self.file)
        name = own if own.endswith(workspace.YAML_SUFFIXES) else "pipeline.yaml"
        return {name: self.to_yaml(), **made}

    @property
    def _home(self) -> str:
        return posixpath.dirname(self.file)

    def to_sagemaker(self, session: Any = None) -> Pipeline:
        """The SDK's own `Pipeline`, made by running `to_python()`.

        `session` is the SDK's `PipelineSession`; without it one is made, which needs a region.
        Raises `ImportError` if the SDK is not installed: `pip install 'sagemaker>=3,<4'`.
        """
        try:
            from sagemaker.core.workflow.pipeline_context import PipelineSession
        except ImportError as error:
            raise ImportError(
                "the SageMaker SDK is not installed: pip install 'sagemaker>=3,<4'"
            ) from error
        module: dict[str, Any] = {"__name__": f"pipec.made.{self.name}"}
        code = compile(self.to_python(), f"<{self.name} by pipec>", "exec")
        exec(code, module)  # noqa: S102 - what pipec itself wrote
        return module["build"](session if session is not None else PipelineSession())

    def explain(self, step: str | Named | None = None) -> Explanation:
        """What each input is bound to and why. Raises `KeyError` for a step that there is not."""
        return self.explained(step)

    def write(self, out: str | Path | None = None) -> list[Path]:
        """Write definition.json, pipeline.py and assets.json as `pipec compile` does.

        They go to a folder of the pipeline's name in `out`, by default the project's `out` in the
        working folder. Gives the paths; raises `OSError` and then has written none.
        """
        folder = str(out if out is not None else self.out)
        texts = workspace.outputs(self.artifacts, folder)
        write_all(texts, inside=Path(folder) / self.name)
        return list(texts)

    def diff(
        self,
        *,
        role: str | None = None,
        region: str | None = None,
        profile: str | None = None,
        endpoint_url: str | None = None,
    ) -> Difference:
        """What `upsert` would change, as `pipec diff` shows it; it changes nothing.

        Raises `PipelineError` for what AWS refuses.
        """
        from pipec.cli.api.deploying import Account, difference

        account = Account(role=role, region=region, profile=profile, endpoint_url=endpoint_url)
        return difference(self.artifacts, self.folder, account)

    def upsert(
        self,
        *,
        role: str | None = None,
        region: str | None = None,
        profile: str | None = None,
        endpoint_url: str | None = None,
    ) -> Done:
        """Create the pipeline, or make the deployed one what this is, as `pipec upsert --yes` does.

        It does not ask and prints nothing. Gives the ARN, what was done and the version. Raises
        `PipelineError` for what AWS refuses, and the deployed pipeline is then what it was.
        """
        from pipec.cli.api.deploying import Account, upserted

        account = Account(role=role, region=region, profile=profile, endpoint_url=endpoint_url)
        return upserted(self.artifacts, self.folder, account)

    def __repr__(self) -> str:
        return f"<pipeline {self.name}: {len(self.dag.nodes)} steps>"

    def _repr_html_(self) -> str:
        from pipec.cli.api.display import pipeline_html

        return pipeline_html(self.name, self.dag, self.steps)
