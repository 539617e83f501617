import { show } from '../../errors.ts'
import { fail } from '../problems.ts'
import { normaliseStudy } from '../normalise/study.ts'
import { overlay } from '../overlay.ts'
import { childOf, entryOf, plain, textOf, word } from '../tree.ts'
import { argumentsOf, className } from './described.ts'
import { findPipeline } from './find-pipeline.ts'
import { resolveReferences } from './references.ts'
import { refuseStrayKeys } from './stray-keys.ts'
import { partStep, saysOfTuning, saysWhatToSearch, stepsOf } from './tuning.ts'
import type { Entry, MapNode, Node, Origin } from '../tree.ts'
import type { ReferenceContext } from './references.ts'

/** The block of a pipeline file that holds keys of a study file. */
export const OWN_BLOCK = 'attune'

/** Which steps are run, by number or name; itwinai has the same key. */
export const PIPE_STEPS = 'pipe_steps'

/**
 * What a file of pipelines says, as a study file: one of its pipelines is the trainable, and what its
 * trainer holds of search space, scheduler, searcher and resources is what the study is.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID`
 */
export function studyOfPipeline(context: ReferenceContext): MapNode {
  const { root } = context
  const { path, node } = findPipeline(root)
  refuseStrayKeys(root)
  const pipeline = resolveReferences(node, path, context) as MapNode
  const steps = selected(stepsOf(pipeline), root)
  if (steps.length === 0) {
    const name = path.join('.') || 'The pipeline'
    fail(node.origin, path, `${name} has no steps. Give it steps: a list of a getter, a trainer, …`)
  }
  const trainer = trainerOf(steps)
  const parted = trainer?.node.kind === 'map' ? partStep(trainer.node) : undefined
  const made = steps.map((step) => {
    return step === trainer && parted ? { ...step, node: parted.step } : step
  })
  const trainable = trainableOf(made, trainer && steps.indexOf(trainer), pipeline)
  const { origin } = node
  const study = mapOf(
    [entryWith('trainable', trainable, origin), ...(parted?.tuning ?? [])],
    origin,
  )
  return overlay(normaliseStudy(study), ownBlock(context))
}

/** The step that says what is to be searched; where none does, the one that says how many train together. */
function trainerOf(steps: readonly Entry[]): Entry | undefined {
  const searching = steps.filter(({ node }) => saysWhatToSearch(node))
  const [trainer, second] =
    searching.length > 0 ? searching : steps.filter(({ node }) => saysOfTuning(node))
  if (trainer !== undefined && second !== undefined) {
    fail(
      second.origin,
      [second.key],
      `${nameOf(second)} says how to tune, and so does ${nameOf(trainer)}. Leave one out.`,
    )
  }
  return trainer
}

/** Steps as the trainable of a study file. */
function trainableOf(
  steps: readonly Entry[],
  trainer: number | undefined,
  pipeline: MapNode,
): MapNode {
  const { origin } = pipeline
  const isList = steps.every(({ written }) => written.startsWith('steps['))
  const node: Node = isList
    ? { kind: 'list', items: steps.map((step) => step.node), origin }
    : { kind: 'map', entries: steps, origin }
  const name = argumentsOf(pipeline).filter(({ key }) => key === 'name')
  const inner = mapOf([entryWith('steps', node, origin), ...name], origin)
  const entries = [entryWith('pipeline', inner, origin)]
  if (trainer === undefined) return mapOf(entries, origin)
  const at = isList ? String(trainer) : (steps[trainer]?.key ?? '')
  return mapOf([...entries, entryWith('trainer', word(at, origin), origin)], origin)
}

/** The steps that `pipe_steps` leaves. */
function selected(steps: readonly Entry[], root: MapNode): readonly Entry[] {
  const said = childOf(root, PIPE_STEPS)
  if (said === undefined || (said.kind === 'scalar' && said.value === null)) return steps
  const wanted = said.kind === 'list' ? said.items : [said]
  const keys = wanted.map((item) => {
    const key = textOf(item)
    if (key !== undefined && steps.some((step) => step.key === key)) return key
    return fail(
      item.origin,
      [PIPE_STEPS],
      `pipe_steps names ${show(plain(item))}. There are: ${steps.map((step) => step.key).join(', ')}.`,
    )
  })
  return steps.filter(({ key }) => keys.includes(key))
}

function nameOf({ written, node }: Entry): string {
  return `${written} (${className(node) ?? 'no class'})`
}

/** Keys of a study file, to be laid over what the pipeline says. */
function ownBlock(context: ReferenceContext): MapNode {
  const entry = entryOf(context.root, OWN_BLOCK)
  const given = entry && resolveReferences(entry.node, [OWN_BLOCK], context)
  if (entry === undefined || given === undefined || textOf(given) === undefined) {
    const map = given?.kind === 'map' ? given : mapOf([], context.root.origin)
    return asPatch(normaliseStudy(map))
  }
  return fail(
    entry.origin,
    [OWN_BLOCK],
    `${OWN_BLOCK} is ${show(plain(given))}. Put keys below it.`,
  )
}

/** The pipeline stays where something else is said of the trainable. */
function asPatch(map: MapNode): MapNode {
  const entries = map.entries.map((entry) => {
    const { key, node } = entry
    return key === 'trainable' && node.kind === 'map' ? { ...entry, node: asPatch(node) } : entry
  })
  return { ...map, entries, isPatch: true }
}

function entryWith(key: string, node: Node, origin: Origin): Entry {
  return { key, written: key, origin, node }
}

function mapOf(entries: readonly Entry[], origin: Origin): MapNode {
  return { kind: 'map', entries, origin }
}
