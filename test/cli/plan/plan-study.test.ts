import { describe, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import { choice, run } from '../../../src/index.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { fakeCli } from '../fake-cli.ts'

describe('the plan of a study that there is', () => {
  it('takes its times from what its trials took, also where the trainable was a function', async () => {
    const storagePath = tempFolder()
    const results = await run(
      async (_: unknown, trial) => {
        for (let n = 1; n <= 3; n++) await trial.report({ loss: n })
      },
      {
        paramSpace: { x: choice([1, 2]) },
        metric: 'loss',
        mode: 'min',
        numSamples: 4,
        maxConcurrentTrials: 2,
        capacity: { cpu: 3 },
        verbose: 0,
        defaultLoggers: false,
        storagePath,
        name: 'done',
      },
    )
    const seconds = [...results].map((result) => Number(result.metrics?.['time_total_s']))
    const total = seconds.reduce((sum, each) => sum + each, 0)
    const plan = async (...args: string[]): Promise<unknown> => {
      const { cli, json } = fakeCli({ cwd: storagePath })
      expect(await runCli(['plan', 'done', '--json', ...args], cli)).toBe(0)
      return json()
    }
    expect(await plan()).toMatchObject({
      study: 'done',
      scheduler: 'fifo',
      trials: 4,
      atOnce: 2,
      limitedBy: 'max_concurrent',
      capacity: { cpu: 3 },
      configs: 2,
      secondsPerUnit: expect.closeTo(total / 12, 6) as unknown,
      seconds: expect.closeTo((2 * total) / 4, 6) as unknown,
    })
    expect(await plan('-o', 'trials=8', '-o', 'scheduler={name: asha, max_t: 3}')).toMatchObject({
      scheduler: 'asha',
      trials: 8,
    })
  })
})
