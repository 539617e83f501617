import { describe, expect, it } from 'vitest'
import { command } from '../../src/executor/command/command.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { draw } from '../../src/tuner/blueprint.ts'
import { run } from '../../src/tuner/run.ts'
import { withResources } from '../../src/tuner/trainable.ts'
import type { ScalingConfig } from '../../src/tuner/scaling.ts'

const train = command('train')
const capacity = { cpu: 16, gpu: 8, licence: 8 }

function requestOf(scalingConfig: ScalingConfig): unknown {
  return draw(train, { scalingConfig, tuneConfig: { capacity } }).resourcesFor({})
}

function problemOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    const { code, message, path } = error as { code: string; message: string; path: unknown }
    return { code, message, path }
  }
  return undefined
}

describe('scalingConfig', () => {
  it.each<[ScalingConfig, Record<string, number>]>([
    [{}, { cpu: 1 }],
    [{ numWorkers: 4 }, { cpu: 4 }],
    [{ numWorkers: 4, useGpu: true }, { gpu: 4 }],
    [
      { numWorkers: 2, useGpu: true, resourcesPerWorker: { cpu: 4 } },
      { cpu: 8, gpu: 2 },
    ],
    [
      { numWorkers: 2, resourcesPerWorker: { CPU: 3, GPU: 0, licence: 1 } },
      { cpu: 6, gpu: 0, licence: 2 },
    ],
    [
      { numWorkers: 2, useGpu: true, resourcesPerWorker: { CPU: 1.5, GPU: 2 } },
      { cpu: 3, gpu: 4 },
    ],
    [{ useGpu: true, resourcesPerWorker: { gpu: 0.5 } }, { gpu: 0.5 }],
    [{ numWorkers: 3, resourcesPerWorker: { cpu: 1.1 } }, { cpu: 3.3 }],
    [{ numWorkers: 2, placement: 'SPREAD' }, { cpu: 2 }],
    [{ numWorkers: 2, placement: 'STRICT_PACK' }, { cpu: 2 }],
    [{ numWorkers: 1, placement: 'STRICT_SPREAD' }, { cpu: 1 }],
  ])('%j asks for %j', (scaling, request) => {
    expect(requestOf(scaling)).toEqual(request)
  })

  it.each<[ScalingConfig, string, RegExp, readonly string[]]>([
    [
      { resourcesPerWorker: { GPU: 1 } },
      'INVALID_SCALING',
      /resourcesPerWorker\.gpu is 1\. useGpu is not set/,
      ['scalingConfig', 'resourcesPerWorker', 'gpu'],
    ],
    [
      { useGpu: true, resourcesPerWorker: { gpu: 0 } },
      'INVALID_SCALING',
      /gpu is 0\. useGpu is true/,
      ['scalingConfig', 'resourcesPerWorker', 'gpu'],
    ],
    [
      { numWorkers: 2, useGpu: true, resourcesPerWorker: { gpu: 0.5 } },
      'INVALID_SCALING',
      /gpu is 0\.5\. Each of 2 ranks needs a GPU of its own/,
      ['scalingConfig', 'resourcesPerWorker', 'gpu'],
    ],
    [
      { numWorkers: 2, placement: 'STRICT_SPREAD' },
      'INVALID_SCALING',
      /placement is "STRICT_SPREAD"\. It wants 2 machines/,
      ['scalingConfig', 'placement'],
    ],
    [
      { numWorkers: 20 },
      'INFEASIBLE_RESOURCES',
      /asks for 20 cpu, but there is only 16 cpu/,
      ['resources'],
    ],
    [
      { resourcesPerWorker: { cpu: -1 } },
      'INVALID_RESOURCES',
      /scalingConfig\.resourcesPerWorker\.cpu is -1/,
      [],
    ],
  ])('%j is refused', (scaling, code, message, path) => {
    const problem = problemOf(() => requestOf(scaling))
    expect(problem).toMatchObject({ code, message: expect.stringMatching(message) })
    if (path.length > 0) expect(problem).toMatchObject({ path })
  })

  it.each<[Record<string, unknown>, string]>([
    [{ numWorkers: 0 }, 'scalingConfig.numWorkers is 0. Give a whole number of at least 1.'],
    [{ numWorkers: 1.5 }, 'scalingConfig.numWorkers is 1.5.'],
    [{ useGpu: 1 }, 'scalingConfig.useGpu is 1. Give true or false.'],
    [{ resourcesPerWorker: 2 }, 'scalingConfig.resourcesPerWorker is 2. Give an object'],
    [{ placement: 'pack' }, 'Give one of: "PACK", "STRICT_PACK", "SPREAD", "STRICT_SPREAD".'],
    [{ workers: 2 }, 'scalingConfig has no option "workers"'],
  ])('%j is no scaling', (scaling, message) => {
    expect(() => requestOf(scaling)).toThrow(message)
  })

  it.each([
    ['function', () => 1],
    ['simulated', simulated(function* () {})],
  ])('is not for a trainable of the kind %s', (kind, trainable) => {
    expect(problemOf(() => draw(trainable, { scalingConfig: {} }))).toMatchObject({
      code: 'SCALING_NEEDS_PROCESSES',
      message: expect.stringMatching(new RegExp(`of the kind ${kind} .*python.*command`)),
    })
  })

  it('says what a trial asks for, and nobody else does', () => {
    const both = withResources(train, { cpu: 2 })
    expect(problemOf(() => draw(both, { scalingConfig: {} }))).toMatchObject({
      code: 'RESOURCES_STATED_TWICE',
      message: expect.stringContaining('{"cpu":2}'),
    })
  })

  it('is an option of run() as well', async () => {
    const scalingConfig = { numWorkers: 2, placement: 'STRICT_SPREAD' } as const
    await expect(run(train, { scalingConfig })).rejects.toMatchObject({ code: 'INVALID_SCALING' })
    await expect(
      run(train, { scalingConfig: {}, resourcesPerTrial: { cpu: 1 } }),
    ).rejects.toMatchObject({ code: 'RESOURCES_STATED_TWICE' })
  })
})
