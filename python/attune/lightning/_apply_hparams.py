"""Hyperparameters of a training that has been restored from a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional

from .._context import get_config
from .._facts import plain_config_of
from .._session import session
from ..torch import apply_hparams
from ..torch._schedules import Settings, read_schedule, set_changed_settings
from ._framework import framework
from ._optimizers import (
    Hyperparameters,
    has_other_start_rates,
    keep_start_rates,
    read_optimizer,
    scale_rates,
    set_changed_values,
    start_rates,
)

#: Called with the trainer, the module, and the trial's config.
Hook = Callable[[Any, Any, Any], None]


class ApplyHparams(framework().Callback):
    """Trains with the trial's hyperparameters after a restore, not with those of the checkpoint.

    Lightning's `ckpt_path` brings back what the optimizers were saved with, so that a trial that
    goes on with another config (population based training) would train with the old one. This notes
    what `configure_optimizers` makes of the trial's own config: learning rate, momentum, weight
    decay, … of each group, and the settings of schedules. After the restore it sets what differs
    from that of the trial that saved the checkpoint, and nothing else. A schedule goes on from
    where it is; a new learning rate is the one that it starts from.

    For the rest there is a hook, called on every rank if the config differs from that of the
    checkpoint: `on_hparams_changed(trainer, module, config)` given here, or a method
    `on_hparams_changed(self, trainer, config)` of the LightningModule.

    Raises ValueError where there is no hook, and it cannot be known what the change means to a
    schedule (OneCycleLR, CyclicLR).
    """

    def __init__(self, on_hparams_changed: Optional[Hook] = None) -> None:
        super().__init__()
        self._on_hparams_changed = on_hparams_changed
        self._optimizers: list[Hyperparameters] = []
        self._schedules: list[Settings] = []
        self._saved: Optional[dict[str, Any]] = None

    def on_fit_start(self, trainer: Any, pl_module: Any) -> None:
        schedules = _schedules(trainer)
        for schedule in schedules:
            keep_start_rates(schedule.optimizer)
        self._optimizers = [read_optimizer(optimizer) for optimizer in trainer.optimizers]
        self._schedules = [read_schedule(schedule) for schedule in schedules]

    def on_load_checkpoint(self, trainer: Any, pl_module: Any, checkpoint: dict[str, Any]) -> None:
        self._saved = checkpoint.get("callbacks", {}).get(self.state_key, {})

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        saved, self._saved = self._saved, None
        if saved is None:
            return
        refusals = list(self._set_changed(trainer, saved))
        hooks = self._hooks(trainer, pl_module)
        # What cannot be set here is what the hooks are for.
        if refusals and not hooks:
            raise ValueError(f"{refusals[0]} {_ADVICE}") from refusals[0]
        if "config" not in saved or saved["config"] != _plain_config():
            for hook in hooks:
                hook()

    def state_dict(self) -> dict[str, Any]:
        return {
            "config": _plain_config(),
            "optimizers": self._optimizers,
            "schedules": self._schedules,
        }

    def _set_changed(self, trainer: Any, saved: dict[str, Any]) -> Iterator[ValueError]:
        """Sets what can be set, and gives the reasons why something cannot."""
        # Of a checkpoint that was saved without this callback, its optimizers tell the most.
        before = saved.get("optimizers") or [read_optimizer(each) for each in trainer.optimizers]
        for optimizer, wanted, old in zip(trainer.optimizers, self._optimizers, before):
            set_changed_values(optimizer, wanted, old)
        schedules = _schedules(trainer)
        for schedule, wanted, old in zip(schedules, self._schedules, saved.get("schedules", ())):
            yield from _refusal(set_changed_settings, schedule, wanted, old)
        for optimizer, wanted, old in zip(trainer.optimizers, self._optimizers, before):
            rates = start_rates(wanted)
            if rates == start_rates(old):
                continue
            if has_other_start_rates(optimizer, old):
                scale_rates(optimizer, wanted, old)
            else:
                own = [schedule for schedule in schedules if schedule.optimizer is optimizer]
                for schedule in own or [None]:
                    yield from _refusal(apply_hparams, optimizer, schedule, lr=rates)

    def _hooks(self, trainer: Any, pl_module: Any) -> list[Callable[[], None]]:
        hooks: list[Callable[[], None]] = []
        given, method = self._on_hparams_changed, getattr(pl_module, "on_hparams_changed", None)
        if given:
            hooks.append(lambda: given(trainer, pl_module, get_config()))
        if method:
            hooks.append(lambda: method(trainer, get_config()))
        return hooks


_ADVICE = (
    "Do so in a method on_hparams_changed(self, trainer, config) of the LightningModule, or in a "
    "function on_hparams_changed(trainer, module, config) given to attune.lightning.fit or "
    "ApplyHparams: it is called after a restore with another config."
)


def _refusal(change: Callable[..., None], *args: Any, **options: Any) -> Iterator[ValueError]:
    try:
        change(*args, **options)
    except ValueError as error:
        yield error


def _plain_config() -> Any:
    facts = session.facts()
    return plain_config_of(facts) if facts else None


def _schedules(trainer: Any) -> list[Any]:
    return [config.scheduler for config in trainer.lr_scheduler_configs]
