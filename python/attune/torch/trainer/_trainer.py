"""The trainer to derive from."""

from __future__ import annotations

import inspect
import os
import random
import sys
import warnings
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Callable, Dict, List, Optional, Tuple, Union

import torch

from ..._context import get_config, get_trial_dir
from ..strategies import DeepSpeedStrategy, HorovodStrategy, Strategy, strategy as strategy_of
from ._configuration import TrainingConfiguration
from ._from_config import loss_of, optimizer_of, schedule_of
from ._loop import Loop

#: What the study says where a trainer was once told.
_ELSEWHERE = (
    "ray_scaling_config",
    "ray_tune_config",
    "ray_run_config",
    "ray_search_space",
    "ray_torch_config",
    "ray_data_config",
)
#: What has no counterpart here.
_WITHOUT_EFFECT = (
    "disable_tqdm",
    "enable_torch_profiling",
    "measure_epoch_time",
    "measure_gpu_data",
    "profiling_warmup_epochs",
    "profiling_wait_epochs",
    "run_name",
    "store_torch_profiling_traces",
    "time_ray",
)
#: Parts of a config that are about the study and not about the training.
_STUDY_KEYS = ("scaling_config", "tune_config", "run_config", "train_loop_config")


class TorchTrainer(Loop):
    """Trains a model with the config of a trial, in one rank or several.

    Derive from it what is special about a training. The least is `create_model_loss_optimizer()`,
    which sets `model`, `loss`, `optimizer` and perhaps `lr_scheduler`; not even that where a model
    is given and the config names the rest. A training loop of one's own is `train()`: as
    `train(self)` it finds model and data loaders ready, as `train(self, config, data)` it makes
    them itself.

    `execute(train_dataset, validation_dataset, test_dataset)` runs it: in a study with the trial's
    config over the trainer's own, from the trial's checkpoint where there is one; outside as it is.

    Arguments:

    - `config`: a dict or `TrainingConfiguration`. The entry `train_loop_config` of a dict, if it
      has one, is taken for it.
    - `epochs`: how many to train in all; an entry `epochs` of the trial's config goes before it.
    - `model`: the model, where `create_model_loss_optimizer()` is not overridden.
    - `strategy`: `ddp`, `deepspeed`, `horovod`, None, or a strategy of `attune.torch`. With one
      rank, each trains as ever.
    - `validation_every`, `test_every`: validate and test in every n-th epoch; None for never.
    - `random_seed`: makes weights and the order of samples the same each time; None for chance.
    - `logger`: one of `attune.loggers`.
    - `metrics`: functions of predictions and targets by name, e.g. of torchmetrics.
    - `checkpoint_every`: a checkpoint in every n-th epoch; in a study 1 by default, outside none.
      0: none.
    - `checkpoints_location`: where those outside a study go; in the trial's folder where it is
      relative.
    - `from_checkpoint`: a checkpoint's folder to go on from, where the trial has none of its own.
    - `initial_best_validation_metric`: `"inf"` where less is better, `"-inf"` where more is.
    - `name`: the trainer's own.

    Raises TypeError for an argument that it does not know, and ValueError for a strategy that is
    none.
    """

    model: Any = None
    loss: Any = None
    optimizer: Any = None
    lr_scheduler: Any = None
    #: Makes the order of samples; None without a `random_seed`.
    torch_rng: Optional[torch.Generator] = None
    current_epoch: int = 0

    def __init__(
        self,
        config: Union[Mapping[str, Any], TrainingConfiguration, None] = None,
        epochs: Optional[int] = None,
        model: Optional[torch.nn.Module] = None,
        strategy: Union[str, Strategy, None] = "ddp",
        validation_every: Optional[int] = 1,
        test_every: Optional[int] = None,
        random_seed: Optional[int] = None,
        logger: Any = None,
        metrics: Optional[Dict[str, Callable[..., Any]]] = None,
        checkpoints_location: Union[str, "os.PathLike[str]"] = "checkpoints",
        checkpoint_every: Optional[int] = None,
        name: Optional[str] = None,
        from_checkpoint: Union[str, "os.PathLike[str]", None] = None,
        initial_best_validation_metric: Union[str, float] = "inf",
        **others: Any,
    ) -> None:
        _check_others(others)
        self.config = _own_config(config)
        #: What `train()` goes by: the trial's config over the trainer's own.
        self.training_config: Any = self.config
        self.epochs = self.config.get("epochs") if epochs is None else epochs
        self.model = model
        self.strategy = strategy
        self.validation_every = validation_every
        self.test_every = test_every
        self.random_seed = random_seed
        self.logger = logger
        self.metrics = dict(metrics or {})
        self.checkpoints_location = os.fspath(checkpoints_location)
        self.checkpoint_every = checkpoint_every
        self.name = name or type(self).__name__
        self.from_checkpoint = None if from_checkpoint is None else os.fspath(from_checkpoint)
        self._initial_best = float(initial_best_validation_metric)
        self.best_validation_metric = self._initial_best
        self._epoch_means = {}
        self._is_prepared = False

    # To override

    def create_model_loss_optimizer(self) -> None:
        """Makes `model`, `loss`, `optimizer` and `lr_scheduler`, and has the strategy distribute
        them.

        By default the model is the one that was given, and the config names the rest.
        """
        if self.model is None:
            raise ValueError(
                f"{self.name} has no model. Give it one, or override create_model_loss_optimizer()."
            )
        self.loss = loss_of(self.config)
        self.optimizer = optimizer_of(self.config, self.model)
        self.lr_scheduler = schedule_of(self.config, self.optimizer)
        self.model, self.optimizer, self.lr_scheduler = self.strategy.distributed(
            self.model, self.optimizer, self.lr_scheduler, **self.get_default_distributed_kwargs()
        )

    def create_dataloaders(
        self,
        train_dataset: Any,
        validation_dataset: Any = None,
        test_dataset: Any = None,
        batch_size: Optional[int] = None,
        num_workers_dataloader: Optional[int] = None,
        pin_memory: Optional[bool] = None,
        shuffle_train: Optional[bool] = None,
        shuffle_validation: Optional[bool] = None,
        shuffle_test: Optional[bool] = None,
        sampler: Any = None,
        collate_fn: Optional[Callable[..., Any]] = None,
    ) -> None:
        """Makes `train_dataloader`, `validation_dataloader` and `test_dataloader`.

        What is not said here is as in the config. Each rank gets its part, in batches on its
        device.
        """
        config = _own_config(self.training_config)

        def make(dataset: Any, shuffle: Optional[bool], stage: str) -> Any:
            if dataset is None:
                return None
            return self.strategy.create_dataloader(
                dataset,
                batch_size=_first(batch_size, config, "batch_size"),
                shuffle=_first(shuffle, config, f"shuffle_{stage}") if sampler is None else None,
                sampler=sampler,
                num_workers=_first(num_workers_dataloader, config, "num_workers_dataloader"),
                collate_fn=collate_fn,
                pin_memory=_first(pin_memory, config, "pin_gpu_memory"),
                generator=self.torch_rng,
            )

        self.train_dataloader = make(train_dataset, shuffle_train, "train")
        self.validation_dataloader = make(validation_dataset, shuffle_validation, "validation")
        self.test_dataloader = make(test_dataset, shuffle_test, "test")

    def train(self, config: Any = None, data: Any = None) -> None:
        """Trains: by default `epochs` epochs, each of which is validated and reported.

        Reported are `loss` (of the validation, or of the training where there is none),
        `train_loss`, `validation_loss`, `test_loss`, the metrics as `train_<name>` and so on, and
        `epoch`: means over all samples of all ranks.
        """
        if not self._is_prepared:
            if data is None:
                raise RuntimeError(
                    f"{self.name}.train() has no data. Call execute() with datasets."
                )
            self.prepare(*data)
        self._run_epochs()

    # Running

    def execute(
        self, train_dataset: Any, validation_dataset: Any = None, test_dataset: Any = None
    ) -> Tuple[Any, Any, Any, Any]:
        """Trains in this process, which is one rank of the trial. All ranks call it.

        Gives the datasets and the trained model.
        """
        datasets = [train_dataset, validation_dataset, test_dataset]
        self._take_config()
        self._sow()
        try:
            if self._makes_its_own_parts():
                self.train(self.training_config, datasets)
            else:
                self.prepare(*datasets)
                self.train()
        except BaseException:
            self._conclude_run(wait=False)
            raise
        self._conclude_run(wait=True)
        return train_dataset, validation_dataset, test_dataset, self.model

    def prepare(
        self, train_dataset: Any, validation_dataset: Any = None, test_dataset: Any = None
    ) -> None:
        """All that comes before `train()`: ranks, logger, data loaders, model, and the
        checkpoint."""
        self.strategy.init()
        self.load_checkpoint()
        self.initialize_logger(self.config, self.strategy.global_rank())
        self.metrics = {
            name: metric.to(self.device) if hasattr(metric, "to") else metric
            for name, metric in self.metrics.items()
        }
        self.create_dataloaders(
            train_dataset=train_dataset,
            validation_dataset=validation_dataset,
            test_dataset=test_dataset,
        )
        self.create_model_loss_optimizer()
        self._restore_parts()
        self._is_prepared = True

    @property
    def strategy(self) -> Strategy:
        """How the ranks train together."""
        return self._strategy

    @strategy.setter
    def strategy(self, value: Union[str, Strategy, None]) -> None:
        made = strategy_of(value)
        backend = self.config.dist_backend
        if backend and not isinstance(value, Strategy) and hasattr(made, "backend"):
            made.backend = backend
        self._strategy = made

    @property
    def device(self) -> str:
        """What this rank computes on, e.g. `cuda:0`."""
        return self.strategy.device()

    def get_default_distributed_kwargs(self) -> Dict[str, Any]:
        """Options for `strategy.distributed()` by the config."""
        if isinstance(self.strategy, DeepSpeedStrategy):
            # It would clip gradients, as no other strategy does.
            settings = {"gradient_clipping": 0.0}
            return {
                "config": {**settings, "train_micro_batch_size_per_gpu": self.config.batch_size}
            }
        if isinstance(self.strategy, HorovodStrategy):
            import horovod.torch as hvd

            is_fp16 = self.config.fp16_allreduce
            return {
                "compression": hvd.Compression.fp16 if is_fp16 else hvd.Compression.none,
                "op": hvd.Adasum if self.config.use_adasum else hvd.Average,
                "gradient_predivide_factor": self.config.gradient_predivide_factor,
            }
        return {}

    # Logging

    def initialize_logger(
        self, hyperparams: Optional[Mapping[str, Any]] = None, rank: int = 0
    ) -> None:
        """Opens the logger, and tells it the hyperparameters. Nothing where the trainer has
        none."""
        if self.logger is None:
            return
        self.logger.create_logger_context(rank=rank)
        if hyperparams:
            # Not by its own methods, which would note all of a trial's config as read.
            values = dict(dict.items(hyperparams) if isinstance(hyperparams, dict) else hyperparams)
            strategy = {"distributed_strategy": self.strategy.name}
            self.logger.save_hyperparameters({**values, **strategy})

    def close_logger(self) -> None:
        """Closes the logger. Nothing where the trainer has none, or it is closed."""
        if self.logger is not None and self.logger.is_initialized:
            self.logger.destroy_logger_context()

    # Its own

    def _take_config(self) -> None:
        sampled = get_config()
        if isinstance(sampled, Mapping):
            self.config = self.config.overlaid(sampled)
            if "epochs" in sampled:
                self.epochs = self.config.epochs
        self.training_config = self.config
        self.checkpoints_location = os.path.join(get_trial_dir(), self.checkpoints_location)

    def _sow(self) -> None:
        seed = self.config.get("random_seed") if self.random_seed is None else self.random_seed
        if seed is None:
            return
        torch.manual_seed(seed)
        random.seed(seed)
        # Only where the training uses it: importing takes time.
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed(seed % 2**32)
        self.torch_rng = torch.Generator().manual_seed(seed)

    def _makes_its_own_parts(self) -> bool:
        parameters = inspect.signature(self.train).parameters.values()
        positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        return any(p.default is p.empty and p.kind in positional for p in parameters)

    def _conclude_run(self, wait: bool) -> None:
        self.close_logger()
        self.strategy.clean_up(wait)


def _own_config(config: Any) -> TrainingConfiguration:
    if isinstance(config, TrainingConfiguration):
        return config
    if config is None:
        return TrainingConfiguration()
    if hasattr(config, "model_dump"):
        return TrainingConfiguration(config.model_dump())
    if not isinstance(config, Mapping):
        raise TypeError(f"config is of type {type(config).__name__}. Give a dict.")
    values = {name: value for name, value in config.items() if name not in _STUDY_KEYS}
    return TrainingConfiguration({**values, **(config.get("train_loop_config") or {})})


def _first(value: Any, config: TrainingConfiguration, name: str) -> Any:
    return config[name] if value is None else value


def _check_others(others: Mapping[str, Any]) -> None:
    known: List[str] = [*_ELSEWHERE, *_WITHOUT_EFFECT]
    for name, value in others.items():
        if name not in known:
            close = get_close_matches(
                name, [*inspect.signature(TorchTrainer).parameters, *known], 1
            )
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise TypeError(f"TorchTrainer has no argument {name!r}.{hint}")
        if value:
            reason = (
                "the study says that" if name in _ELSEWHERE else "there is nothing like it here"
            )
            warnings.warn(f"TorchTrainer({name}=…) has no effect: {reason}.", stacklevel=3)
