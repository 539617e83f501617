import { spaceLines } from './space-text.ts'
import { yamlComment, yamlText, yamlValue } from './yaml-text.ts'
import type { Mode } from '../../math/score.ts'
import type { Proposal } from './proposal.ts'
import { trainableLines } from './trainable-text.ts'
import type { TrainableText } from './trainable-text.ts'

/** All that a first study file says. */
export interface StudyText {
  /** The file's own name, e.g. `study.yaml`. */
  readonly file: string
  /** Where an editor finds the schema; undefined where it is not known. */
  readonly schema: string | undefined
  readonly name: string
  readonly trainable: TrainableText
  readonly metric: string
  readonly mode: Mode
  readonly proposal: Proposal
  readonly trials: number
  readonly search: string
  readonly scheduler: string
}

/** The study file, with comments, in lines of at most 100 characters. */
export function studyText(study: StudyText): string {
  const { file, name, metric, mode, proposal } = study
  const lines = [
    ...(study.schema === undefined ? [] : [`# yaml-language-server: $schema=${study.schema}`]),
    `# A study for Attune: \`attune run ${file}\`.`,
    '',
    `name: ${yamlText(name)}`,
    '',
    ...trainableLines(study.trainable),
    '',
    '# What is reported and counts, and whether it is to be small (min) or large (max).',
    `metric: ${yamlText(metric)}`,
    `mode: ${mode}`,
    '',
    ...spaceLines(proposal),
    '',
    ...searchLines(study),
    '',
    '# Further settings, with examples. Remove the # to use one.',
    '# resources: { cpu: 2, gpu: 0.5 } # of each trial; one CPU and no GPU unless stated',
    '# max_concurrent: 4 # trials at once, at most',
    '# time_budget: 2h # the study ends then',
    `# stop: { ${yamlText(metric)}: ${stopExample(mode)} } # a trial ends when it is this good`,
    `# checkpoints: { keep: 1, score: ${yamlText(metric)} }`,
    '# failures: { max: 2 } # how often a trial that failed is started again',
    '# seed: 1 # the same values again',
  ]
  return `${lines.join('\n')}\n`
}

function stopExample(mode: Mode): string {
  return mode === 'min' ? '{ min: 0.01 }' : '{ max: 0.99 }'
}

function searchLines({ trials, search, scheduler, proposal }: StudyText): readonly string[] {
  const varies = proposal.parameters.length > 0
  return [
    '# How many configs are tried, and who chooses their values.',
    `trials: ${trials}`,
    varies ? `search: ${search}` : `# search: ${search}`,
    '',
    ...schedulerLines(scheduler, proposal.epochs ?? proposal.constants['epochs']),
  ]
}

function schedulerLines(name: string, epochs: number | undefined): readonly string[] {
  if (name === 'fifo') return ['# Every trial runs to its end.', 'scheduler: fifo']
  const maxT = epochs ?? 100
  const grace = Math.max(1, Math.round(maxT / 10))
  if (name === 'median_stopping_rule') {
    return [
      '# A trial ends early when it does worse than half of the others did at that time, at the',
      '# earliest after grace_period reports.',
      `scheduler: ${yamlValue({ name, grace_period: grace })}`,
    ]
  }
  const length =
    epochs === undefined
      ? 'max_t reports are the most that a trial makes: set it to the number of epochs.'
      : 'max_t reports are the most that a trial makes.'
  const what =
    name === 'hyperband'
      ? `Trials start in groups, pause, and only the best go on from their checkpoints. ${length}`
      : `Trials that do worse than others are stopped early, after grace_period reports or later. ${length}`
  const options = name === 'hyperband' ? { max_t: maxT } : { max_t: maxT, grace_period: grace }
  return [...yamlComment(what), `scheduler: ${yamlValue({ name, ...options })}`]
}
