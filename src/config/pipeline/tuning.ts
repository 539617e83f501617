import { withEntries } from '../tree.ts'
import { bare, lookUp } from '../words.ts'
import { argumentsOf, withArguments } from './described.ts'
import type { Entry, MapNode, Node } from '../tree.ts'

/** How many processes train together in a trial. */
const SCALING = 'scaling_config'

/**
 * What trainers of itwinai are told of tuning, without `_` and in lower case, and the key of a study file
 * that it is. These stand among the arguments of the trainer, or in its argument `config`.
 */
const TUNING: Readonly<Record<string, string>> = {
  trainloopconfig: 'space',
  searchspace: 'space',
  raysearchspace: 'space',
  tuneconfig: 'tune_config',
  raytuneconfig: 'tune_config',
  runconfig: 'run_config',
  rayrunconfig: 'run_config',
  scalingconfig: SCALING,
  rayscalingconfig: SCALING,
}

/** What is said to Ray alone, about how it starts workers and hands data to them. */
const RAYS_OWN: readonly string[] = ['raytorchconfig', 'raydataconfig', 'rayhorovodconfig']

/** The argument of a trainer that may hold it all. */
const CONFIG = 'config'

/** A step, parted into what it is made with and what is said of tuning. */
export interface PartedStep {
  readonly step: MapNode
  /** With the keys of a study file. */
  readonly tuning: readonly Entry[]
}

/** The step without what it says of tuning, and that. */
export function partStep(step: MapNode): PartedStep {
  const given = argumentsOf(step)
  const config = given.find(({ key }) => key === CONFIG)?.node
  const inConfig = config?.kind === 'map' ? config.entries : []
  const tuning = [...given, ...inConfig].flatMap((entry): readonly Entry[] => {
    const key = lookUp(TUNING, bare(entry.key))
    return key === undefined ? [] : [{ ...entry, key }]
  })
  const kept = given.filter(isOwn).map((entry) => {
    if (entry.key !== CONFIG || entry.node.kind !== 'map') return entry
    return { ...entry, node: withEntries(entry.node, inConfig.filter(isOwn)) }
  })
  return { step: withArguments(step, kept), tuning }
}

function isOwn({ key }: Entry): boolean {
  return lookUp(TUNING, bare(key)) === undefined && !RAYS_OWN.includes(bare(key))
}

/** The steps of a pipeline with their names, or with their numbers where they are a list. */
export function stepsOf(pipeline: MapNode): readonly Entry[] {
  const steps = argumentsOf(pipeline).find(({ key }) => key === 'steps')?.node
  if (steps?.kind === 'map') return steps.entries
  const items = steps?.kind === 'list' ? steps.items : []
  return items.map((node, i) => {
    const key = String(i)
    return { key, written: `steps[${key}]`, origin: node.origin, node }
  })
}

/** Whether a step of the pipeline says what is to be searched, or how. */
export function hasTuning(pipeline: MapNode): boolean {
  return stepsOf(pipeline).some(({ node }) => saysWhatToSearch(node))
}

/** Whether a step says what is to be searched, or how. */
export function saysWhatToSearch(step: Node): boolean {
  return tuningOf(step).some(({ key }) => key !== SCALING)
}

/** Whether a step says anything that is about the study. */
export function saysOfTuning(step: Node): boolean {
  return tuningOf(step).length > 0
}

function tuningOf(step: Node): readonly Entry[] {
  return step.kind === 'map' ? partStep(step).tuning : []
}
