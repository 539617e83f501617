import { describe, expect, it } from 'vitest'
import { Tuner } from '../../src/tuner/tuner.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Callback } from '../../src/logger/callback.ts'
import type { RunConfig } from '../../src/tuner/options.ts'

/** Counts the results that it has seen in all sessions. */
class Counter implements Callback {
  seen = 0
  readonly calls: string[] = []

  onStudyStart(): void {
    this.calls.push(`start with ${this.seen}`)
  }

  onTrialResult(): void {
    this.seen += 1
  }

  getState(): unknown {
    return { seen: this.seen, ratio: Number.NaN }
  }

  setState(state: unknown): void {
    const { seen, ratio } = state as { readonly seen: number; readonly ratio: number }
    this.seen = Number.isNaN(ratio) ? seen : -1
  }
}

const objective = () => ({ loss: 1 })

/** Two sittings of one study; returns how many trials ended well. */
async function twice(first: readonly Callback[], second: readonly Callback[]): Promise<number> {
  const runConfig: RunConfig = { storagePath: tempFolder(), verbose: 0, handleSignals: false }
  const results = await new Tuner(objective, {
    tuneConfig: { metric: 'loss', mode: 'min', numSamples: 3 },
    runConfig: { ...runConfig, callbacks: first },
  }).fit()
  const more = await Tuner.restore(results.experimentPath, objective, {
    tuneConfig: { numSamples: 5 },
    runConfig: { verbose: 0, callbacks: second },
  }).fit()
  return more.numTerminated
}

describe('the state of a callback', () => {
  it('is given back when the study is restored, before anything else is told', async () => {
    const [one, other] = [new Counter(), new Counter()]
    await twice([one], [other])
    expect(one.calls).toEqual(['start with 0'])
    expect(other.calls).toEqual(['start with 3'])
    expect(other.seen).toBe(5)
  })

  it('belongs to the class that had it', async () => {
    const other = new (class Someone extends Counter {})()
    await twice([new Counter()], [other])
    expect(other.calls).toEqual(['start with 0'])
  })

  it('harms nobody where it cannot be had, stored or given back', async () => {
    const failing = {
      getState: () => ({ loop: BigInt(1) }),
      setState: () => {
        throw new Error('no')
      },
    }
    const throwing = {
      getState: () => {
        throw new Error('never')
      },
    }
    expect(await twice([failing, throwing], [failing, throwing])).toBe(5)
  })
})
