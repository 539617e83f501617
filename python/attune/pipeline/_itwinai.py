"""Stands in for itwinai where that is not installed, so that code for it finds what it imports.

What has an equal in this package is found under itwinai's name; everything else is an ImportError
that says so. Where itwinai is installed, this is never asked.
"""

from __future__ import annotations

import functools
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Optional, Sequence

from .._instantiate import import_path

_HERE = "attune.pipeline"
_TORCH = "attune.torch"
_LOGGERS = "attune.loggers"

#: Where the equals of a module's names are, by their own names unless they have others here.
_EQUALS: dict[str, tuple[str, dict[str, str]]] = {
    "itwinai.pipeline": (_HERE, {"Pipeline": "Pipeline"}),
    "itwinai.components": (
        _HERE,
        {
            **{
                name: name
                for name in (
                    "Adapter",
                    "BaseComponent",
                    "DataGetter",
                    "DataProcessor",
                    "DataSplitter",
                    "Predictor",
                    "Saver",
                    "Trainer",
                    "monitor_exec",
                )
            },
            "DataPreproc": "DataProcessor",
        },
    ),
    "itwinai.loggers": (
        _LOGGERS,
        {
            name: name
            for name in (
                "ConsoleLogger",
                "EmptyLogger",
                "Logger",
                "LoggersCollection",
                "MLFlowLogger",
                "TensorBoardLogger",
                "WandBLogger",
            )
        },
    ),
    "itwinai.torch.config": (_TORCH, {"TrainingConfiguration": "TrainingConfiguration"}),
    "itwinai.torch.distributed": (
        _TORCH,
        {
            **{
                name: name
                for name in (
                    "DeepSpeedStrategy",
                    "HorovodStrategy",
                    "NonDistributedStrategy",
                    "RayDDPStrategy",
                    "RayDeepSpeedStrategy",
                    "TorchDDPStrategy",
                )
            },
            "TorchDistributedStrategy": "Strategy",
        },
    ),
    "itwinai.torch.trainer": (
        _TORCH,
        {"RayTorchTrainer": "RayTorchTrainer", "TorchTrainer": "TorchTrainer"},
    ),
}

#: With the packages that the modules are in.
_MODULES = {*_EQUALS, "itwinai", "itwinai.torch"}


class _StandIns(MetaPathFinder, Loader):
    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[ModuleSpec]:
        if fullname != "itwinai" and not fullname.startswith("itwinai."):
            return None
        package = sys.modules.get("itwinai")
        is_real = package is not None and not isinstance(package.__spec__.loader, _StandIns)
        if is_real:
            return None
        if fullname not in _MODULES:
            raise ModuleNotFoundError(
                f"itwinai is not installed, and there is no equal of {fullname!r} here. There are "
                f"equals of what is in {', '.join(sorted(_EQUALS))}. Install itwinai for the rest.",
                name=fullname,
            )
        return ModuleSpec(fullname, self, is_package=fullname not in _EQUALS)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__getattr__"] = functools.partial(_equal, module.__name__)


def _equal(module: str, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    home, names = _EQUALS.get(module, ("", {}))
    if name not in names:
        known = ", ".join(sorted(names)) or "modules only"
        raise ImportError(
            f"itwinai is not installed, and there is no equal of '{module}.{name}' here. Of "
            f"{module} there are: {known}. Install itwinai for the rest.",
            name=module,
        )
    return import_path(f"{home}.{names[name]}")


def stand_in_for_itwinai() -> None:
    """Makes `import itwinai` find equals where it finds nothing. A second call does nothing."""
    # Behind those that find what is installed.
    if not any(isinstance(finder, _StandIns) for finder in sys.meta_path):
        sys.meta_path.append(_StandIns())
