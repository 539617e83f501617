import { beforeAll, describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { simulate } from '../../src/tuner/simulate.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { TuneConfig } from '../../src/tuner/options.ts'

const GOOD_LAST = [0.9, 0.7, 0.5, 0.3, 0.8, 0.6, 0.4, 0.2, 0.1]

/** Nine trials of nine epochs of a minute each, of which the last is the best. */
const curve = simulated(function* ({ x }: { x: number }, { iteration }) {
  for (let epoch = iteration + 1; epoch <= 9; epoch++) {
    yield { seconds: 60, metrics: { loss: x + 1 / epoch } }
  }
})

async function study(tuneConfig: Partial<TuneConfig> = {}): Promise<string> {
  const results = await new Tuner(curve, {
    paramSpace: { x: gridSearch(GOOD_LAST) },
    tuneConfig: { metric: 'loss', mode: 'min', maxConcurrentTrials: 3, seed: 1, ...tuneConfig },
    runConfig: { storagePath: tempFolder(), verbose: 0, defaultLoggers: false },
  }).fit()
  return results.experimentPath
}

describe('simulate', () => {
  let whole: string
  beforeAll(async () => {
    whole = await study()
  })

  it('tells what another scheduler would have saved, and what it would have lost', () => {
    const simulation = simulate(whole, {
      scheduler: { name: 'asha', maxT: 9, reductionFactor: 3 },
    })
    expect(simulation).toMatchObject({
      scheduler: 'asha',
      trials: 9,
      recorded: { wallS: 3 * 9 * 60, trialS: 81 * 60 },
      bestSurvived: true,
      censored: [],
    })
    expect(simulation.best).toEqual({ trial: expect.stringMatching(/_00008$/), value: 0.1 + 1 / 9 })
    expect(simulation.chosen).toEqual(simulation.best)
    expect(simulation.stopped).toBeGreaterThan(0)
    expect(simulation.saved).toBeGreaterThan(0.1)
    expect(simulation.saved).toBe(1 - simulation.trialS / (81 * 60))
    expect(String(simulation)).toContain('with loss 0.211111, would have been run to its end')
  })

  it('saves nothing with a scheduler that stops nobody', () => {
    expect(simulate(whole, { scheduler: 'fifo' })).toMatchObject({ saved: 0, stopped: 0 })
  })

  it('charges each start, and continues from checkpoints', () => {
    const scheduler = new ASHAScheduler({ maxT: 9, reductionFactor: 9, variant: 'promote' })
    const simulation = simulate(whole, { scheduler, maxConcurrentTrials: 1, startupS: 30 })
    expect(simulation).toMatchObject({ stopped: 8, bestSurvived: true })
    // The time of a trial is counted from when it has started.
    expect(simulation.trialS).toBe(9 * 60 + 8 * 60)
    expect(simulation.wallS).toBe(simulation.trialS + 9 * 30)
  })

  it('says so when the best would have been stopped', async () => {
    const slow = simulated(function* ({ x }: { x: number }) {
      for (let epoch = 1; epoch <= 9; epoch++) {
        yield { seconds: 60, metrics: { loss: x === 0.1 ? 2 - epoch / 5 : x + 1 / epoch } }
      }
    })
    const { experimentPath } = await new Tuner(slow, {
      paramSpace: { x: gridSearch([0.3, 0.4, 0.5, 0.1]) },
      tuneConfig: { metric: 'loss', mode: 'min', maxConcurrentTrials: 1, seed: 1 },
      runConfig: { storagePath: tempFolder(), verbose: 0, defaultLoggers: false },
    }).fit()
    const simulation = simulate(experimentPath, { scheduler: { name: 'asha', maxT: 9 } })
    expect(simulation).toMatchObject({
      best: { trial: expect.stringMatching(/_00003$/), value: 2 - 9 / 5 },
      bestSurvived: false,
      chosen: { trial: expect.stringMatching(/_00000$/), value: 0.3 + 1 / 9 },
    })
    expect(String(simulation)).toContain('would have been stopped')
    expect(String(simulation)).toContain('would have been chosen: loss 0.411111 at its end')
  })

  it('names the trials of which too little is known', async () => {
    const cut = await study({ scheduler: { name: 'asha', maxT: 9, reductionFactor: 3 } })
    const simulation = simulate(cut, { scheduler: 'fifo' })
    expect(simulation.censored.length).toBeGreaterThan(0)
    expect(String(simulation)).toContain('would have gone on beyond what is recorded of them')
  })

  it.each([
    [{ scheduler: 'fifo', speed: 2 }, 'UNKNOWN_OPTION'],
    [{ scheduler: 'fifoo' }, 'UNKNOWN_SCHEDULER'],
    [{ scheduler: 'fifo', maxConcurrentTrials: -1 }, 'INVALID_OPTION'],
    [{ scheduler: { name: 'pbt', hyperparamMutations: { x: [1, 2] } } }, 'NOT_REPLAYABLE'],
  ])('refuses %o', (options, code) => {
    expect(() => simulate(whole, options)).toThrow(expect.objectContaining({ code }))
  })

  it('needs a study', () => {
    expect(() => simulate(tempFolder(), { scheduler: 'fifo' })).toThrow(
      expect.objectContaining({ code: 'STUDY_NOT_FOUND' }),
    )
  })

  it('needs a metric', async () => {
    const results = await new Tuner(curve, {
      paramSpace: { x: 1 },
      runConfig: { storagePath: tempFolder(), verbose: 0, defaultLoggers: false },
    }).fit()
    expect(() => simulate(results.experimentPath, { scheduler: 'fifo' })).toThrow(
      expect.objectContaining({ code: 'METRIC_REQUIRED' }),
    )
  })
})
