"""The bases of steps. Whatever has a method `execute` is a step; these say what it is for."""

from __future__ import annotations

import functools
import time
from abc import ABC, abstractmethod
from typing import Any, Callable, Dict, List, Optional, Tuple


def monitor_exec(execute: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates `execute`: its seconds are kept as `exec_t`, and `cleanup()` follows it."""

    @functools.wraps(execute)
    def monitored(self: BaseComponent, *args: Any, **kwargs: Any) -> Any:
        start = time.monotonic()
        try:
            return execute(self, *args, **kwargs)
        finally:
            self.exec_t = time.monotonic() - start
            self.cleanup()

    return monitored


class BaseComponent(ABC):
    """A step of a pipeline."""

    #: Seconds that the last `execute` took, where that is decorated with `monitor_exec`.
    exec_t: float = 0.0

    def __init__(self, name: Optional[str] = None) -> None:
        self._name = name
        self.parameters: Dict[str, Any] = {}

    @property
    def name(self) -> str:
        """What messages call it: its class, unless it was named."""
        return getattr(self, "_name", None) or type(self).__name__

    @name.setter
    def name(self, name: Optional[str]) -> None:
        self._name = name

    @abstractmethod
    def execute(self, *args: Any) -> Any:
        """Does the step's work with what the step before has returned.

        A tuple is as many arguments for the next step, None is none, and anything else is one.
        """

    def cleanup(self) -> None:
        """Lets go of what `execute` has taken."""

    def save_parameters(self, **parameters: Any) -> None:
        """Keeps the constructor's arguments in `parameters`."""
        self.parameters = {**getattr(self, "parameters", {}), **parameters}

    @staticmethod
    def locals2params(local_variables: Dict[str, Any], pop_self: bool = True) -> Dict[str, Any]:
        """The constructor's arguments, out of its `locals()`."""
        left_out = ("self", "__class__") if pop_self else ("__class__",)
        return {name: value for name, value in local_variables.items() if name not in left_out}


class DataGetter(BaseComponent):
    """Loads a data set: `execute()` returns it."""


class DataProcessor(BaseComponent):
    """Changes data sets: `execute(*data)` returns as many."""


class DataSplitter(BaseComponent):
    """Splits a data set: `execute(dataset)` returns training, validation and test set.

    The proportions are shares from 0 to 1, of which the three make 1 at most, or whole numbers above
    1, which are counts. Raises ValueError for others.
    """

    def __init__(
        self,
        train_proportion: float,
        validation_proportion: float = 0.0,
        test_proportion: float = 0.0,
        name: Optional[str] = None,
    ) -> None:
        super().__init__(name)
        shares = {
            "train_proportion": train_proportion,
            "validation_proportion": validation_proportion,
            "test_proportion": test_proportion,
        }
        for key, share in shares.items():
            is_count = isinstance(share, int) and share > 1
            if not is_count and not 0 <= share <= 1:
                raise ValueError(
                    f"{self.name}: {key} is {share!r}. Give a share from 0 to 1, or a count."
                )
        if max(shares.values()) <= 1 and sum(shares.values()) > 1 + 1e-9:
            given = ", ".join(f"{key} {share}" for key, share in shares.items())
            raise ValueError(f"{self.name}: {given} make more than 1. Make one of them smaller.")
        self.train_proportion = train_proportion
        self.validation_proportion = validation_proportion
        self.test_proportion = test_proportion
        self.save_parameters(**shares, name=name)


class Trainer(BaseComponent):
    """Trains a model: `execute(train, validation, test)`."""


class Predictor(BaseComponent):
    """Applies a model to data."""

    def __init__(self, model: Any, name: Optional[str] = None) -> None:
        super().__init__(name)
        self.model = model
        self.save_parameters(model=model, name=name)


class Saver(BaseComponent):
    """Writes something to disk, and returns it."""


class Adapter(BaseComponent):
    """Puts arguments into another order between two steps.

    `policy` lists what it returns: `"INPUT_ARG#0"` is the first of its own arguments, and anything
    else is itself. `["INPUT_ARG#1", None]` makes `(b, None)` of `(a, b)`.
    """

    INPUT_PREFIX = "INPUT_ARG#"

    def __init__(self, policy: List[Any], name: Optional[str] = None) -> None:
        super().__init__(name)
        self.policy = policy
        self.save_parameters(policy=policy, name=name)

    def execute(self, *args: Any) -> Tuple[Any, ...]:
        return tuple(self._chosen(item, args) for item in self.policy)

    def _chosen(self, item: Any, args: Tuple[Any, ...]) -> Any:
        if not isinstance(item, str) or not item.startswith(self.INPUT_PREFIX):
            return item
        index = int(item[len(self.INPUT_PREFIX) :])
        if index >= len(args):
            raise IndexError(
                f"{self.name}: its policy names {item}, but the step before gave {len(args)} "
                "values, counted from 0."
            )
        return args[index]
