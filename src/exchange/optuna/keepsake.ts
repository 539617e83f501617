import { distributionText, parseDistribution } from './distribution.ts'
import type { Distribution } from './distribution.ts'
import type { OptunaState, OptunaStudy, OptunaTrial } from './optuna-study.ts'

/** Where a study that came from Optuna keeps what it was there. */
export const KEEPSAKE = 'optuna'

/** What an export needs to give Optuna back all that it had stored. Plain data. */
export interface OptunaKeepsake {
  readonly name: string
  readonly directions: OptunaStudy['directions']
  readonly userAttrs: Readonly<Record<string, string>>
  readonly systemAttrs: Readonly<Record<string, string>>
  /** Our flat path of each parameter by its name. */
  readonly paths: Readonly<Record<string, string>>
  /** What is added to a step to make a `training_iteration` of it. */
  readonly stepOffset: number
  /** By our trial id. */
  readonly trials: Readonly<Record<string, KeptTrial>>
}

/** A trial with its params: name, what Optuna stores for the value, JSON of the distribution. */
export interface KeptTrial {
  readonly state: OptunaState
  readonly startedAt: number | null
  readonly completedAt: number | null
  readonly params: readonly (readonly [name: string, stored: number, distribution: string])[]
  readonly values: readonly number[] | null
  readonly intermediate: readonly (readonly [step: number, value: number])[]
  readonly userAttrs: Readonly<Record<string, string>>
  readonly systemAttrs: Readonly<Record<string, string>>
}

export function keep(trial: OptunaTrial): KeptTrial {
  return {
    state: trial.state,
    startedAt: trial.startedAt ?? null,
    completedAt: trial.completedAt ?? null,
    params: [...trial.params].map(([name, { stored, distribution }]) => [
      name,
      stored,
      distributionText(distribution),
    ]),
    values: trial.values ?? null,
    intermediate: [...trial.intermediate],
    userAttrs: Object.fromEntries(trial.userAttrs),
    systemAttrs: Object.fromEntries(trial.systemAttrs),
  }
}

export function unkeep(kept: KeptTrial): OptunaTrial {
  return {
    state: kept.state,
    startedAt: kept.startedAt ?? undefined,
    completedAt: kept.completedAt ?? undefined,
    params: new Map(
      kept.params.flatMap(([name, stored, text]) => {
        const distribution = parseDistribution(text)
        return distribution ? [[name, { stored, distribution }] as const] : []
      }),
    ),
    values: kept.values ?? undefined,
    intermediate: new Map(kept.intermediate),
    userAttrs: new Map(Object.entries(kept.userAttrs)),
    systemAttrs: new Map(Object.entries(kept.systemAttrs)),
  }
}

/** The distribution of each parameter as Optuna saw it first. */
export function keptDistributions({ trials }: OptunaKeepsake): ReadonlyMap<string, Distribution> {
  const distributions = new Map<string, Distribution>()
  for (const { params } of Object.values(trials)) {
    for (const [name, , text] of params) {
      const distribution = distributions.has(name) ? undefined : parseDistribution(text)
      if (distribution) distributions.set(name, distribution)
    }
  }
  return distributions
}
