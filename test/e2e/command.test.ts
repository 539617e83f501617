import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { choice, command, gridSearch, run, Tuner } from 'attune'
import { tempFolder } from '../support/temp-folder.ts'

const common = { metric: 'loss', mode: 'min', verbose: 0, storagePath: tempFolder() } as const

describe('a study of a command', () => {
  it('hands values over as single arguments and reads JSON lines', async () => {
    const results = await run(
      command(['printf', '{{"loss": %s, "name": "%s"}}\n', '{x}', '{name}']),
      {
        ...common,
        paramSpace: { x: gridSearch([2, 1]), name: 'two words; $HOME' },
      },
    )
    expect(results.errors).toEqual([])
    expect(results.getBestResult()).toMatchObject({
      config: { x: 1 },
      metrics: { name: 'two words; $HOME' },
    })
    const params = readFileSync(join(results.at(0)?.path ?? '', 'params.json'), 'utf8')
    expect(JSON.parse(params)).toEqual({ x: 2, name: 'two words; $HOME' })
  })

  it('reads numbers by regular expressions, also after a restore', async () => {
    const results = await run(
      command('sh -c "echo epoch 1 loss={x}; echo epoch 2 loss=0.{x}"', {
        metrics: { regex: { loss: /loss=(\S+)/ } },
      }),
      { ...common, paramSpace: { x: gridSearch([1, 2]) } },
    )
    expect([...results].map((result) => result.metrics?.['loss'])).toEqual([0.1, 0.2])
    const more = await Tuner.restore(results.experimentPath, undefined, {
      tuneConfig: { numSamples: 2 },
    }).fit()
    expect([...more].map((result) => result.metrics?.['loss'])).toEqual([0.1, 0.2, 0.1, 0.2])
  })

  it('may speak the protocol, and send reports without waiting for answers', async () => {
    const script = fileURLToPath(new URL('./fixtures/pipelining.mjs', import.meta.url))
    const results = await run(command([process.execPath, script]), common)
    const [result] = results
    expect(result?.error).toBeUndefined()
    expect(result?.metricsDataframe.map((row) => [row['training_iteration'], row['loss']])).toEqual(
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    )
    for (const [i, { checkpoint }] of (result?.bestCheckpoints ?? []).entries()) {
      expect(readFileSync(join(checkpoint.path, 'n'), 'utf8')).toBe(String(i + 1))
    }
    expect(result?.bestCheckpoints).toHaveLength(3)
  })

  it('fails with its exit code and last words', async () => {
    const results = await run(command('sh -c "echo trouble >&2; exit 3"'), common)
    expect(results.errors[0]?.message).toContain('3')
    const error = readFileSync(join(results.at(0)?.path ?? '', 'error.txt'), 'utf8')
    expect(error).toContain('trouble')
  })

  it('is refused when it names what no config has', () => {
    expect(
      () => new Tuner(command('train --lr {lr}'), { paramSpace: { layers: choice([1, 2]) } }),
    ).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_PLACEHOLDER',
        message: expect.stringContaining('layers') as unknown,
      }),
    )
  })
})
