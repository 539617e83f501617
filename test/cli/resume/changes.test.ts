import { describe, expect, it } from 'vitest'
import { changes } from '../../../src/cli/resume/changes.ts'
import { CLIReporter, choice, TrialPlateauStopper, uniform } from '../../../src/index.ts'

const before = {
  paramSpace: { lr: uniform(0, 1) },
  tuneConfig: { metric: 'loss', numSamples: 4, scheduler: { name: 'asha', maxT: 9 } },
  runConfig: { name: 'digits', storagePath: '/tmp/here', stop: { loss: 1 }, verbose: 1 as const },
}

describe('what a study file says otherwise than before', () => {
  it('is nothing where it says the same, also in other objects', () => {
    const after = {
      paramSpace: { lr: uniform(0, 1) },
      tuneConfig: { ...before.tuneConfig, scheduler: { name: 'asha', maxT: 9 } },
      runConfig: {
        ...before.runConfig,
        // These say which study it is, or are told anew each time.
        name: 'other',
        storagePath: '/tmp/there',
        callbacks: [],
        progressReporter: new CLIReporter(),
      },
    }
    expect(changes(before, after)).toEqual({ tuneConfig: {}, runConfig: {} })
  })

  it('is what differs, as it is now', () => {
    const after = {
      paramSpace: before.paramSpace,
      tuneConfig: { metric: 'loss', numSamples: 8, scheduler: { name: 'asha', maxT: 27 }, seed: 3 },
      runConfig: { ...before.runConfig, stop: { loss: 2 } },
    }
    expect(changes(before, after)).toEqual({
      tuneConfig: { numSamples: 8, scheduler: { name: 'asha', maxT: 27 }, seed: 3 },
      runConfig: { stop: { loss: 2 } },
    })
  })

  it('is undefined where it is not said any more', () => {
    const changed = changes(before, { ...before, runConfig: {} })
    expect(changed.runConfig).toStrictEqual({ stop: undefined, verbose: undefined })
  })

  it('sees into stoppers', () => {
    const of = (numResults: number): object => ({
      paramSpace: before.paramSpace,
      runConfig: { stop: new TrialPlateauStopper({ metric: 'loss', numResults }) },
    })
    expect(changes(of(4), of(4)).runConfig).toEqual({})
    expect(changes(of(4), of(5)).runConfig).toHaveProperty('stop')
  })

  it('is all of it where nobody knows what was said before', () => {
    expect(changes(undefined, before)).toEqual({
      tuneConfig: before.tuneConfig,
      runConfig: { stop: { loss: 1 }, verbose: 1 },
    })
  })

  it('must not be another space', () => {
    const after = { ...before, paramSpace: { lr: choice([1, 2]) } }
    expect(() => changes(before, after)).toThrow(expect.objectContaining({ code: 'SPACE_CHANGED' }))
  })
})
