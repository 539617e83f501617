import { ConfigurationError, show } from '../../errors.ts'
import { findTrainable } from './find-trainable.ts'
import { likelyMetric, modeOf } from './metrics.ts'
import { targetOf, trialsOf } from './options.ts'
import { proposeFor } from './propose-for.ts'
import { canAsk, questionsOf } from './questions.ts'
import { placeTrainable } from './place-trainable.ts'
import type { Mode } from '../../math/score.ts'
import type { Cli } from '../cli.ts'
import type { Found } from './found.ts'
import type { InitFlags, Target } from './options.ts'
import type { Questions } from './questions.ts'
import type { StudyText } from './study-text.ts'

export interface Decided {
  readonly study: Omit<StudyText, 'file' | 'schema'>
  readonly found: Found
}

const MOST_QUESTIONS = 3

/**
 * Everything that the file will say: by flags, by what was found, and by at most three questions where
 * somebody is there to answer.
 * @throws {ConfigurationError} `INIT_TARGET_MISSING`, `INIT_METRIC_UNKNOWN` or `INIT_MODE_UNKNOWN` when
 *   nobody is.
 */
export async function decide(
  cli: Cli,
  script: string | undefined,
  flags: InitFlags,
): Promise<Decided> {
  const given = targetOf(script, flags)
  const stated = flags.trials === undefined ? undefined : trialsOf(flags.trials)
  const questions =
    flags.yes !== true && flags.json !== true && canAsk(cli) ? limited(questionsOf(cli)) : undefined
  const target = given ?? (await askTarget(questions))
  const python = flags.interpreter ?? (cli.env['ATTUNE_PYTHON'] || 'python3')
  const found = await findTrainable(cli, target, { python, function: flags.function })
  const metric = flags.metric ?? (await metricOf(found, questions))
  const mode = flags.mode ?? (await modeFor(metric, questions))
  const proposal = proposeFor(found)
  const varies = proposal.parameters.length > 0
  const trials = stated ?? (varies ? await askTrials(questions) : 1)
  const study = {
    name: (flags.name ?? found.name).replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_'),
    trainable: placeTrainable(cli, found, proposal, { ...flags, metric }),
    metric,
    mode,
    proposal,
    trials,
    search: flags.search,
    scheduler: flags.scheduler,
  }
  return { study, found }
}

/** No more than three questions, whatever happens. */
function limited(questions: Questions): { ask: Questions['ask']; readonly left: number } {
  let left = MOST_QUESTIONS
  return {
    ask: (question) => {
      left -= 1
      return questions.ask(question)
    },
    get left() {
      return left
    },
  }
}

async function askTarget(questions: Questions | undefined): Promise<Target> {
  if (questions === undefined) {
    throw new ConfigurationError(
      'INIT_TARGET_MISSING',
      'Nothing to tune was named. Give a script, e.g. attune init train.py, or --command.',
    )
  }
  const text = await questions.ask({
    text: 'What is to be tuned: a script, a module or a command?',
  })
  return { as: 'auto', text }
}

async function metricOf(found: Found, questions: Questions | undefined): Promise<string> {
  const names = [...found.metrics, ...found.printed.map(({ name }) => name)]
  const likely = likelyMetric(names)
  if (questions !== undefined) {
    const others = names.length > 1 ? ` (${names.join(', ')})` : ''
    return questions.ask({ text: `Which metric counts${others}?`, suggestion: likely })
  }
  if (likely !== undefined) return likely
  throw new ConfigurationError(
    'INIT_METRIC_UNKNOWN',
    'Which metric counts cannot be told from the script' +
      (names.length === 0 ? '' : `, which has ${names.join(', ')}`) +
      '. Name it with --metric, e.g. --metric val_loss.',
  )
}

async function modeFor(metric: string, questions: Questions | undefined): Promise<Mode> {
  const known = modeOf(metric)
  if (known !== undefined) return known
  if (questions === undefined) {
    throw new ConfigurationError(
      'INIT_MODE_UNKNOWN',
      `Whether ${show(metric)} is to be small or large cannot be told from its name. Give --mode min or --mode max.`,
    )
  }
  const answer = await questions.ask({
    text: `Is ${metric} to be small (min) or large (max)?`,
    check: (text) => (/^(?:min|max)/i.test(text) ? undefined : 'Answer min or max.'),
  })
  return /^min/i.test(answer) ? 'min' : 'max'
}

async function askTrials(
  questions: (Questions & { readonly left: number }) | undefined,
): Promise<number> {
  if (questions === undefined || questions.left <= 0) return 50
  const answer = await questions.ask({
    text: 'How many trials?',
    suggestion: '50',
    check: (text) =>
      /^0*[1-9]\d{0,8}$/.test(text) ? undefined : 'Answer a whole number of at least 1.',
  })
  return Number(answer)
}
