import { z } from 'zod'
import { block, option, required } from './block.ts'
import { flag, list, mapOf, nothing, oneOf, text, textLike, word } from './leaf.ts'
import type { Shape } from './block.ts'

const VARIABLE = 'Give text, or null to remove it.'

const ENVIRONMENT: Shape = {
  cwd: option(
    text('Give the path of a folder.'),
    'Working directory of the trials. Default: the folder of the study file.',
  ),
  env: option(
    mapOf(oneOf([text(VARIABLE), nothing()], VARIABLE), 'Give variables by name.'),
    'Environment variables to add; null removes one.',
  ),
}

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
    interpreter: option(
      text('Give the path or name of an interpreter.'),
      'Path or name of the interpreter, 3.9 or newer. Default: ATTUNE_PYTHON, else python3.',
    ),
    args: option(list(text(WORDS), { wanted: WORDS }), 'Further command-line arguments.'),
    spread: option(flag(), 'Call function(**config) instead of function(config).', false),
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

const WANTED =
  'Give { python: train.py, function: train }, { module: ./train.ts }, { command: [./train, …] }, or one ' +
  'of these as text.'

/** What is tried. */
export function trainable(): z.ZodType {
  return z.union([python, module, command, text(WANTED)], { error: WANTED })
}
