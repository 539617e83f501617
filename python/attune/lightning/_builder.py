"""A training with Lightning, declared instead of written: which module, with which arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Optional, Union

from ._build import build, domains_in, made
from ._names import nested, short_names, value_in
from ._train import prepare_trials, train

#: What `fit()` gets from the declaration's other parts.
_NOT_FOR_FIT = ("model", "trainer")


class LightningConfigBuilder:
    """Declares a training with Lightning, any argument of which may be a domain.

    `LightningConfigBuilder().module(cls=Net, dim_1=choice([64, 128])).build()` is a trainable. The
    methods may be called in any order, and again: later arguments are added to earlier ones, or
    replace them. Each returns the builder.
    """

    def __init__(self) -> None:
        self._cls: Optional[Union[Callable[..., Any], str]] = None
        self._module: dict[str, Any] = {}
        self._trainer: dict[str, Any] = {}
        self._fit: dict[str, Any] = {}
        self._checkpointing: Optional[dict[str, Any]] = None

    def module(
        self, cls: Optional[Union[Callable[..., Any], str]] = None, **arguments: Any
    ) -> LightningConfigBuilder:
        """The LightningModule's class, or its import path, and the keyword arguments it gets."""
        if cls is not None:
            self._cls = cls
        self._module.update(arguments)
        return self

    def trainer(self, **arguments: Any) -> LightningConfigBuilder:
        """Keyword arguments of Lightning's Trainer. Callbacks among them stay."""
        self._trainer.update(arguments)
        return self

    def fit_params(self, **arguments: Any) -> LightningConfigBuilder:
        """Keyword arguments of `Trainer.fit()`, such as `datamodule` or `train_dataloaders`.

        An object is used as it is; a class, or `build(Digits, …)`, is made in each trial.
        """
        for name in _NOT_FOR_FIT:
            if name in arguments:
                raise TypeError(
                    f"fit_params() does not take {name!r}: it is made from the other parts."
                )
        self._fit.update(arguments)
        return self

    def checkpointing(self, **arguments: Any) -> LightningConfigBuilder:
        """Arguments of Lightning's ModelCheckpoint, such as `monitor`, `save_top_k` and `mode`.

        Its files lie in the trial's folder. With it, even without arguments, each report carries a
        checkpoint that the trial can go on from.
        """
        if "dirpath" in arguments:
            raise TypeError(
                "checkpointing() does not take 'dirpath': each trial keeps its checkpoints in a "
                "folder of its own, or they would overwrite each other."
            )
        self._checkpointing = {**(self._checkpointing or {}), **arguments}
        return self

    def build(self) -> LightningTrainable:
        """What has been declared, as a trainable.

        Raises ValueError where it lacks a module or contradicts itself, and TypeError for arguments
        that the module does not take.
        """
        if self._cls is None:
            raise ValueError(
                "LightningConfigBuilder: there is no module. Name its class: .module(cls=Net, …)."
            )
        if self._checkpointing is not None and self._trainer.get("enable_checkpointing") is False:
            raise ValueError(
                "LightningConfigBuilder: trainer(enable_checkpointing=False) contradicts "
                "checkpointing(). Leave one out."
            )
        return LightningTrainable(
            {
                "module": build(self._cls, **self._module),
                "trainer": dict(self._trainer),
                "fit": {name: _buildable(value) for name, value in self._fit.items()},
                "checkpointing": None if self._checkpointing is None else dict(self._checkpointing),
            }
        )


class LightningTrainable:
    """A declared training. Call it with a config, as a study does."""

    def __init__(self, parts: Mapping[str, Any]) -> None:
        self._parts = parts
        declared = list(domains_in(parts))
        self._paths = [path for path, _ in declared]
        # What fit() gets is called by its own name: `datamodule/batch_size`.
        self._names = short_names([path[path[0] == "fit" :] for path in self._paths])
        #: What may vary: names, as short as they can be told apart, and domains.
        self.param_space: dict[str, Any] = nested(self._names, [domain for _, domain in declared])

    def __call__(self, config: Mapping[str, Any]) -> None:
        """Trains with a config: a dict of values under the names of `param_space`."""
        values = {path: value_in(config, name) for path, name in zip(self._paths, self._names)}
        train(**made(self._parts, values))

    def prepare_trials(self) -> None:
        """What a warm parent calls before it forks the trials."""
        prepare_trials()

    def __repr__(self) -> str:
        return f"LightningTrainable({self._parts['module']!r}, param_space={self.param_space!r})"


def _buildable(value: Any) -> Any:
    return build(value) if isinstance(value, type) else value
