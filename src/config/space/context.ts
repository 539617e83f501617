import type { Problems } from '../problems.ts'
import type { Node, Path } from '../tree.ts'

/** What a part of a space is read with. */
export interface SpaceContext {
  /** The whole study file. */
  readonly root: Node
  readonly problems: Problems
  /** Whether a map is a group whatever its keys are. @defaultValue none is */
  readonly isGroup?: (path: Path) => boolean
  /** Reads what lies deeper. */
  readonly read: (node: Node, path: Path) => unknown
}
