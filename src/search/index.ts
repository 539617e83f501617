/**
 * Attune's search alone: ask for configs, tell results. It needs nothing of Node, so that it runs in
 * browsers too.
 * @module
 */
export { AttuneError, ConfigurationError } from '../errors.ts'
export { createSearch, restoreSearch } from './create-search.ts'
export { createSearcher } from './create-searcher.ts'
export { AutoSearch } from './auto/auto.ts'
export { BOHBSearch, TuneBOHB } from './bohb/bohb.ts'
export { CMAESSearch } from './cma-es/cma-es.ts'
export { CQRSearch } from './cqr/cqr.ts'
export { DESearch } from './de/de.ts'
export { GPSearch } from './gp/gp.ts'
export { NSGA2Search } from './nsga2/nsga2.ts'
export { QuasiRandomSearch } from './quasi-random/quasi-random.ts'
export { RegularizedEvolutionSearch } from './regularized-evolution/regularized-evolution.ts'
export { TPESearch } from './tpe/tpe.ts'
export { BasicVariantGenerator } from './variants.ts'
export { ConcurrencyLimiter, limitConcurrency } from './limit-concurrency.ts'
export { Repeater, repeat } from './repeat.ts'
export { choice } from '../space/choice.ts'
export { gridSearch } from '../space/grid-search.ts'
export { lograndint } from '../space/lograndint.ts'
export { loguniform } from '../space/loguniform.ts'
export { qlograndint } from '../space/qlograndint.ts'
export { qloguniform } from '../space/qloguniform.ts'
export { qrandint } from '../space/qrandint.ts'
export { qrandn } from '../space/qrandn.ts'
export { quniform } from '../space/quniform.ts'
export { randint } from '../space/randint.ts'
export { randn } from '../space/randn.ts'
export { sampleFrom } from '../space/sample-from.ts'
export { uniform } from '../space/uniform.ts'
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
} from './create-search.ts'
export type { AutoSearchOptions } from './auto/auto.ts'
export type { BOHBSearchOptions } from './bohb/bohb-options.ts'
export type { CMAESSearchOptions } from './cma-es/cma-es-options.ts'
export type { CQRSearchOptions } from './cqr/cqr-options.ts'
export type { DESearchOptions } from './de/de-options.ts'
export type { GPSearchOptions } from './gp/gp-options.ts'
export type { NSGA2SearchOptions } from './nsga2/nsga2-options.ts'
export type { QuasiRandomSearchOptions } from './quasi-random/quasi-random-options.ts'
export type { RegularizedEvolutionSearchOptions } from './regularized-evolution/regularized-evolution-options.ts'
export type { TPESearchOptions } from './tpe/tpe-options.ts'
export type { ConcurrencyLimiterOptions } from './concurrency-limiter.ts'
export type { RepeaterOptions } from './repeater.ts'
export type { Wrapped } from './wrapped.ts'
export type { BasicVariantGeneratorOptions } from './variants.ts'
export type { Constraints, EarlierTrial, ModelSearchOptions } from './model-options.ts'
export type {
  Search,
  Searcher,
  SearchSetup,
  Suggestion,
  Suggestions,
  TrialOutcome,
} from './searcher.ts'
export type { AttuneErrorOptions } from '../errors.ts'
export type { Mode, Objective, Result } from '../math/score.ts'
export type { Random } from '../math/random.ts'
export type { Config, ParamSpace } from '../space/config.ts'
export type { Domain } from '../space/domain.ts'
export type { AnyConfig } from '../space/sample-from.ts'
