import { ConfigurationError } from '../errors.ts'
import { shellWord } from '../shell-word.ts'
import { assertFeasible } from '../study/ledger.ts'
import type { Study } from '../study/study.ts'
import type { Blueprint } from './blueprint.ts'
import type { OpenStudy } from './study-folder.ts'

/** @throws {ConfigurationError} `PART_REQUIRED`, `INFEASIBLE_RESOURCES` where the study cannot go on here. */
export function assertResumable(study: Study, { capacity, space }: Blueprint): void {
  const [missing] = space.missingFunctions
  if (missing !== undefined && study.needsSuggestions) {
    throw new ConfigurationError(
      'PART_REQUIRED',
      `The space's ${missing} was a function, which cannot be written down, and there are trials to ` +
        'come. Give the space again: Tuner.restore(path, trainable, { paramSpace }).',
    )
  }
  for (const trial of study.trials) {
    if (trial.status === 'TERMINATED' || trial.status === 'ERROR') continue
    try {
      assertFeasible(trial.resources, capacity)
    } catch (error) {
      throw new ConfigurationError(
        'INFEASIBLE_RESOURCES',
        `${trial.name} cannot go on here. ${error instanceof Error ? error.message : ''}`,
        { cause: error },
      )
    }
  }
}

/** The command line can resume what was written down; a function must be given again. */
export function howToResume({ trainable }: OpenStudy['record'], dir: string): string {
  const { target } = trainable as { readonly target: unknown }
  const restore = `Tuner.restore(${JSON.stringify(dir)})`
  return Object.hasOwn(Object(target), '$code')
    ? restore
    : `attune resume ${shellWord(dir)}, or ${restore}`
}
