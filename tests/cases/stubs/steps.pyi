# Made by `pipec stubs` from the contracts, for type checkers; after a change of them run it again.
# fmt: off
# ruff: noqa

from collections.abc import Mapping
from os import PathLike
from typing import Any, Literal, Never

from pipec import InputSource, PropertyReference, Reference, TypedStep

# No names for classes, to be given as texts: Reference, class, with-hyphen

class AddFeatures(TypedStep[Literal["table", "holidays"], Literal["features", "summary"]]):
    """Adds moving averages to a table.

    table: CSV files.
    holidays: Dates to leave out. Optional.
    window: Days to average over. By default 7.
    target: The column to predict.
    ratio: By default 0.5.
    strict: By default False.
    columns: By default [].
    how: By default 'mean'.
    """
    def __init__(
        self,
        step_name: str,
        /,
        *,
        window: int | Reference | None = ...,
        target: str | Reference | None = ...,
        ratio: float | Reference | None = ...,
        strict: bool | Reference | None = ...,
        columns: list[Any] | tuple[Any, ...] | Reference | None = ...,
        how: Literal["mean", "median"] | Reference | None = ...,
        table: InputSource = ...,
        holidays: InputSource = ...,
        depends_on: list[Any] | tuple[Any, ...] | None = ...,
        display_name: str | float | bool | Reference | None = ...,
        description: str | float | bool | Reference | None = ...,
        instance: str | Mapping[Any, Any] | Reference | None = ...,
        image: str | Mapping[Any, Any] | Reference | None = ...,
        role: str | float | bool | Reference | None = ...,
        environment: Mapping[Any, Any] | None = ...,
        command: list[Any] | tuple[Any, ...] | None = ...,
        args: list[Any] | tuple[Any, ...] | None = ...,
        code: str | Mapping[Any, Any] | PathLike[str] | Reference | None = ...,
        kms: Mapping[Any, Any] | None = ...,
        network: Mapping[Any, Any] | None = ...,
        timeout: int | str | Reference | None = ...,
        job_prefix: str | float | bool | Reference | None = ...,
        tags: Mapping[Any, Any] | None = ...,
        cache: str | Literal[False] | Mapping[Any, Any] | Reference | None = ...,
        retry: list[Any] | tuple[Any, ...] | None = ...,
        request: Mapping[Any, Any] | None = ...,
        inputs: Mapping[Any, Any] | None = ...,
        outputs: Mapping[Any, Any] | None = ...,
        from_: list[Any] | tuple[Any, ...] | None = ...,
        options: Mapping[Any, Any] | None = ...,
    ) -> None: ...
    @property
    def features(self) -> PropertyReference: ...
    @property
    def summary(self) -> PropertyReference:
        """As \"JSON\""""

class Odd(
    TypedStep[
        Literal["in-put", "options", "level", "class"],
        Literal["out-put", "connect", "str", "contract", "plain"],
    ]
):
    """It says \"\"\"so\"\"\", and C:\\new; this goes on and on, farther than a line of text is to be
    long in a docstring.
    The end

    level: By default 'low'.
    timeout: By default 3.
    name: By default 'x'.
    self: By default 'x'.
    lambda: By default 1.
    lambda_: By default 'x'.
    __private: By default 'x'.
    half: By default 'one'.
    """
    # By `options=` alone: timeout, name, self, lambda_, __private
    # By `inputs=` or `connect` alone: in-put, options, level
    # By `step[…]` alone: out-put, connect, str, contract
    def __init__(
        self,
        step_name: str,
        /,
        *,
        level: str | None | Reference = ...,
        lambda_: int | Mapping[Any, Any] | Reference | None = ...,
        half: Literal["one"] | float | None | Reference = ...,
        class_: InputSource = ...,
        depends_on: list[Any] | tuple[Any, ...] | None = ...,
        display_name: str | float | bool | Reference | None = ...,
        description: str | float | bool | Reference | None = ...,
        instance: str | Mapping[Any, Any] | Reference | None = ...,
        image: str | Mapping[Any, Any] | Reference | None = ...,
        role: str | float | bool | Reference | None = ...,
        environment: Mapping[Any, Any] | None = ...,
        command: list[Any] | tuple[Any, ...] | None = ...,
        args: list[Any] | tuple[Any, ...] | None = ...,
        code: str | Mapping[Any, Any] | PathLike[str] | Reference | None = ...,
        kms: Mapping[Any, Any] | None = ...,
        network: Mapping[Any, Any] | None = ...,
        timeout: int | str | Reference | None = ...,
        job_prefix: str | float | bool | Reference | None = ...,
        tags: Mapping[Any, Any] | None = ...,
        cache: str | Literal[False] | Mapping[Any, Any] | Reference | None = ...,
        retry: list[Any] | tuple[Any, ...] | None = ...,
        request: Mapping[Any, Any] | None = ...,
        inputs: Mapping[Any, Any] | None = ...,
        outputs: Mapping[Any, Any] | None = ...,
        from_: list[Any] | tuple[Any, ...] | None = ...,
        options: Mapping[Any, Any] | None = ...,
    ) -> None: ...
    @property
    def plain(self) -> PropertyReference: ...
