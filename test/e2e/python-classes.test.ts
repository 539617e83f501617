import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gridSearch, HyperBandScheduler, python, run } from 'attune'
import { tempFolder } from '../support/temp-folder.ts'

const script = new URL('./fixtures/classes.py', import.meta.url)
const common = { metric: 'loss', mode: 'min', verbose: 0, storagePath: tempFolder() } as const

describe('a study of a Python class', () => {
  it('goes on where HyperBand has paused it, saved at the pauses alone', async () => {
    const results = await run(python(script, { function: 'Count' }), {
      ...common,
      paramSpace: { x: gridSearch([1, 2, 3, 4]), steps: 9 },
      scheduler: new HyperBandScheduler({ maxT: 9, reductionFactor: 3 }),
      checkpointConfig: { checkpointFrequency: 0, numToKeep: 1 },
    })
    expect(results.errors).toEqual([])
    let starts = 0
    for (const result of results) {
      const counts = result.metricsDataframe.map(({ n }) => n)
      expect(counts).toEqual(counts.map((_, i) => i + 1))
      const last = String(counts.at(-1))
      expect(readFileSync(join(result.checkpoint?.path ?? '', 'n'), 'utf8')).toBe(last)
      const ends = readFileSync(join(result.path, 'cleaned'), 'utf8').split(';').slice(0, -1)
      expect(ends.at(-1)).toBe(last)
      starts += ends.length
    }
    expect(starts).toBeGreaterThan(results.length)
  })

  it('carries a checkpoint with every so many-th report', async () => {
    const [result] = await run(python(script, { function: 'Count' }), {
      ...common,
      paramSpace: { x: 1, steps: 5 },
      checkpointConfig: { checkpointFrequency: 2, checkpointAtEnd: false },
    })
    expect(result?.bestCheckpoints.map(({ metrics }) => metrics['n'])).toEqual([2, 4])
  })
})
