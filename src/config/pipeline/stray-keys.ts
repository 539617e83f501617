import { GROUPS, keyMeant, STUDY } from '../normalise/keys.ts'
import { StudyFileError } from '../problems.ts'
import { bare } from '../words.ts'
import type { Entry, MapNode, Node } from '../tree.ts'

/** Keys of a study file that nobody calls a value of his own. */
const UNMISTAKABLE: readonly string[] = [
  'space',
  'search',
  'scheduler',
  'trials',
  'scaling',
  'max_concurrent',
  'time_budget',
]

/**
 * Refuses keys of a study file at the top of a pipeline file: there they are values for references, and
 * where nothing refers to them they would mean nothing.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID`
 */
export function refuseStrayKeys(root: MapNode): void {
  const stray = root.entries.filter((entry) => isOfStudy(entry) && !isReferredTo(entry.key, root))
  if (stray.length === 0) return
  throw new StudyFileError(
    stray.map(({ key, origin }) => ({
      origin,
      path: [key],
      message: `${key} belongs to a study file, and this is a file of pipelines. Put it below a key attune.`,
    })),
  )
}

function isOfStudy({ key }: Entry): boolean {
  return GROUPS.includes(bare(key)) || UNMISTAKABLE.includes(keyMeant(key, STUDY))
}

function isReferredTo(key: string, node: Node): boolean {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes(`\${${key}`)
    case 'list':
      return node.items.some((item) => isReferredTo(key, item))
    case 'map':
      return node.entries.some((entry) => isReferredTo(key, entry.node))
  }
}
