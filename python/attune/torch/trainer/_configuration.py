"""The hyperparameters of a training."""

from __future__ import annotations

import collections
import copy
from typing import Any, Dict, Iterator, Mapping, Optional

#: What a training goes by where nothing else is said.
_DEFAULTS: Mapping[str, Any] = {
    "batch_size": 32,
    "shuffle_train": False,
    "shuffle_validation": False,
    "shuffle_test": False,
    "pin_gpu_memory": False,
    "num_workers_dataloader": 4,
    "loss": "cross_entropy",
    "optimizer": "adam",
    "optim_lr": 1e-3,
    "optim_momentum": 0.9,
    "optim_betas": (0.9, 0.999),
    "optim_weight_decay": 0.0,
    "lr_scheduler": None,
    "lr_scheduler_step_size": 10,
    "lr_scheduler_gamma": 0.95,
    "fp16_allreduce": False,
    "use_adasum": False,
    "gradient_predivide_factor": 1.0,
    "dist_backend": None,
}


class TrainingConfiguration(Dict[str, Any]):
    """A dict of hyperparameters, which are attributes as well: `config["optim_lr"]`,
    `config.optim_lr`.

    It has these, and any others that it is given (one that is named as a method of dicts, such as
    `items`, is no attribute):

    | name | default | meaning |
    | --- | --- | --- |
    | `batch_size` | 32 | samples in a batch of one rank |
    | `shuffle_train`, `shuffle_validation`, `shuffle_test` | False | shuffle the dataset |
    | `pin_gpu_memory` | False | `pin_memory` of the data loaders |
    | `num_workers_dataloader` | 4 | processes that load data, for each loader and rank |
    | `loss` | `cross_entropy` | or `mse`, `l2` (the same), `l1`, `nllloss`, `bceloss` |
    | `optimizer` | `adam` | or `adamw`, `adadelta`, `rmsprop`, `sgd` |
    | `optim_lr` | 1e-3 | learning rate |
    | `optim_momentum` | 0.9 | of `sgd` and `rmsprop` |
    | `optim_betas` | (0.9, 0.999) | of `adam` and `adamw` |
    | `optim_weight_decay` | 0 | weight decay |
    | `lr_scheduler` | None | `step multistep constant linear exponential polynomial` |
    | `lr_scheduler_step_size` | 10 | epochs; a list of epochs for `multistep` |
    | `lr_scheduler_gamma` | 0.95 | factor of `exponential`, and if given of `step`, `multistep` |
    | `fp16_allreduce`, `use_adasum`, `gradient_predivide_factor` | False, False, 1.0 | of Horovod |
    | `dist_backend` | None | `nccl`, `gloo` or `mpi`; None: by the device |
    """

    def __init__(self, values: Optional[Mapping[str, Any]] = None, /, **more: Any) -> None:
        given = {**(values or {}), **more}
        super().__init__({**_DEFAULTS, **given})
        _set(self, "_given", set(given))
        # Notes what a trial has read of its config.
        _set(self, "_sampled", {})

    def is_given(self, name: str) -> bool:
        """Whether somebody has said this; else it is a default."""
        return name in self._given

    def model_copy(self, update: Optional[Mapping[str, Any]] = None) -> TrainingConfiguration:
        """A copy, with other values where they are given."""
        made = TrainingConfiguration({**self._given_values(), **(update or {})})
        _set(made, "_sampled", self._sampled)
        return made

    def model_dump(self) -> Dict[str, Any]:
        """All of it as a plain dict. Nothing counts as read by this."""
        return dict(dict.items(self))

    def overlaid(self, sampled: Mapping[str, Any]) -> TrainingConfiguration:
        """A copy with a trial's config over it, which learns what is read of it here."""
        # Not by its own methods, which would note all as read.
        values = dict.items(sampled) if isinstance(sampled, dict) else sampled.items()
        made = self.model_copy(dict(values))
        _set(made, "_sampled", sampled)
        return made

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self._sampled.get(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default

    def __iter__(self) -> Iterator[str]:
        # With this, `**config` and `dict(config)` read by `[]`.
        return super().__iter__()

    def items(self) -> Any:
        return {name: self[name] for name in self}.items()

    def values(self) -> Any:
        return {name: self[name] for name in self}.values()

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        self._given.add(name)

    def update(self, *args: Any, **more: Any) -> None:
        for name, value in dict(*args, **more).items():
            self[name] = value

    def setdefault(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self[name] = default
        return self[name]

    def __ior__(self, other: Any) -> TrainingConfiguration:  # type: ignore[override,misc]
        self.update(other)
        return self

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(
                f"The training configuration has no {name!r}. It has: {', '.join(sorted(self))}."
            ) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    copy = model_copy

    def __copy__(self) -> TrainingConfiguration:
        return self.model_copy()

    def __deepcopy__(self, memo: Dict[int, Any]) -> TrainingConfiguration:
        return TrainingConfiguration(copy.deepcopy(self._given_values(), memo))

    def __reduce_ex__(self, protocol: Any) -> Any:
        if protocol == 2:
            # So `torch.save` asks, and `torch.load` takes no class of ours for safe.
            return collections.OrderedDict, (), None, None, iter(dict.items(self))
        return TrainingConfiguration, (self._given_values(),)

    def _given_values(self) -> Dict[str, Any]:
        return {name: value for name, value in dict.items(self) if name in self._given}


def _set(config: TrainingConfiguration, name: str, value: Any) -> None:
    object.__setattr__(config, name, value)
