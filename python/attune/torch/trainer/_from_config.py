"""Losses, optimizers and schedules by the names that a configuration has for them."""

from __future__ import annotations

from typing import Any, Callable, Dict, Mapping, Optional

import torch
from torch.nn import functional
from torch.optim import lr_scheduler

from ._configuration import TrainingConfiguration

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

_LOSSES: Mapping[str, Loss] = {
    "mse": functional.mse_loss,
    "l2": functional.mse_loss,
    "l1": functional.l1_loss,
    "nllloss": functional.nll_loss,
    "cross_entropy": functional.cross_entropy,
    "bceloss": functional.binary_cross_entropy,
}

_OPTIMIZERS: Mapping[str, Callable[..., torch.optim.Optimizer]] = {
    "adadelta": torch.optim.Adadelta,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "sgd": torch.optim.SGD,
}

_SCHEDULES = ("constant", "exponential", "linear", "multistep", "polynomial", "step")


def loss_of(config: TrainingConfiguration) -> Loss:
    return _named("loss", config.loss, _LOSSES)


def optimizer_of(config: TrainingConfiguration, model: torch.nn.Module) -> torch.optim.Optimizer:
    make = _named("optimizer", config.optimizer, _OPTIMIZERS)
    return make(model.parameters(), **optimizer_hparams(config))


def optimizer_hparams(config: TrainingConfiguration) -> Dict[str, Any]:
    """What the configured optimizer takes, under its own names."""
    hparams = {"lr": config.optim_lr, "weight_decay": config.optim_weight_decay}
    if config.optimizer in ("adam", "adamw"):
        hparams["betas"] = tuple(config.optim_betas)
    if config.optimizer in ("rmsprop", "sgd"):
        hparams["momentum"] = config.optim_momentum
    return hparams


def schedule_of(config: TrainingConfiguration, optimizer: torch.optim.Optimizer) -> Optional[Any]:
    name = config.lr_scheduler
    if name is None:
        return None
    # PyTorch's own default, 0.1, is what these two are known for.
    gamma = {"gamma": config.lr_scheduler_gamma} if config.is_given("lr_scheduler_gamma") else {}
    if name == "step":
        return lr_scheduler.StepLR(optimizer, config.lr_scheduler_step_size, **gamma)
    if name == "multistep":
        steps = config.lr_scheduler_step_size
        milestones = [steps] if isinstance(steps, int) else list(steps)
        return lr_scheduler.MultiStepLR(optimizer, milestones, **gamma)
    if name == "constant":
        return lr_scheduler.ConstantLR(optimizer)
    if name == "linear":
        return lr_scheduler.LinearLR(optimizer)
    if name == "exponential":
        return lr_scheduler.ExponentialLR(optimizer, config.lr_scheduler_gamma)
    if name == "polynomial":
        return lr_scheduler.PolynomialLR(optimizer)
    raise _unknown("lr_scheduler", name, _SCHEDULES)


def _named(key: str, name: Any, known: Mapping[str, Any]) -> Any:
    if name in known:
        return known[name]
    raise _unknown(key, name, known)


def _unknown(key: str, name: Any, known: Any) -> ValueError:
    return ValueError(
        f"The configuration's {key} is {name!r}. There are: {', '.join(sorted(known))}. For "
        "another one override create_model_loss_optimizer()."
    )
