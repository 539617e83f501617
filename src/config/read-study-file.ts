import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigurationError } from '../errors.ts'
import { askedSpace } from './build/asked-space.ts'
import { buildLightning, requireTrainable } from './build/lightning.ts'
import { buildOptions } from './build/study.ts'
import { buildTrainable } from './build/trainable.ts'
import { pathAt } from './build/context.ts'
import { check } from './check.ts'
import { interpolate } from './interpolate.ts'
import { withMetricOfLightning } from './normalise/lightning.ts'
import { normaliseStudy, withSearchOfBohb } from './normalise/study.ts'
import { overlay } from './overlay.ts'
import { readEnvironment, readOverride } from './override.ts'
import { isPipelineFile } from './pipeline/find-pipeline.ts'
import { withObjective } from './pipeline/objective.ts'
import { readPipeline } from './pipeline/read-pipeline.ts'
import { fail, Problems } from './problems.ts'
import { readYaml } from './read-yaml.ts'
import { WANTED } from './schema/trainable.ts'
import { readSpace } from './space/read-space.ts'
import { childOf } from './tree.ts'
import type { Trainable } from '../tuner/trainable.ts'
import type { TunerOptions } from '../tuner/options.ts'
import type { BuildContext } from './build/context.ts'
import type { Env } from './interpolate.ts'
import type { MapNode } from './tree.ts'

export interface ReadStudyFileOptions {
  /** Environment variables. @defaultValue `process.env` */
  readonly env?: Env
  /** What is laid over the file, each `key.path=value`; later ones over earlier ones. @defaultValue none */
  readonly overrides?: readonly string[]
  /** What `path`, and paths in `env` and `overrides`, are relative to. @defaultValue `process.cwd()` */
  readonly cwd?: string
  /** What the file says, where it is not to be read from its path. @defaultValue what lies there */
  readonly text?: string
  /**
   * Whether a Python function is asked for the space that it declares, where the file wants that. It is
   * imported for it. @defaultValue true
   */
  readonly asksPython?: boolean
}

/** A study file as `new Tuner(trainable, options)` takes it. */
export interface StudyFile {
  /** Absolute path. */
  readonly path: string
  /** As it was given, for messages. */
  readonly name: string
  /** What it says, word for word. */
  readonly text: string
  readonly trainable: Trainable<object>
  readonly options: TunerOptions<object>
  /** Absolute paths of modules whose default exports are callbacks. */
  readonly callbackModules: readonly string[]
  /** What was read, in our own spelling, with where it was written. */
  readonly tree: MapNode
}

/**
 * Reads a study file, YAML or JSON. Environment variables `ATTUNE_<KEY>__<KEY>` are laid over it, and
 * `overrides` over these. Relative paths in it are relative to its folder.
 * @throws {ConfigurationError} `STUDY_FILE_NOT_FOUND`, `INVALID_OVERRIDE`, or `STUDY_FILE_INVALID` (or
 * the code of what the first problem is) with everything that is wrong, each with its line and column.
 */
export function readStudyFile(path: string, options: ReadStudyFileOptions = {}): StudyFile {
  const { env = process.env, overrides = [], cwd = process.cwd(), asksPython = true } = options
  const file = resolve(cwd, path)
  const { text = textIn(file, path) } = options
  const tree = treeOf(text, { name: path, file }, env, overrides)
  const problems = new Problems()
  const context: BuildContext = { root: tree, file, cwd, env, problems }
  const space = spaceIn(context)
  const data = problems.try(
    () => check(tree),
    () => ({ origin: tree.origin, path: [] }),
  )
  requireTrainable(context, WANTED)
  const declared = data && buildLightning(data, context)
  const trainable = data && buildTrainable(data, context, declared?.trainable)
  const built = data && buildOptions(data, context)
  problems.refuse()
  const asked = asksPython ? askedSpace(trainable, data ?? {}, space, context) : undefined
  problems.refuse()
  const paramSpace = asked ?? declared?.paramSpace ?? space
  const callbacks = [(data?.['callbacks'] ?? []) as string | readonly string[]].flat()
  return {
    path: file,
    name: path,
    text,
    trainable: trainable as Trainable<object>,
    options: { ...(paramSpace === undefined ? {} : { paramSpace }), ...built },
    callbackModules: callbacks.map((module, i) => pathAt(context, ['callbacks', i], module)),
    tree,
  }
}

/** Its own reader says more about a space than a schema can. */
function spaceIn(context: BuildContext): object | undefined {
  const space = childOf(context.root, 'space')
  return space?.kind === 'map' ? (readSpace(space, ['space'], context) as object) : undefined
}

function treeOf(
  text: string,
  { name, file }: Pick<StudyFile, 'name'> & { readonly file: string },
  env: Env,
  overrides: readonly string[],
): MapNode {
  const read = readYaml(text, name)
  if (read.kind !== 'map') {
    const what = read.kind === 'scalar' && read.value === null ? 'is empty' : 'is no map'
    fail(
      read.origin,
      [],
      `The study file ${what}. Write keys such as trainable: train.py, or let attune init write it.`,
    )
  }
  const environment = readEnvironment(env)
  const said = overrides.map(readOverride)
  if (isPipelineFile(read)) {
    const { map, patches } = readPipeline(read, said, { env, folder: dirname(file) })
    return withObjective(finished(map, [...environment, ...patches]))
  }
  return finished(normaliseStudy(interpolate(read, env) as MapNode), [...environment, ...said])
}

function finished(map: MapNode, patches: readonly MapNode[]): MapNode {
  const whole = patches.map(normaliseStudy).reduce(overlay, map)
  return withMetricOfLightning(withSearchOfBohb(whole))
}

function textIn(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === 'EISDIR'
    throw new ConfigurationError(
      'STUDY_FILE_NOT_FOUND',
      isFolder
        ? `${path} is a folder. Give a study file, or attune resume ${path} to continue a study.`
        : `There is no study file ${path} that can be read. Let attune init write one.`,
      { cause: error, path: [path] },
    )
  }
}
