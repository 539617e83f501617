import type { Cube, Side } from './cube.ts'

/** How many configs there are: `Infinity` if one of the parameters is continuous. */
export function countConfigs({ sides }: Cube): number {
  const inside = (parent: Side | undefined, option: number): number =>
    sides
      .filter(({ condition }) =>
        parent === undefined
          ? condition === undefined
          : condition?.side === parent.index && condition.option === option,
      )
      .reduce((product, side) => product * count(side), 1)
  const count = (side: Side): number => {
    if (!sides.some(({ condition }) => condition?.side === side.index)) return side.size
    let sum = 0
    for (let option = 0; option < side.size; option++) sum += inside(side, option)
    return sum
  }
  return inside(undefined, 0)
}

/**
 * All points that stand for a config, each once, starting somewhere: for spaces whose parameters are all
 * countable.
 * @param start Where to start, one number of [0, 1) for each side.
 */
export function* everyPoint({ sides }: Cube, start: readonly number[]): Generator<Float64Array> {
  const point = new Float64Array(sides.length)
  yield* from(0)

  function* from(index: number): Generator<Float64Array> {
    const side = sides[index]
    if (side === undefined) {
      yield point.slice()
      return
    }
    if (!isActive(side)) {
      point[index] = Number.NaN
      yield* from(index + 1)
      return
    }
    const { axis, size } = side
    const first = axis.fromUnit(start[index] as number)
    const picks = axis.ordered ? ascending(side) : [first, ...axis.neighbours(first)]
    const offset = axis.ordered ? Math.floor((start[index] as number) * size) : 0
    for (let k = 0; k < size; k++) {
      point[index] = axis.toUnit(picks[(offset + k) % size] as number)
      yield* from(index + 1)
    }
  }

  function isActive({ condition }: Side): boolean {
    if (condition === undefined) return true
    const parent = point[condition.side] as number
    return (
      !Number.isNaN(parent) && sides[condition.side]?.axis.fromUnit(parent) === condition.option
    )
  }
}

function ascending({ axis, size }: Side): readonly number[] {
  const picks = [axis.lower]
  while (picks.length < size) {
    const last = picks.at(-1) as number
    picks.push(Math.max(...axis.neighbours(last)))
  }
  return picks
}
