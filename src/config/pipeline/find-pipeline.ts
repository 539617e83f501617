import { nearestWord } from '../../math/nearest-word.ts'
import { fail } from '../problems.ts'
import { childOf, entryOf, nodeAt, textOf } from '../tree.ts'
import { keyMeant, STUDY } from '../normalise/keys.ts'
import { className } from './described.ts'
import { hasTuning } from './tuning.ts'
import type { Entry, MapNode, Node, Path } from '../tree.ts'

/** A pipeline in a file. */
export interface FoundPipeline {
  /** Where it lies; empty where the file is nothing else. */
  readonly path: readonly string[]
  readonly node: MapNode
}

/** Which pipeline of a file is meant, said in the file or with `-o pipe_key=…`. */
export const PIPE_KEY = 'pipe_key'

/** The key that itwinai takes by itself. */
const DEFAULT_KEY = 'training_pipeline'

/** Under which keys a study file says what is tried. */
const TRIED: readonly string[] = ['trainable', 'lightning']

/** Whether this is a file of pipelines, and no study file. */
export function isPipelineFile(root: MapNode): boolean {
  const isStudyFile = root.entries.some(({ key }) => TRIED.includes(keyMeant(key, STUDY)))
  return !isStudyFile && (pipelinesIn(root).length > 0 || misplaced(root) !== undefined)
}

/**
 * The pipeline of a file that is meant: the one that is named; else the only one; else the only one with a
 * search space; else `training_pipeline`.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID` with all that there are.
 */
export function findPipeline(root: MapNode): FoundPipeline {
  refuseMisplaced(root)
  const all = pipelinesIn(root)
  const names = all.map(({ path }) => path.join('.'))
  const said = entryOf(root, PIPE_KEY)
  if (said !== undefined) return named(root, said, names)
  const tuned = all.filter(({ node }) => hasTuning(node))
  const usual = all.filter(({ path }) => path.join('.') === DEFAULT_KEY)
  const [found] = [all, tuned, usual].find(({ length }) => length === 1) ?? []
  if (found !== undefined) return found
  fail(
    root.origin,
    [],
    `There are several pipelines: ${names.join(', ')}. Say which is meant with --pipe-key ${names[0]}.`,
  )
}

function named(root: MapNode, said: Entry, names: readonly string[]): FoundPipeline {
  const name = textOf(said.node) ?? ''
  const path = name.split('.')
  const node = nodeAt(root, path)
  if (node?.kind === 'map') return { path, node }
  const nearest = nearestWord(name, names)
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  fail(
    said.node.origin,
    [PIPE_KEY],
    `There is no pipeline ${JSON.stringify(name)}.${hint} There are: ${names.join(', ')}.`,
  )
}

/** The pipelines at the top of a file, and one level below. */
function pipelinesIn(root: MapNode): readonly FoundPipeline[] {
  if (isPipeline('', root)) return [{ path: [], node: root }]
  return root.entries.flatMap(({ key, node }) => {
    if (node.kind !== 'map') return []
    if (isPipeline(key, node)) return [{ path: [key], node }]
    return node.entries.flatMap((inner) => {
      const isOne = inner.node.kind === 'map' && isPipeline(inner.key, inner.node)
      return isOne ? [{ path: [key, inner.key], node: inner.node }] : []
    })
  })
}

function isPipeline(key: string, node: Node): boolean {
  const name = className(node)
  if (name !== undefined) return name.endsWith('Pipeline')
  const steps = childOf(node, 'steps')
  return /pipeline$/i.test(key) && (steps?.kind === 'list' || steps?.kind === 'map')
}

/** A pipeline whose name stands above it with nothing below, because it is not indented. */
function misplaced(root: MapNode): Entry | undefined {
  if (!isPipeline('', root)) return undefined
  return root.entries.find(({ key, node }) => {
    return /pipeline$/i.test(key) && node.kind === 'scalar' && node.value === null
  })
}

function refuseMisplaced(root: MapNode): void {
  const entry = misplaced(root)
  if (entry === undefined) return
  const others = root.entries.filter((other) => other !== entry).map(({ key }) => key)
  const path: Path = [entry.key]
  fail(
    entry.origin,
    path,
    `${entry.key} has nothing below it: ${others.join(' and ')} stand beside it. Indent them by two spaces, with all ` +
      'that is below them.',
  )
}
