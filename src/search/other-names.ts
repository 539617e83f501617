type Options = Readonly<Record<string, unknown>>

/** A searcher of ours that is meant by another name. */
interface Meant {
  readonly name: string
  readonly options?: Options
}

/** What other tuners call the nearest of our searchers, in lower case with `-` for `_`. */
const OTHER_NAMES: Readonly<Record<string, Meant>> = {
  'variant-generator': { name: 'random' },
  basicvariant: { name: 'random' },
  sobol: { name: 'quasi-random', options: { sequence: 'sobol' } },
  halton: { name: 'quasi-random', options: { sequence: 'halton' } },
  qmc: { name: 'quasi-random' },
  hyperopt: { name: 'tpe' },
  optuna: { name: 'tpe' },
  bayesopt: { name: 'gp' },
  bayes: { name: 'gp' },
  ax: { name: 'gp' },
  hebo: { name: 'gp' },
  // A name for HEBO that is in use.
  hepo: { name: 'gp' },
  nevergrad: { name: 'auto' },
  zoopt: { name: 'de' },
  zoo: { name: 'de' },
  cmaes: { name: 'cma-es' },
  evolution: { name: 'regularized-evolution' },
  'nsga-ii': { name: 'nsga2' },
}

/** What other tuners call an option of ours. */
const OTHER_OPTIONS: Readonly<Record<string, string>> = {
  n_initial_points: 'nStartupTrials',
  n_random_steps: 'nStartupTrials',
  n_startup_trials: 'nStartupTrials',
  random_search_steps: 'nStartupTrials',
  points_to_evaluate: 'pointsToEvaluate',
  evaluated_rewards: 'evaluatedRewards',
}

/** All names that lead to a searcher besides its own. */
export const otherNames: readonly string[] = Object.keys(OTHER_NAMES)

/** The searcher that is meant by a name of another tuner, with its options in our words. */
export function meantBy(name: string, options: Options): Required<Meant> | undefined {
  const meant = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined
  if (meant === undefined) return undefined
  const own = Object.entries(options).map(([key, value]) => {
    return [Object.hasOwn(OTHER_OPTIONS, key) ? OTHER_OPTIONS[key] : key, value] as const
  })
  return { name: meant.name, options: { ...meant.options, ...Object.fromEntries(own) } }
}
