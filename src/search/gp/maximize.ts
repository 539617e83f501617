import type { Random } from '../../math/random.ts'
import type { Acquisition } from './acquisition.ts'
import { nearRows, spreadRows } from './candidates.ts'
import { Climber } from './climb.ts'
import type { Found } from './climb.ts'
import type { Features } from './features.ts'
import { picksOf } from './picks.ts'

export interface Quest {
  readonly features: Features
  /** Length scales, one for each coordinate. */
  readonly scales: Float64Array
  /** Good points to look around, best first. */
  readonly centres: readonly Float64Array[]
  /** How many points are looked at before the best of them are improved. */
  readonly candidates: number
  readonly random: Random
}

/** How many of the best points are climbed from. */
const STARTS = 8

/** Of these, so many are the best of those that are spread over the whole space. */
const EVEN = 2

/** Of the candidates, this share is near good points. */
const NEAR = 0.2

/** Points where the acquisition is large, best first. */
export function maximize(acquisition: Acquisition, quest: Quest): readonly Found[] {
  const { features, scales, candidates, random } = quest
  const look = (row: Float64Array): Found => ({ row, value: acquisition.at(row) })
  const near = Math.ceil(candidates * NEAR)
  const even = spreadRows(features, candidates - near, random.split('spread')).map(look)
  const found = [...even, ...nearRows(quest, near).map(look)]
  const sound = best(found)
  const starts = new Set([...sound.slice(0, 1), ...best(even).slice(0, EVEN)])
  for (const start of startsOf(sound, STARTS, random)) {
    if (starts.size < STARTS) starts.add(start)
  }
  const picks = picksOf(features, quest.centres, random)
  const climber = new Climber(acquisition, { features, scales, picks })
  const climbed = [...starts].map((start) =>
    climber.climb(start, random.integer(0, features.sides.length)),
  )
  climbed.sort((a, b) => b.value - a.value)
  return [...climbed, ...sound]
}

/** The best, and others by a roulette in which each has as much of the wheel as it is worth. */
function startsOf(found: readonly Found[], count: number, random: Random): readonly Found[] {
  const [best] = found
  if (best === undefined) return []
  const rest = found.slice(1, 50 * count)
  const shares = rest.map(({ value }) => Math.exp(value - best.value))
  const starts = [best]
  while (starts.length < count) {
    let aim = random.next() * shares.reduce((sum, share) => sum + share, 0)
    const i = shares.findIndex((share) => share > 0 && (aim -= share) <= 0)
    if (i < 0) break
    starts.push(rest[i] as Found)
    shares[i] = 0
  }
  return starts
}

function best(found: readonly Found[]): readonly Found[] {
  return found
    .filter(({ value }) => value > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.value - a.value)
}
