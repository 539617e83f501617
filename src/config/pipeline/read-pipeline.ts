import { nearestWord } from '../../math/nearest-word.ts'
import { GROUPS, keyMeant, STUDY } from '../normalise/keys.ts'
import { overlay } from '../overlay.ts'
import { fail } from '../problems.ts'
import { entryOf } from '../tree.ts'
import { bare } from '../words.ts'
import { PIPE_KEY } from './find-pipeline.ts'
import { OWN_BLOCK, PIPE_STEPS, studyOfPipeline } from './study-of-pipeline.ts'
import type { Env } from '../interpolate.ts'
import type { MapNode } from '../tree.ts'

/** Keys that any pipeline file may have. */
const FILE_KEYS: readonly string[] = [PIPE_KEY, PIPE_STEPS, OWN_BLOCK]

/** A pipeline file as a study file in our own spelling, and what is still to be laid over it. */
export interface PipelineReading {
  readonly map: MapNode
  readonly patches: readonly MapNode[]
}

/**
 * Reads a file of pipelines as a study file. What is said otherwise changes the file itself where it begins
 * with a key of it (so that what refers to that changes too), and the study where it begins with a key of a
 * study file.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID`
 */
export function readPipeline(
  root: MapNode,
  overrides: readonly MapNode[],
  context: { readonly env: Env; readonly folder: string },
): PipelineReading {
  for (const patch of overrides) assertMeant(root, patch)
  const changed = overrides.filter((patch) => isOfFile(root, patch)).reduce(overlay, root)
  return {
    map: studyOfPipeline({ ...context, root: changed }),
    patches: overrides.filter(isOfStudy),
  }
}

function assertMeant(root: MapNode, patch: MapNode): void {
  if (isOfFile(root, patch) || isOfStudy(patch)) return
  const key = firstKey(patch)
  const keys = [...root.entries.map((entry) => entry.key), ...FILE_KEYS]
  const nearest = nearestWord(key, [...keys, ...STUDY.own])
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `
  fail(
    patch.origin,
    [key],
    `${JSON.stringify(key)} is a key neither of this file nor of a study. ${hint}The file has: ${keys.join(', ')}.`,
  )
}

function isOfFile(root: MapNode, patch: MapNode): boolean {
  const key = firstKey(patch)
  return FILE_KEYS.includes(key) || entryOf(root, key) !== undefined
}

function isOfStudy(patch: MapNode): boolean {
  const key = firstKey(patch)
  return GROUPS.includes(bare(key)) || STUDY.own.includes(keyMeant(key, STUDY))
}

function firstKey({ entries: [entry] }: MapNode): string {
  return entry?.key ?? ''
}
