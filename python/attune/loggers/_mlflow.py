"""MLflow, by its own client."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, Optional, Union

from .._context import get_context, get_trial_dir
from ._base import Frequency, Logger, Workers, missing, run_name


class MLFlowLogger(Logger):
    """Logs to a run of an MLflow experiment; the package `mlflow` does the work.

    `tracking_uri` is `$MLFLOW_TRACKING_URI` by default, else the database
    `<savedir>/mlflow/mlflow.db` (look at it with `mlflow ui --backend-store-uri
    sqlite:///mllogs/mlflow/mlflow.db`). `experiment_name` is the study's name by default. In a
    study the run is named as the trial, and a trial that is resumed goes on in its run; of several
    ranks that log, each has one. A parameter that has another value by then (population based
    training) is kept as the tag `param/<name>`, because MLflow's parameters cannot change. An
    active run of yours is used as it is.
    """

    supported_kinds = (
        "metric",
        "param",
        "text",
        "dict",
        "artifact",
        "torch",
        "model",
        "figure",
        "image",
    )

    def __init__(
        self,
        savedir: Union[str, "os.PathLike[str]"] = "mllogs",
        experiment_name: Optional[str] = None,
        tracking_uri: Optional[str] = None,
        run_description: Optional[str] = None,
        run_name: Optional[str] = None,
        log_freq: Frequency = "epoch",
        log_on_workers: Workers = 0,
    ) -> None:
        super().__init__(os.path.join(savedir, "mlflow"), log_freq, log_on_workers)
        self.experiment_name = experiment_name
        self.tracking_uri = tracking_uri
        self.run_description = run_description
        self.run_name = run_name
        self._run: Any = None
        self._is_ours = False
        self._params: Dict[str, str] = {}

    @property
    def run_id(self) -> Optional[str]:
        """The id of the run; None while the context is not there."""
        return self._run.info.run_id if self._run else None

    def _open(
        self,
        run_id: Optional[str] = None,
        run_name: Optional[str] = None,
        parent_run_id: Optional[str] = None,
        **options: Any,
    ) -> Any:
        """Starts the run, or goes on with `run_id`; `parent_run_id` makes it a run inside
        another."""
        mlflow = self.mlflow = _import_mlflow()
        self._is_ours = mlflow.active_run() is None or bool(run_id or parent_run_id)
        if not self._is_ours:
            self._run = mlflow.active_run()
            return self._run

        self._choose_experiment()
        self._run = mlflow.start_run(
            run_id=run_id or self._remembered(),
            run_name=run_name or self.run_name or self._default_name(),
            description=self.run_description,
            parent_run_id=parent_run_id,
            nested=parent_run_id is not None,
        )
        self._remember()
        self._params = dict(self._run.data.params)
        return self._run

    def _close(self) -> None:
        if self._is_ours:
            self.mlflow.end_run()
        self._run = None

    def _save_hyperparameters(self, params: Mapping[str, Any]) -> None:
        for name, value in params.items():
            self._log_param(name, value)

    def _log(
        self, item: Any, identifier: str, kind: str, step: Optional[int], **options: Any
    ) -> None:
        mlflow = self.mlflow
        if kind == "metric":
            mlflow.log_metric(identifier, float(item), step=step)
        elif kind == "param":
            self._log_param(identifier, item)
        elif kind == "text":
            mlflow.log_text(str(item), identifier)
        elif kind == "dict":
            mlflow.log_dict(item, identifier)
        elif kind == "artifact":
            mlflow.log_artifact(os.fspath(item), identifier)
        elif kind == "figure":
            has_ending = "." in os.path.basename(identifier)
            mlflow.log_figure(item, identifier if has_ending else f"{identifier}.png", **options)
        elif kind == "image":
            has_ending = "." in os.path.basename(identifier)
            mlflow.log_image(item, artifact_file=identifier if has_ending else f"{identifier}.png")
        else:
            self._log_torch(item.state_dict() if kind == "model" else item, identifier)

    def _log_torch(self, item: Any, identifier: str) -> None:
        import torch

        folder, name = os.path.split(identifier)
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, name)
            torch.save(item, path)
            self.mlflow.log_artifact(path, folder or None)

    def _log_param(self, name: str, value: Any) -> None:
        text = str(value)
        kept = self._params.setdefault(name, text)
        if kept == text:
            self.mlflow.log_param(name, text)
        else:
            self.mlflow.set_tag(f"param/{name}", text)

    def _choose_experiment(self) -> None:
        mlflow = self.mlflow
        name = self.experiment_name or get_context().get_experiment_name() or "attune"
        folder = Path(self.savedir).resolve()
        own = f"sqlite:///{(folder / 'mlflow.db').as_posix()}"
        uri = self.tracking_uri or os.environ.get("MLFLOW_TRACKING_URI") or own
        mlflow.set_tracking_uri(uri)
        if not uri.startswith("sqlite:"):
            mlflow.set_experiment(name)
            return
        folder.mkdir(parents=True, exist_ok=True)
        # MLflow makes a database at its first use, and two trials at once make a broken one.
        with _locked(folder / "lock"):
            if uri == own and mlflow.get_experiment_by_name(name) is None:
                # Else artifacts would lie in the working directory.
                mlflow.create_experiment(name, (folder / "artifacts").as_uri())
            mlflow.set_experiment(name)

    def _default_name(self) -> Optional[str]:
        return run_name(self.worker_rank)

    def _memory(self) -> Optional[str]:
        """The file in the trial's folder that says which run is the trial's."""
        if get_context().get_trial_id() is None:
            return None
        return os.path.join(get_trial_dir(), f"mlflow-run-{self.worker_rank}.txt")

    def _remembered(self) -> Optional[str]:
        path = self._memory()
        if path is None or not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read().strip() or None

    def _remember(self) -> None:
        path = self._memory()
        if path is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"{self.run_id}\n")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Waits for other processes that hold this file; the system lets go of it where one dies."""
    with open(path, "w", encoding="utf-8") as file:
        try:
            import fcntl
        except ImportError:
            pass  # Not on Windows, where no trials run side by side.
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _import_mlflow() -> Any:
    try:
        import mlflow
    except ImportError as error:
        raise missing("MLFlowLogger", "mlflow", error) from error
    return mlflow
