/**
 * Attune tunes anything that is expensive to try.
 * @module
 */
export { AttuneError, ConfigurationError, StorageError, TrialError } from './errors.ts'
export { Checkpoint } from './checkpoint/checkpoint.ts'
export { plan } from './analyze/plan.ts'
export { ASHAScheduler, AsyncHyperBandScheduler } from './schedule/asha/asha.ts'
export { command } from './executor/command/command.ts'
export { python } from './executor/python/python.ts'
export { paramSpaceOf } from './config/param-space-of.ts'
export { CSVLogger } from './logger/csv.ts'
export { ErrorLogger } from './logger/error-log.ts'
export { JSONLogger } from './logger/json.ts'
export { MLflowLogger } from './logger/mlflow/mlflow-logger.ts'
export { PrometheusLogger } from './logger/prometheus/prometheus-logger.ts'
export { TensorBoardLogger } from './logger/tensorboard/tensorboard-logger.ts'
export { FIFOScheduler } from './schedule/fifo.ts'
export { createScheduler } from './schedule/create-scheduler.ts'
export { HyperBandForBOHB } from './schedule/hyperband/hyperband-for-bohb.ts'
export { HyperBandScheduler } from './schedule/hyperband/hyperband.ts'
export { MedianStoppingRule } from './schedule/median/median-stopping.ts'
export { PercentileStoppingRule } from './schedule/median/percentile-stopping.ts'
export { PB2 } from './schedule/pb2/pb2.ts'
export { PopulationBasedTraining } from './schedule/pbt/pbt.ts'
export { PopulationBasedTrainingReplay } from './schedule/pbt/replay.ts'
export { DistributeResources } from './schedule/resource-changing/distribute.ts'
export { DistributeResourcesToTopJob } from './schedule/resource-changing/distribute-to-top-job.ts'
export { ResourceChangingScheduler } from './schedule/resource-changing/resource-changing.ts'
export { AutoSearch } from './search/auto/auto.ts'
export { BOHBSearch, TuneBOHB } from './search/bohb/bohb.ts'
export { CMAESSearch } from './search/cma-es/cma-es.ts'
export { CQRSearch } from './search/cqr/cqr.ts'
export { createSearch, restoreSearch } from './search/create-search.ts'
export { createSearcher } from './search/create-searcher.ts'
export { DESearch } from './search/de/de.ts'
export { GPSearch } from './search/gp/gp.ts'
export { ConcurrencyLimiter, limitConcurrency } from './search/limit-concurrency.ts'
export { NSGA2Search } from './search/nsga2/nsga2.ts'
export { QuasiRandomSearch } from './search/quasi-random/quasi-random.ts'
export { RegularizedEvolutionSearch } from './search/regularized-evolution/regularized-evolution.ts'
export { repeat, Repeater } from './search/repeat.ts'
export { TPESearch } from './search/tpe/tpe.ts'
export { simulated } from './simulate/curve.ts'
export { BasicVariantGenerator } from './search/variants.ts'
export { CLIReporter } from './report/cli-reporter.ts'
export { CombinedStopper } from './stop/combined.ts'
export { ExperimentPlateauStopper } from './stop/experiment-plateau.ts'
export { FunctionStopper } from './stop/function.ts'
export { MaximumIterationStopper } from './stop/maximum-iteration.ts'
export { NoopStopper } from './stop/noop.ts'
export { ThresholdStopper } from './stop/threshold.ts'
export { TimeoutStopper } from './stop/timeout.ts'
export { TrialPlateauStopper } from './stop/trial-plateau.ts'
export { lightning } from './tuner/lightning/lightning.ts'
export { module, withParameters, withResources } from './tuner/trainable.ts'
export { readResults } from './tuner/read-results.ts'
export { ResultGrid } from './tuner/result-grid.ts'
export { run } from './tuner/run.ts'
export { simulate } from './tuner/simulate.ts'
export { Tuner } from './tuner/tuner.ts'
export { getCheckpoint, getTrial, report } from './worker/current-trial.ts'
export { TrainableClass } from './worker/trainable-class.ts'
export { TrialStopped } from './worker/trial-stopped.ts'
export { choice } from './space/choice.ts'
export { gridSearch } from './space/grid-search.ts'
export { lograndint } from './space/lograndint.ts'
export { loguniform } from './space/loguniform.ts'
export { qlograndint } from './space/qlograndint.ts'
export { qloguniform } from './space/qloguniform.ts'
export { qrandint } from './space/qrandint.ts'
export { qrandn } from './space/qrandn.ts'
export { quniform } from './space/quniform.ts'
export { randint } from './space/randint.ts'
export { randn } from './space/randn.ts'
export { sampleFrom } from './space/sample-from.ts'
export { uniform } from './space/uniform.ts'
export type { Random } from './math/random.ts'
export type {
  CommandMetrics,
  CommandOptions,
  CommandTrainable,
} from './executor/command/command.ts'
export type { PythonOptions, PythonTrainable } from './executor/python/python.ts'
export type { AnyConfig } from './space/sample-from.ts'
export type { AttuneErrorOptions } from './errors.ts'
export type { Callback } from './logger/callback.ts'
export type { MLflowLoggerOptions } from './logger/mlflow/options.ts'
export type { PrometheusLoggerOptions } from './logger/prometheus/prometheus-logger.ts'
export type { JSONLoggerOptions } from './logger/json.ts'
export type { TensorBoardColumns } from './logger/tensorboard/columns-option.ts'
export type { TensorBoardLoggerOptions } from './logger/tensorboard/tensorboard-logger.ts'
export type { CLIReporterOptions, ColumnSelection, ReportFormat } from './report/cli-reporter.ts'
export type { Mode, Objective } from './math/score.ts'
export type { ASHASchedulerOptions } from './schedule/asha/options.ts'
export type { Plan, PlanOptions } from './analyze/plan.ts'
export type {
  HyperBandForBOHBOptions,
  HyperBandSchedulerOptions,
} from './schedule/hyperband/hyperband-options.ts'
export type { MedianStoppingRuleOptions } from './schedule/median/median-options.ts'
export type { PercentileStoppingRuleOptions } from './schedule/median/percentile-options.ts'
export type { PB2Bound, PB2Bounds, PB2Options } from './schedule/pb2/pb2-options.ts'
export type {
  HyperparamMutation,
  HyperparamMutations,
  PopulationBasedTrainingOptions,
} from './schedule/pbt/pbt-options.ts'
export type { CustomExplore } from './schedule/pbt/mutation-explorer.ts'
export type { PopulationOptions } from './schedule/pbt/population-rules.ts'
export type { PolicyLine, PopulationBasedTrainingReplayOptions } from './schedule/pbt/replay.ts'
export type {
  AllocationFunction,
  ResourcesAllocation,
} from './schedule/resource-changing/allocation.ts'
export type { DistributeResourcesToTopJobOptions } from './schedule/resource-changing/distribute-to-top-job.ts'
export type { DistributeResourcesOptions } from './schedule/resource-changing/distribute-options.ts'
export type { ResourceChangingSchedulerOptions } from './schedule/resource-changing/resource-changing.ts'
export type { AutoSearchOptions } from './search/auto/auto.ts'
export type { BOHBSearchOptions } from './search/bohb/bohb-options.ts'
export type { CMAESSearchOptions } from './search/cma-es/cma-es-options.ts'
export type { ConcurrencyLimiterOptions } from './search/concurrency-limiter.ts'
export type { CQRSearchOptions } from './search/cqr/cqr-options.ts'
export type {
  Algorithm,
  Asked,
  AskedTrial,
  AskTell,
  BestTrial,
  CreateSearchOptions,
  Fact,
  Measured,
  RestoreSearchOptions,
  SearchState,
} from './search/create-search.ts'
export type { DESearchOptions } from './search/de/de-options.ts'
export type { GPSearchOptions } from './search/gp/gp-options.ts'
export type { Constraints, EarlierTrial, ModelSearchOptions } from './search/model-options.ts'
export type { NSGA2SearchOptions } from './search/nsga2/nsga2-options.ts'
export type { QuasiRandomSearchOptions } from './search/quasi-random/quasi-random-options.ts'
export type { RegularizedEvolutionSearchOptions } from './search/regularized-evolution/regularized-evolution-options.ts'
export type { RepeaterOptions } from './search/repeater.ts'
export type { TPESearchOptions } from './search/tpe/tpe-options.ts'
export type { Wrapped } from './search/wrapped.ts'
export type {
  SimulatedContext,
  SimulatedOptions,
  SimulatedStep,
  SimulatedTrainable,
  SimulatedTrial,
} from './simulate/curve.ts'
export type { ExploitRecord } from './study/exploit-record.ts'
export type { PlannedBracket, PlannedRung, SchedulePlan } from './schedule/plan.ts'
export type {
  Amounts,
  Exploit,
  Orders,
  Schedule,
  ScheduleDecision,
  ScheduleOrder,
  Scheduler,
  ScheduleSetup,
  Startable,
  StudyGlance,
  TrialGlance,
  WaitingTrials,
} from './schedule/scheduler.ts'
export type {
  Search,
  Searcher,
  SearchSetup,
  Suggestion,
  Suggestions,
  TrialOutcome,
} from './search/searcher.ts'
export type { BasicVariantGeneratorOptions } from './search/variants.ts'
export type { Config, ParamSpace } from './space/config.ts'
export type { Domain } from './space/domain.ts'
export type { ExperimentPlateauOptions } from './stop/experiment-plateau.ts'
export type { StopFunction } from './stop/function.ts'
export type { StopCondition } from './stop/stop-condition.ts'
export type { Stopper, StopperJSON, StopRule } from './stop/stopper.ts'
export type { Bounds, StopThresholds } from './stop/threshold.ts'
export type { TrialPlateauOptions } from './stop/trial-plateau.ts'
export type { CheckpointRef, StoredFailure, TrialStatus } from './study/events.ts'
export type { ResourceUsage, StudyView, TrialView } from './study/view.ts'
export type {
  ByName,
  CheckpointConfig,
  FailureConfig,
  RunConfig,
  TuneConfig,
  TunerOptions,
} from './tuner/options.ts'
export type {
  ClassDescription,
  Lightning,
  LightningArguments,
  LightningOptions,
} from './tuner/lightning/lightning.ts'
export type { RestoreOptions } from './tuner/record.ts'
export type { CapacityOption, ResourceRequest, Resources } from './tuner/resources.ts'
export type { Scope } from './tuner/result-grid.ts'
export type { Result, ResultMetrics, Row } from './tuner/result.ts'
export type { Placement, ScalingConfig } from './tuner/scaling.ts'
export type { RunOptions } from './tuner/run.ts'
export type { SimulateOptions, Simulation, Standing } from './tuner/simulate.ts'
export type {
  InlineTrainable,
  ModuleOptions,
  ModuleTrainable,
  Trainable,
  WrappedTrainable,
} from './tuner/trainable.ts'
export type { Metrics } from './worker/metrics.ts'
export type { TrainableConstructor } from './worker/trainable-class.ts'
export type { ReportOptions, Trial } from './worker/trial.ts'
