import { childOf, entryOf, withEntries, word } from '../tree.ts'
import type { Entry, MapNode } from '../tree.ts'

/** What is optimised where nobody says it. */
const USUAL = { metric: 'loss', mode: 'min' } as const

/**
 * A study with a metric, as itwinai finds it: where the study has none, it is that of the scheduler, and else
 * `loss`, which is made small. A study that searches nothing needs none.
 */
export function withObjective(study: MapNode): MapNode {
  const searches = ['space', 'scheduler', 'search'].some((key) => entryOf(study, key))
  if (!searches || entryOf(study, 'metric')) return study
  const scheduler = childOf(study, 'scheduler')
  const own = scheduler?.kind === 'map' ? scheduler.entries.filter(isObjective) : []
  const moved = own.some(({ key }) => key === 'metric') ? own : []
  const entries = study.entries.map((entry) => {
    if (entry.key !== 'scheduler' || entry.node.kind !== 'map') return entry
    const others = entry.node.entries.filter((inner) => !moved.includes(inner))
    return { ...entry, node: withEntries(entry.node, others) }
  })
  const added = moved.length > 0 ? moved : usual(study)
  const missing = added.filter(({ key }) => entryOf(study, key) === undefined)
  return withEntries(study, [...entries, ...missing])
}

function isObjective({ key }: Entry): boolean {
  return key === 'metric' || key === 'mode'
}

function usual({ origin }: MapNode): readonly Entry[] {
  return Object.entries(USUAL).map(([key, text]) => {
    return { key, written: key, origin, node: word(text, origin) }
  })
}
