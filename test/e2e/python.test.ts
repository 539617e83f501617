import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gridSearch, python, run, Tuner, withParameters } from 'attune'
import { tempFolder } from '../support/temp-folder.ts'
import type { PythonTrainable } from 'attune'

const script = new URL('./fixtures/train.py', import.meta.url)
const trainable = (name: string): PythonTrainable => python(script, { function: name })
const common = { metric: 'loss', mode: 'min', verbose: 0, storagePath: tempFolder() } as const

describe('a study of a Python function', () => {
  it('reports, keeps checkpoints, retries and is restored without the script that made it', async () => {
    const results = await run(trainable('count'), {
      ...common,
      paramSpace: { x: gridSearch([1, 2]), steps: 4, fail_at: 3 },
      failureConfig: { maxFailures: 1 },
      checkpointConfig: { numToKeep: 1 },
    })
    expect(results.errors).toEqual([])
    for (const result of results) {
      expect(result.metricsDataframe.map((row) => row['n'])).toEqual([1, 2, 3, 4])
      expect(readFileSync(join(result.checkpoint?.path ?? '', 'n.json'), 'utf8')).toBe('4')
      expect(readFileSync(join(result.path, 'error.txt'), 'utf8')).toMatch(
        /train\.py[^]*once is enough/,
      )
    }
    const more = await Tuner.restore(results.experimentPath, undefined, {
      tuneConfig: { numSamples: 2 },
    }).fit()
    expect(more.length).toBe(4)
    expect([...more].map((result) => result.metrics?.['n'])).toEqual([4, 4, 4, 4])
  })

  it('unwinds at exactly the report at which it is stopped, and keeps NaN', async () => {
    const results = await run(trainable('endless'), { ...common, stop: { training_iteration: 3 } })
    const [result] = results
    expect(result?.status).toBe('TERMINATED')
    expect(result?.metricsDataframe.map((row) => row['loss'])).toEqual([1, Number.NaN, 3])
    expect(existsSync(join(result?.path ?? '', 'unwound'))).toBe(true)
  })

  it('gets constants as keyword arguments, once, and not in its config', async () => {
    const results = await run(
      withParameters(trainable('constants'), { data: [1, 2, 3], scale: 2 }),
      common,
    )
    expect(results.at(0)?.metrics).toMatchObject({ loss: 12, config: {} })
    expect(readFileSync(join(results.at(0)?.path ?? '', 'stdout'), 'utf8')).toBe('has 3\n')
  })

  it('leaves nothing behind when it cannot even begin', async () => {
    const name = 'never-begun'
    await expect(
      run(python(script, { function: 'count', python: 'no-such-python' }), { ...common, name }),
    ).rejects.toMatchObject({ code: 'PYTHON_NOT_FOUND' })
    expect(existsSync(join(common.storagePath, name))).toBe(false)
  })
})
