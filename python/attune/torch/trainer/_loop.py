"""The training that is done where a trainer brings none of its own."""

from __future__ import annotations

import os
import warnings
from typing import Any, Dict, Mapping, Optional, Tuple

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

from ..._context import get_context
from .._device import moved
from ._checkpoints import Checkpoints, is_better
from ._means import Means, size_of


class Loop(Checkpoints):
    """Epochs of training and validation, each of which is reported."""

    epochs: Optional[int]
    loss: Any
    metrics: Mapping[str, Any]
    logger: Any
    test_every: Optional[int]
    validation_every: Optional[int]
    checkpoints_location: str
    train_dataloader: Any = None
    validation_dataloader: Any = None
    test_dataloader: Any = None
    #: Batches so far, over all epochs.
    train_glob_step: int = 0
    validation_glob_step: int = 0
    test_glob_step: int = 0
    _initial_best: float
    #: Of the epoch so far, besides the losses.
    _epoch_means: Dict[str, float]

    def _run_epochs(self) -> None:
        if self.epochs is None:
            raise ValueError(
                "Nobody has said how many epochs to train: give the trainer `epochs`, or its "
                "config or the search space an entry of that name."
            )
        for epoch in range(self.current_epoch, int(self.epochs)):
            self.current_epoch = epoch
            self.set_epoch()
            results = self._run_epoch()
            if _is_in_study():
                every = 1 if self.checkpoint_every is None else self.checkpoint_every
                self._report(results, self.write_checkpoint if self._is_turn(every) else None)
            elif self._is_turn(self.checkpoint_every):
                self._write_own_checkpoint(f"epoch_{epoch}")

    def _run_epoch(self) -> Dict[str, Any]:
        """What is reported of an epoch."""
        self._epoch_means = {}
        loss = float(self.train_epoch())
        results: Dict[str, Any] = {"loss": loss, "train_loss": loss}
        if self._is_turn(self.validation_every):
            validation_loss = self.validation_epoch()
            if validation_loss is not None:
                results["loss"] = results["validation_loss"] = float(validation_loss)
                self._keep_best(results["loss"])
        if self._is_turn(self.test_every) and self.test_dataloader is not None:
            results["test_loss"] = float(self.test_epoch())
        return {**self._epoch_means, **results, "epoch": self.current_epoch}

    def train_epoch(self) -> Any:
        """One pass over the training data. The mean loss over all samples of all ranks."""
        self.model.train()
        means = Means()
        for index, batch in enumerate(self.train_dataloader):
            loss, metrics = self.train_step(batch, index)
            means.add({"loss": loss, **metrics}, size_of(batch))
            self.train_glob_step += 1
        return self._conclude("train", means, self.train_glob_step)

    def validation_epoch(self) -> Any:
        """One pass over the validation data; None where there is none."""
        if self.validation_dataloader is None:
            return None
        means = Means()
        self.model.eval()
        for index, batch in enumerate(self.validation_dataloader):
            loss, metrics = self.validation_step(batch, index)
            means.add({"loss": loss, **metrics}, size_of(batch))
            self.validation_glob_step += 1
        return self._conclude("validation", means, self.validation_glob_step)

    def test_epoch(self) -> Any:
        """One pass over the test data."""
        means = Means()
        self.model.eval()
        for index, batch in enumerate(self.test_dataloader):
            loss, metrics = self.test_step(batch, index)
            means.add({"loss": loss, **metrics}, size_of(batch))
            self.test_glob_step += 1
        return self._conclude("test", means, self.test_glob_step)

    def train_step(self, batch: Any, batch_idx: int) -> Tuple[torch.Tensor, Dict[str, Any]]:
        """One step of the optimizer: the batch's loss, and its metrics by name."""
        inputs, targets = self._on_device(batch)
        predicted = self.model(inputs)
        loss = self.loss(predicted, targets)
        self.strategy.optimize(loss, self.model, self.optimizer)
        self._log_step("train", loss, self.train_glob_step, batch_idx)
        return loss, self._metrics_of(predicted, targets)

    def validation_step(self, batch: Any, batch_idx: int) -> Tuple[torch.Tensor, Dict[str, Any]]:
        """A batch's loss, and its metrics by name."""
        loss, metrics = self._evaluate(batch)
        self._log_step("validation", loss, self.validation_glob_step, batch_idx)
        return loss, metrics

    def test_step(self, batch: Any, batch_idx: int) -> Tuple[torch.Tensor, Dict[str, Any]]:
        """A batch's loss, and its metrics by name."""
        loss, metrics = self._evaluate(batch)
        self._log_step("test", loss, self.test_glob_step, batch_idx)
        return loss, metrics

    def set_epoch(self, epoch: Optional[int] = None) -> None:
        """Begins an epoch: the samplers of the data loaders deal out another order.

        Without a number the epoch is `current_epoch`, and the learning rate schedule makes its
        step, except before the first epoch. Raises TypeError for one that steps by a metric.
        """
        if epoch is None:
            if isinstance(self.lr_scheduler, ReduceLROnPlateau):
                raise TypeError(
                    "ReduceLROnPlateau steps by a metric, and set_epoch() has none. Override "
                    "set_epoch() with super().set_epoch(self.current_epoch), and step the schedule "
                    "where its metric is known, as at the end of validation_epoch()."
                )
            epoch = self.current_epoch
            if epoch > 0 and self.lr_scheduler is not None:
                with warnings.catch_warnings():
                    # PyTorch misses the steps that were done before a restore.
                    warnings.filterwarnings("ignore", message="Detected call of `lr_scheduler")
                    self.lr_scheduler.step()
        for loader in (self.train_dataloader, self.validation_dataloader, self.test_dataloader):
            set_epoch = getattr(getattr(loader, "sampler", None), "set_epoch", None)
            if set_epoch is not None:
                set_epoch(epoch)

    def log(
        self,
        item: Any,
        identifier: str,
        kind: str = "metric",
        step: Optional[int] = None,
        batch_idx: Optional[int] = None,
        **options: Any,
    ) -> None:
        """`log()` of the logger; nothing where the trainer has none."""
        if self.logger is not None:
            self.logger.log(item, identifier, kind, step, batch_idx, **options)

    def _on_device(self, batch: Any) -> Any:
        # It is there already, unless a loader is not the strategy's.
        return moved(batch, torch.device(self.strategy.device()))

    def _evaluate(self, batch: Any) -> Tuple[torch.Tensor, Dict[str, Any]]:
        inputs, targets = self._on_device(batch)
        with torch.no_grad():
            predicted = self.model(inputs)
            return self.loss(predicted, targets), self._metrics_of(predicted, targets)

    def _metrics_of(self, predicted: torch.Tensor, targets: torch.Tensor) -> Dict[str, Any]:
        return {name: metric(predicted, targets) for name, metric in self.metrics.items()}

    def _conclude(self, stage: str, means: Means, step: int) -> float:
        found = means.over_ranks(self.strategy)
        for name, value in found.items():
            self.log(value, f"{stage}_{name}_epoch", step=step)
            if name != "loss":
                self._epoch_means[f"{stage}_{name}"] = value
        return found.get("loss", float("nan"))

    def _log_step(self, stage: str, loss: torch.Tensor, step: int, batch_idx: int) -> None:
        if self.logger is not None and self.logger.should_log(batch_idx):
            self.log(loss.item(), f"{stage}_loss", step=step, batch_idx=batch_idx)

    def _keep_best(self, value: float) -> None:
        if not is_better(value, self.best_validation_metric, self._initial_best):
            return
        self.best_validation_metric = value
        # In a study the tuner keeps the checkpoints, the best among them.
        if not _is_in_study():
            self._write_own_checkpoint("best_model")

    def _write_own_checkpoint(self, name: str) -> None:
        if self.strategy.is_main_worker:
            self.write_checkpoint(os.path.join(self.checkpoints_location, name))

    def _is_turn(self, every: Optional[int]) -> bool:
        return bool(every) and (self.current_epoch + 1) % int(every or 1) == 0


def _is_in_study() -> bool:
    return get_context().get_trial_id() is not None
