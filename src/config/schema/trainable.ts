import { z } from 'zod'
import { block, option, required } from './block.ts'
import { data, flag, list, mapOf, nothing, oneOf, text, textLike, word } from './leaf.ts'
import type { Shape } from './block.ts'

const VARIABLE = 'Give text, or null to remove it.'

export const ENVIRONMENT: Shape = {
  cwd: option(
    text('Give the path of a folder.'),
    'Working directory of the trials. Default: the folder of the study file.',
  ),
  env: option(
    mapOf(oneOf([text(VARIABLE), nothing()], VARIABLE), 'Give variables by name.'),
    'Environment variables to add; null removes one.',
  ),
}

export const INTERPRETER: z.ZodType = option(
  text('Give the path or name of an interpreter.'),
  'Path or name of the interpreter, 3.9 or newer. Default: ATTUNE_PYTHON, else python3.',
)

const WARM: z.ZodType = option(
  flag(),
  'Fork trials from a process that has imported what they run once. Default: true on Linux.',
)

const WORDS = 'Give a list of words.'

const python: z.ZodType = block(
  {
    python: required(text('Give the path of a script.'), 'Path of a Python script.'),
    function: option(
      textLike(
        /^[\p{L}_][\p{L}\p{N}_]*$/u,
        'Give the name of a Python function alone, e.g. train.',
      ),
      'Function in the script that is called with the config. Without it the script runs as it would by itself.',
    ),
    interpreter: INTERPRETER,
    args: option(
      list(text(WORDS), { wanted: WORDS }),
      'Further command-line arguments; {lr} stands for a value of the config.',
    ),
    spread: option(flag(), 'Call function(**config) instead of function(config).', false),
    warm: WARM,
    ...ENVIRONMENT,
  },
  'A Python script, or a function in it.',
)

const module: z.ZodType = block(
  {
    module: required(
      text('Give the path of a module.'),
      'Path of a JavaScript or TypeScript module.',
    ),
    export: option(
      text('Give the name of an exported function.'),
      'Name of the exported function.',
      'default',
    ),
    executor: option(word(['process', 'thread']), 'Where its trials run.', 'process'),
  },
  'An exported function of a JavaScript or TypeScript module.',
)

const PATTERN = "Give a regular expression with a group around the number, e.g. 'loss=(\\S+)'."

const metrics: z.ZodType = oneOf(
  [
    word(['json']),
    block({
      regex: required(
        mapOf(text(PATTERN), PATTERN),
        'Regular expressions by metric, each with a group around the number.',
      ),
      stream: option(word(['stdout', 'stderr']), 'Where they are looked for.', 'stdout'),
    }),
    block({
      file: required(
        text('Give the path of a file.'),
        'A file of JSON lines in the folder of the trial.',
      ),
    }),
  ],
  "Give json, { regex: { loss: 'loss=(\\S+)' } } or { file: metrics.jsonl }.",
)

const COMMAND = "Give a command, e.g. [python, train.py, --lr, '{lr}']."

const command: z.ZodType = block(
  {
    command: required(
      oneOf([text(COMMAND), list(text(COMMAND), { least: 1, wanted: COMMAND })], COMMAND),
      'The command, as a list of words or one text; {lr} stands for a value of the config.',
    ),
    shell: option(flag(), 'Let /bin/sh read the command.', false),
    metrics: option(
      metrics,
      'Where results come from: JSON lines, regular expressions, or a file.',
      'json',
    ),
    ...ENVIRONMENT,
  },
  'Any program.',
)

const STEP = 'Give the class of the step and its arguments, e.g. { class_path: data.Getter }.'
const STEPS = 'Give the steps as a list, or by name.'
const step = (): z.ZodType => mapOf(data(), STEP)

const pipeline: z.ZodType = block(
  {
    pipeline: required(
      block({
        steps: required(
          oneOf([list(step(), { least: 1, wanted: STEPS }), mapOf(step(), STEPS)], STEPS),
          'The steps, each with class_path and init_args, or with _target_ and arguments beside it.',
        ),
        name: option(text('Give a name.'), 'Name of the pipeline.'),
      }),
      'Steps that are Python objects, of which each gets what the one before has returned.',
    ),
    trainer: option(
      text('Give the number or the name of a step.'),
      'Number or name of the step that is given the config. Default: the first trainer, else the last step.',
    ),
    interpreter: INTERPRETER,
    warm: WARM,
    ...ENVIRONMENT,
  },
  'A pipeline in Python whose trainer is tuned.',
)

/** What a trainable may be. */
export const WANTED: string =
  'Give { python: train.py, function: train }, { module: ./train.ts }, { command: [./train, …] }, or one ' +
  'of these as text.'

/** What is tried. */
export function trainable(): z.ZodType {
  return z.union([python, module, command, pipeline, text(WANTED)], { error: WANTED })
}
