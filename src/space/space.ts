import type { Random } from '../math/random.ts'
import { compileNode, requireRoot } from './compile.ts'
import { Grid, type Cell } from './grid.ts'
import { nodesOf, type ComputedNode, type Node, type PickNode } from './node.ts'
import { applyPreset } from './preset.ts'
import { Resolution, type Chooser, type Sample } from './resolve.ts'

export type { Sample } from './resolve.ts'

/**
 * A search space that has been checked: what searchers and the study work with. Immutable; holds no
 * random state.
 */
export class Space {
  readonly root: Node
  /** All that is drawn or enumerated, those inside options included, in the order of the space. */
  readonly picks: readonly PickNode[]
  /** All that functions compute. */
  readonly computed: readonly ComputedNode[]
  readonly #grid: Grid

  constructor(root: Node) {
    this.root = root
    const nodes = [...nodesOf(root)]
    this.picks = nodes.filter((node) => node.kind === 'pick')
    this.computed = nodes.filter((node) => node.kind === 'computed')
    this.#grid = new Grid(root)
  }

  /** How many cells all `gridSearch` together make; 1 without any. Beyond 2^53 it is rounded. */
  get gridSize(): number {
    return this.#grid.size
  }

  /** The flat paths of all parameters, each once, in the order of the space. */
  get paths(): readonly string[] {
    const all = [...nodesOf(this.root)].filter(
      (node) => node.kind === 'pick' || node.kind === 'computed',
    )
    return [...new Set(all.map((node) => node.path))]
  }

  /**
   * Paths of the `sampleFrom` whose functions are missing because the space was read from JSON; it
   * cannot be sampled while there are any.
   */
  get missingFunctions(): readonly string[] {
    return this.computed.filter((node) => node.compute === undefined).map((node) => node.path)
  }

  /**
   * Draws a config. Every parameter draws from a stream of its own, `random.split(<path>)`: the same
   * `random` gives the same config, and a new parameter does not change what the others draw.
   *
   * @param random Not advanced.
   * @param cell Number of the grid's cell, 0 to `gridSize` − 1; without it the cell is drawn as well.
   * @throws ConfigurationError if a `sampleFrom` function fails, or needs its own value.
   */
  sample(random: Random, cell?: number): Sample {
    const fixed: Cell = cell === undefined ? new Map() : this.#grid.cell(cell)
    const choose = (node: PickNode): number =>
      fixed.get(node) ?? node.axis.sample(random.split(node.id))
    return new Resolution(this.root, choose, random).run()
  }

  /**
   * Builds a config from picks: `choose` is asked once for each node that the config has.
   *
   * @param random Where `sampleFrom` functions draw from; not advanced.
   */
  resolve(choose: Chooser, random: Random): Sample {
    return new Resolution(this.root, choose, random).run()
  }

  /**
   * This space with some parameters fixed: what a preset names is constant, the rest varies as before,
   * and a grid that it fixes is no longer crossed.
   *
   * @param preset A part of a config, nested (`{ model: { lr: 0.1 } }`) or with flat keys
   *   (`{ 'model/lr': 0.1 }`), as a trial's `params` are.
   * @throws ConfigurationError if it names a parameter that is not there, or gives a value that cannot
   *   be one at all. A value that is merely out of range is used, and named in `warnings`.
   */
  withPreset(preset: unknown): { readonly space: Space; readonly warnings: readonly string[] } {
    const warnings: string[] = []
    const root = applyPreset(this.root, preset, (warning) => warnings.push(warning))
    return { space: new Space(root), warnings }
  }
}

/**
 * Checks a space as a user writes it. A space that has been checked is returned as it is.
 *
 * @throws ConfigurationError that names the path of whatever a config cannot hold: functions, symbols,
 *   bigints, `undefined`, class instances (dates and maps among them), objects that contain themselves,
 *   and keys that are empty or contain `/`.
 */
export function compileSpace(paramSpace: unknown): Space {
  if (paramSpace instanceof Space) return paramSpace
  requireRoot(paramSpace)
  return new Space(compileNode(paramSpace, { path: '', id: '' }))
}
