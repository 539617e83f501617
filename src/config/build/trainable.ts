import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { ConfigurationError, messageOf } from '../../errors.ts'
import { command } from '../../executor/command/command.ts'
import { python } from '../../executor/python/python.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { module, withParameters, withResources } from '../../tuner/trainable.ts'
import { buildPipeline } from '../pipeline/build-pipeline.ts'
import { originAt } from '../tree.ts'
import { pathAt, within } from './context.ts'
import { interpreterOf, startOf } from './python-start.ts'
import type { CommandMetrics } from '../../executor/command/command.ts'
import type { Trainable } from '../../tuner/trainable.ts'
import type { PipelineData } from '../pipeline/build-pipeline.ts'
import type { BuildContext, Data } from './context.ts'
import type { StartData } from './python-start.ts'

/** What lies under `trainable`, once the schema has read it. */
interface TrainableData extends StartData {
  readonly python?: string
  readonly module?: string
  readonly command?: string | readonly string[]
  readonly pipeline?: PipelineData['pipeline']
  readonly trainer?: string
  readonly function?: string
  readonly args?: readonly string[]
  readonly spread?: boolean
  readonly warm?: boolean
  readonly export?: string
  readonly executor?: 'process' | 'thread'
  readonly shell?: boolean
  readonly metrics?: MetricsData
}

type MetricsData =
  | 'json'
  | { readonly file: string }
  | { readonly regex: Readonly<Record<string, string>>; readonly stream?: 'stdout' | 'stderr' }

const KINDS = ['python', 'module', 'command', 'pipeline'] as const

/** What cannot be handed constants, and what to do instead. */
const PARAMETERLESS: Readonly<Record<string, string>> = {
  command:
    'parameters cannot be handed to a command. Write them to a file and name it, or put them into the space.',
  pipeline:
    'parameters cannot be handed to a pipeline. Put them among the arguments of its steps, or into the space.',
  lightning:
    'parameters cannot be handed to a declared training. Put them among the arguments under lightning.',
}

/**
 * The trainable with its resources and constants; undefined where something is wrong with it.
 * @param declared What is tried where the file has no `trainable`.
 */
export function buildTrainable(
  data: Data,
  context: BuildContext,
  declared?: Trainable<never>,
): Trainable<never> | undefined {
  const { problems } = context
  const given = data['trainable'] as TrainableData | undefined
  const kind = given === undefined ? 'lightning' : kindOf(given)
  const target =
    given === undefined
      ? declared
      : problems.try(
          () => targetOf(given, context),
          (error) => {
            const place = within(context, ['trainable'])(error)
            const path = place.path.length > 1 ? place.path : ['trainable', kind]
            return { path, origin: originAt(context.root, path) }
          },
        )
  if (target === undefined) return undefined
  const resources = data['resources'] as Readonly<Record<string, number>> | undefined
  const parameters = data['parameters'] as Data | undefined
  const sized =
    resources === undefined
      ? target
      : problems.try(() => withResources<never>(target, resources), within(context, ['resources']))
  if (sized === undefined || parameters === undefined) return sized
  const refusal = PARAMETERLESS[kind]
  if (refusal !== undefined) {
    problems.add({
      origin: originAt(context.root, ['parameters']),
      path: ['parameters'],
      message: refusal,
      code: 'PARAMETERS_WITHOUT_FUNCTION',
    })
    return undefined
  }
  return withParameters<never, Data>(sized, parameters)
}

function kindOf(given: TrainableData): string {
  return KINDS.find((key) => given[key] !== undefined) ?? 'command'
}

function targetOf(data: TrainableData, context: BuildContext): Trainable<never> {
  const added = startOf(data, 'trainable', context)
  const program = interpreterOf(data, 'trainable', context)
  const { pipeline, trainer, warm } = data
  const start = { ...added, ...program, ...(warm === undefined ? {} : { warm }) }
  if (pipeline !== undefined) {
    return buildPipeline(trainer === undefined ? { pipeline } : { pipeline, trainer }, start)
  }
  if (data.python !== undefined) {
    const { function: name, args, spread } = data
    return python(existing('python', data.python, context), {
      ...start,
      ...(name === undefined ? {} : { function: name }),
      ...(args === undefined ? {} : { args }),
      ...(spread === undefined ? {} : { spread }),
    })
  }
  if (data.module !== undefined) {
    const { export: name, executor } = data
    return module(existing('module', data.module, context), {
      ...(name === undefined ? {} : { export: name }),
      ...(executor === undefined ? {} : { executor }),
    })
  }
  return command(data.command ?? '', {
    ...added,
    ...(data.shell === undefined ? {} : { shell: data.shell }),
    ...(data.metrics === undefined ? {} : { metrics: metricsOf(data.metrics, context) }),
  })
}

/** The absolute path of a file that must be there; says which is there in its place. */
function existing(key: 'python' | 'module', text: string, context: BuildContext): string {
  const path = pathAt(context, ['trainable', key], text)
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path
  const folder = dirname(path)
  const others = existsSync(folder)
    ? readdirSync(folder).filter((name) => extname(name) === extname(path))
    : []
  const nearest = nearestWord(basename(path), others)
  const hint = nearest === undefined ? '' : ` Did you mean ${join(dirname(text), nearest)}?`
  const from =
    originAt(context.root, ['trainable', key]).kind === 'file'
      ? "the study file's folder"
      : 'the working directory'
  throw new ConfigurationError(
    key === 'python' ? 'PYTHON_SCRIPT_NOT_FOUND' : 'TRAINABLE_NOT_FOUND',
    `There is no file ${path}.${hint} Relative paths are relative to ${from}.`,
    { path: [key] },
  )
}

function metricsOf(metrics: MetricsData, { root, problems }: BuildContext): CommandMetrics {
  if (metrics === 'json' || 'file' in metrics) return metrics
  const regex: Record<string, RegExp> = {}
  for (const [name, source] of Object.entries(metrics.regex)) {
    const path = ['trainable', 'metrics', 'regex', name]
    try {
      regex[name] = new RegExp(source)
    } catch (error) {
      const reason = messageOf(error)
      problems.add({ origin: originAt(root, path), path, message: `${path.join('.')}: ${reason}.` })
    }
  }
  return { ...metrics, regex }
}
