import { describe, expect, it } from 'vitest'
import { plan } from '../../../src/analyze/plan.ts'
import { concurrencyOf } from '../../../src/cli/plan/concurrency.ts'
import { estimate } from '../../../src/cli/plan/estimate.ts'
import type { PlanOptions } from '../../../src/analyze/plan.ts'

const capacity = { cpu: 8, gpu: 2, custom: {} }
const of = (scheduler: PlanOptions['scheduler']): ReturnType<typeof plan> =>
  plan({ scheduler, numSamples: 27 })
const common = { trials: 27, atOnce: 4, unitsPerTrial: undefined }

describe('trials at once', () => {
  it.each([
    [{ trials: 50, maxConcurrent: 0, request: { cpu: 3 } }, 2, 'resources'],
    [{ trials: 50, maxConcurrent: 0, request: { cpu: 0, gpu: 0.5 } }, 4, 'resources'],
    [{ trials: 50, maxConcurrent: 3, request: { cpu: 1 } }, 3, 'max_concurrent'],
    [{ trials: 2, maxConcurrent: 3, request: { cpu: 1 } }, 2, 'trials'],
    [{ trials: Infinity, maxConcurrent: 5, request: {} }, 5, 'max_concurrent'],
  ])('%j', (given, atOnce, limitedBy) => {
    expect(concurrencyOf({ ...given, capacity })).toEqual({ atOnce, limitedBy })
  })
})

describe('an estimate', () => {
  it('of a scheduler with rungs follows from the time of a unit', () => {
    const asha = of({ name: 'asha', maxT: 27, reductionFactor: 3, variant: 'promote' })
    expect(estimate(asha, { ...common, pace: { secondsPerUnit: 60 } })).toEqual({
      secondsPerUnit: 60,
      cost: 81,
      fullCost: 729,
      seconds: (81 * 60) / 4,
      secondsAtMost: 7 * 27 * 60,
    })
  })

  it('or from the time of a whole trial', () => {
    const asha = of({ name: 'asha', maxT: 27, reductionFactor: 3, variant: 'promote' })
    expect(estimate(asha, { ...common, pace: { trialSeconds: 27 } })).toMatchObject({
      secondsPerUnit: 1,
      seconds: 81 / 4,
    })
  })

  it('of trials that all run to their end counts the waves', () => {
    expect(estimate(of('fifo'), { ...common, pace: { trialSeconds: 100 } })).toEqual({
      secondsPerUnit: undefined,
      cost: undefined,
      fullCost: undefined,
      seconds: 700,
      secondsAtMost: 700,
    })
    const stopped = { ...common, unitsPerTrial: 10, pace: { secondsPerIteration: 2 } }
    expect(estimate(of('fifo'), stopped)).toMatchObject({ cost: 270, seconds: 140 })
  })

  it('of what depends on the results is a bound', () => {
    const given = { ...common, unitsPerTrial: 10, pace: { secondsPerUnit: 3 } }
    const median = of({ name: 'median_stopping_rule', timeAttr: 'training_iteration' })
    expect(estimate(median, given)).toMatchObject({
      cost: undefined,
      fullCost: 270,
      seconds: undefined,
      secondsAtMost: 210,
    })
  })

  it('needs no pace where units are seconds', () => {
    const given = { ...common, unitsPerTrial: 60, pace: { secondsPerUnit: 3 } }
    expect(estimate(of('median_stopping_rule'), given).secondsAtMost).toBe(420)
  })

  it('says nothing where nothing is known or there is no end', () => {
    expect(estimate(of('fifo'), { ...common, pace: {} })).toEqual({
      secondsPerUnit: undefined,
      cost: undefined,
      fullCost: undefined,
      seconds: undefined,
      secondsAtMost: undefined,
    })
    const endless = plan({ scheduler: { name: 'asha', maxT: 9 }, numSamples: -1 })
    const given = {
      trials: Infinity,
      atOnce: 4,
      unitsPerTrial: undefined,
      pace: { secondsPerUnit: 1 },
    }
    expect(estimate(endless, given)).toMatchObject({ seconds: undefined, secondsAtMost: undefined })
  })
})
