import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { attuneScheduler } from './attune-scheduler.ts'
import { replay } from './replay.ts'
import type { RayList } from './ray-list.ts'

const SCHEDULERS = [
  'asha',
  'hyperband',
  'hb_bohb',
  'median_stopping_rule',
  'pbt',
  'resource_changing',
]

/** As `scripts/compare-with-ray/run.mjs --record` has written them. */
function recorded(scheduler: string): readonly RayList[] {
  const lines = readFileSync(new URL(`./${scheduler}.jsonl`, import.meta.url), 'utf8')
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RayList)
}

describe.each(SCHEDULERS)('recorded decisions of Ray Tune 2.58: %s', (scheduler) => {
  const kinds = new Map<string, RayList[]>()
  for (const list of recorded(scheduler)) {
    const kind = list.fixes ? `documented fixes: ${list.fixes.join('; ')}` : 'equal to Ray'
    kinds.set(kind, [...(kinds.get(kind) ?? []), list])
  }

  it.each([...kinds])('%s', (_, lists) => {
    for (const list of lists) {
      const { difference, equal, explored } = replay(list, attuneScheduler(list))
      expect(difference).toBeUndefined()
      expect(explored).not.toHaveProperty('unexplained')
      expect(equal).toBeGreaterThan(10)
    }
  })
})
