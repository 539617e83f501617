import { wordsOfKnob } from './knob.ts'
import { isLength, isMoment } from './trial-length.ts'
import type { Knob } from './knob.ts'

/** Words of names that say nothing about how well a model learns, with what they are about instead. */
const TOPICS: readonly (readonly [reason: string, words: readonly string[]])[] = [
  ['a seed', ['seed']],
  [
    'given by the data',
    words('image img classes vocab input inputs in labels length len crop resolution sequence'),
  ],
  ['what the script does', words('mode split task command subcommand phase action stage')],
  [
    'where to compute',
    words(
      'device devices cuda gpu gpus tpu mps cpu accelerator cores workers worker threads thread procs ' +
        'processes nodes node strategy backend dist distributed rank port host addr address master ' +
        'precision fp16 bf16 amp compile',
    ),
  ],
  [
    'a path or a data set',
    words(
      'path paths dir dirs directory folder file filename root output out input save load ckpt checkpoint ' +
        'checkpoints resume data dataset datasets train test val csv config cache tmp url uri',
    ),
  ],
  [
    'about what is printed or kept',
    words(
      'log logs logging logger logdir verbose verbosity quiet debug print wandb mlflow tensorboard project ' +
        'entity tag tags name id version interval every freq frequency profile profiler dry plot ' +
        'visualize progress bar evaluate eval only limit fast dev help',
    ),
  ],
]

/** Words that make it a hyperparameter whatever else is in the name. */
const ALWAYS = words('lr dropout drop decay momentum warmup')
const NEVER_TUNED = words('test eval evaluation val valid validation')

/** Why a knob is better left alone; undefined when it may be tuned. */
export function reasonToLeaveOut(knob: Knob): string | undefined {
  const parts = wordsOfKnob(knob)
  if (knob.isPositional) return 'an argument without a name'
  if (isLength(parts)) return 'the scheduler decides how long a trial trains'
  if (knob.kind === 'path') return 'a path or a data set'
  if (knob.kind === 'other') return 'it takes no plain value'
  const isAbout = (topic: readonly string[]): boolean => parts.some((part) => topic.includes(part))
  if (isMoment(parts) && !parts.includes('warmup')) return 'when something is done'
  const isTunable = isAbout(ALWAYS) || (isAbout(['batch']) && !isAbout(NEVER_TUNED))
  const topic = TOPICS.find(([, topic]) => isAbout(topic))?.[0]
  if (topic !== undefined && !isTunable) return topic
  const isOneWay = knob.toggle !== undefined && knob.toggle.off === undefined
  return isOneWay ? 'a switch without a word for off' : undefined
}

function words(text: string): readonly string[] {
  return text.split(' ')
}
