import { printJson, printLines } from '../print.ts'
import type { Cli } from '../cli.ts'
import type { Found } from './found.ts'
import type { StudyText } from './study-text.ts'

interface Written {
  /** Absolute. */
  readonly path: string
  /** As the user would type it. */
  readonly shown: string
  readonly study: Omit<StudyText, 'file' | 'schema'>
  readonly found: Found
  readonly json: boolean
}

/** Says what was written and what comes next. */
export function sayWritten(cli: Cli, { path, shown, study, found, json }: Written): void {
  const { proposal, metric, mode, trials, search, scheduler, name, trainable } = study
  const { parameters, constants, unknown, leftOut } = proposal
  const next = [`attune plan ${shown}`, `attune run ${shown}`]
  if (json) {
    const space = Object.fromEntries(parameters.map(({ name, domain }) => [name, domain]))
    const proposed = { name, trainable, metric, mode, space, constants, trials, search, scheduler }
    printJson(cli.stdout, { path, ...proposed, unknown, leftOut, remarks: found.remarks, next })
    return
  }
  const names = parameters.map(({ name }) => name).join(', ')
  printLines(cli.stdout, [
    `Wrote ${shown}: ${trials} trials, ${metric} to be ${mode === 'min' ? 'small' : 'large'}.`,
    parameters.length === 0
      ? 'Nothing to vary could be proposed: write it under space.'
      : `To vary, as a proposal: ${names}.`,
    ...(unknown.length === 0 ? [] : [`Still needs a value under space: ${unknown.join(', ')}.`]),
    ...found.remarks,
    `Next: look it through, then ${next.join(' and ')}`,
  ])
}
