import { basename } from 'node:path'
import { ConfigurationError, show } from '../../errors.ts'
import { valueOf } from './merge-knobs.ts'
import { printedMetrics } from './metrics.ts'
import type { Knob } from './knob.ts'
import type { Found } from './found.ts'
import type { PythonFunction, PythonSource } from './python-source.ts'

const CONFIG = /^(?:config|cfg|params|hparams|hyperparameters|hp|conf)$/
const TRAINING = /^(?:train|training|objective|fit|evaluate_config|run_trial|trainable)(?:_\w+)?$/

/** Libraries that read a command line. */
const PARSERS =
  /^(?:argparse|click|typer|fire|tyro|jsonargparse|simple_parsing|docopt|absl\.flags|hydra|tap)$|LightningCLI$|HfArgumentParser$/

/** Whether a script reads its command line, so that asking it for help is not starting it. */
export function readsCommandLine({ imports }: PythonSource): boolean {
  return imports.some((name) => PARSERS.test(name))
}

export function usesLightningCLI({ imports }: PythonSource): boolean {
  return imports.some((name) => name.endsWith('LightningCLI'))
}

/** Whether it speaks with the tuner itself. */
export function importsAttune({ imports }: PythonSource): boolean {
  return imports.some((name) => name === 'attune' || name.startsWith('attune.'))
}

/**
 * The function that takes a config: the one that is asked for, or else the only likely one.
 * @throws {ConfigurationError} `INIT_FUNCTION_NOT_FOUND` for a name that is not there.
 */
export function functionOf(
  source: PythonSource,
  name: string | undefined,
): PythonFunction | undefined {
  const { functions } = source
  if (name === undefined) {
    const taking = functions.filter((f) => f.required === 1 && CONFIG.test(f.parameters[0] ?? ''))
    return taking.find((f) => TRAINING.test(f.name)) ?? taking[0]
  }
  const found = functions.find((f) => f.name === name)
  if (found !== undefined) return found
  throw new ConfigurationError(
    'INIT_FUNCTION_NOT_FOUND',
    `There is no function ${show(name)} at the top level of the script. There ` +
      (functions.length === 0
        ? 'is none at all.'
        : `are: ${functions.map((f) => f.name).join(', ')}.`),
  )
}

/** A Python function, or a script as a whole, that gets its config from Attune. */
export function foundPython(
  script: string,
  source: PythonSource,
  called: PythonFunction | undefined,
): Found {
  const knobs = (called?.keys ?? []).map(knobOf)
  const lightning = source.imports.some((name) => /^(?:pytorch_)?lightning\b/.test(name))
  const isReporting = importsAttune(source) || (called?.returned.length ?? 0) > 0
  return {
    trainable: {
      kind: 'python',
      script,
      ...(called === undefined ? {} : { function: called.name }),
    },
    name: basename(script, '.py'),
    knobs,
    metrics: [...new Set([...source.reported, ...(called?.returned ?? []), ...source.logged])],
    printed: [],
    remarks: isReporting
      ? []
      : [
          `${basename(script)} does not call attune.report(): let it report the metric once an epoch, or ` +
            (lightning ? 'in a callback of the Lightning trainer, or ' : '') +
            'return it.',
        ],
  }
}

/** The metrics of a script whose output is read. */
export function outputMetrics(source: PythonSource): Pick<Found, 'metrics' | 'printed'> {
  const own = [...new Set([...source.reported, ...source.json])]
  const isOwn = importsAttune(source) || source.printsJson
  return { metrics: own, printed: isOwn && own.length > 0 ? [] : printedMetrics(source.prints) }
}

function knobOf(key: PythonFunction['keys'][number]): Knob {
  const value = 'default' in key ? valueOf(key.default) : undefined
  if (Array.isArray(key.default)) return { name: key.name, kind: 'other', default: null }
  return { name: key.name, ...(value === undefined ? {} : { default: value }) }
}
