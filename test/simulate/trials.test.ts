import { describe, expect, it } from 'vitest'
import { simulated } from '../../src/simulate/curve.ts'
import { SimulatedTrials } from '../../src/simulate/trials.ts'
import type { SimulatedContext, SimulatedOptions, SimulatedStep } from '../../src/simulate/curve.ts'
import type { Happening } from '../../src/simulate/happening.ts'

type Curve = (config: { n: number }, context: SimulatedContext) => Iterable<SimulatedStep>

const START = 1_000_000
const FIRST = { trial: 'ab12c_00000', attempt: 1 }
const SECOND = { trial: 'ab12c_00001', attempt: 1 }

function world(curve: Curve, options: SimulatedOptions<{ n: number }> = {}): SimulatedTrials {
  return new SimulatedTrials(simulated(curve, options), START)
}

/** What happens next and when, short: `12 reported ab12c_00000`, in seconds since the start. */
function next(trials: SimulatedTrials): string | undefined {
  const happening = trials.next()
  if (!happening) return undefined
  const time = (trials.now - START) / 1000
  if (happening.type === 'rang') return `${time} rang`
  const { type, id } = happening
  return `${time} ${type === 'ended' ? happening.end.cause : type} ${id.trial.at(-1)}`
}

function errorOf(happening: Happening | undefined): string {
  if (happening?.type !== 'ended' || happening.end.cause !== 'error') throw new Error('no error')
  return String(happening.end.error)
}

const steady: Curve = function* ({ n }, { iteration }) {
  for (let i = iteration + 1; i <= 3; i++) yield { seconds: n, metrics: { i } }
}

describe('SimulatedTrials', () => {
  it('starts after the startup time, reports after each step, and ends with the last', () => {
    const trials = world(steady, { startupS: 5 })
    trials.launch({ ...FIRST, config: { n: 60 }, iteration: 0 })
    expect(next(trials)).toBe('5 started 0')
    expect(trials.next()).toEqual({
      type: 'reported',
      id: FIRST,
      seq: 1,
      metrics: { i: 1 },
      checkpoint: true,
    })
    trials.answer(FIRST, 1, 'continue')
    expect(next(trials)).toBe('125 reported 0')
    trials.answer(FIRST, 2, 'continue')
    expect(next(trials)).toBe('185 reported 0')
    trials.answer(FIRST, 3, 'continue')
    expect(next(trials)).toBe('185 completed 0')
    expect(next(trials)).toBeUndefined()
  })

  it('goes on from the iteration of its checkpoint, and pays the startup again', () => {
    const trials = world(steady, { startupS: ({ n }, { attempt }) => n * attempt })
    trials.launch({ ...FIRST, attempt: 2, config: { n: 10 }, iteration: 2 })
    expect(next(trials)).toBe('20 started 0')
    expect(trials.next()).toMatchObject({ metrics: { i: 3 }, seq: 1 })
  })

  it('lets a trial wait until its report is answered, and others go on', () => {
    const trials = world(steady)
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    trials.launch({ ...SECOND, config: { n: 10 }, iteration: 0 })
    next(trials)
    next(trials)
    expect(next(trials)).toBe('1 reported 0')
    expect(trials.isAwaitingAnswer).toBe(true)
    expect(next(trials)).toBe('10 reported 1')
    trials.answer(FIRST, 1, 'continue')
    // Waiting is not charged to the trial: its next step ends where it would have.
    expect(next(trials)).toBe('10 reported 0')
    trials.answer(SECOND, 1, 'stop')
    trials.answer(FIRST, 2, 'pause')
    expect(trials.isAwaitingAnswer).toBe(false)
    expect([next(trials), next(trials)]).toEqual(['10 stopped 1', '10 paused 0'])
  })

  it('ignores answers to reports that nobody waits for', () => {
    const trials = world(steady)
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    next(trials)
    trials.answer(FIRST, 1, 'stop')
    trials.answer({ ...FIRST, attempt: 2 }, 1, 'stop')
    next(trials)
    trials.answer(FIRST, 2, 'stop')
    trials.answer(FIRST, 1, 'continue')
    trials.answer(FIRST, 1, 'stop')
    expect(next(trials)).toBe('2 reported 0')
  })

  it('keeps the order in which things were set in motion, at the same time', () => {
    const trials = world(steady)
    for (const trial of ['a', 'b', 'c']) {
      trials.launch({ trial, attempt: 1, config: { n: 1 }, iteration: 0 })
    }
    const ids = Array.from({ length: 6 }, () => next(trials))
    expect(ids).toEqual([
      '0 started a',
      '0 started b',
      '0 started c',
      '1 reported a',
      '1 reported b',
      '1 reported c',
    ])
  })

  it.each([
    ['ask', 'stopped'],
    ['kill', 'killed'],
  ] as const)('%s ends a trial where it is: its pending step is never reported', (how, cause) => {
    let closed = 0
    const trials = world(
      function* () {
        try {
          for (;;) yield { seconds: 100, metrics: {} }
        } finally {
          closed += 1
        }
      },
      { startupS: 3 },
    )
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    trials.launch({ ...SECOND, config: { n: 1 }, iteration: 0 })
    trials.stop(SECOND, how)
    expect(next(trials)).toBe(`0 ${cause} 1`)
    expect(next(trials)).toBe('3 started 0')
    trials.ringAt(START + 50_000)
    expect(next(trials)).toBe('50 rang')
    trials.stop(FIRST, how)
    trials.stop(FIRST, 'kill')
    expect(next(trials)).toBe(`50 ${cause} 0`)
    expect(next(trials)).toBeUndefined()
    trials.stop(FIRST, how)
    expect(next(trials)).toBeUndefined()
    expect(closed).toBe(1)
  })

  it('ends a trial that waits for an answer', () => {
    const trials = world(steady)
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    next(trials)
    next(trials)
    trials.stop(FIRST, 'kill')
    trials.answer(FIRST, 1, 'continue')
    expect(trials.isAwaitingAnswer).toBe(false)
    expect([next(trials), next(trials)]).toEqual(['1 killed 0', undefined])
  })

  it('fails a trial at the virtual time at which its curve throws', () => {
    const trials = world(function* () {
      yield { seconds: 7, metrics: { loss: 1 } }
      yield { seconds: 5 }
      throw new RangeError('diverged')
    })
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    expect([next(trials), next(trials)]).toEqual(['0 started 0', '7 reported 0'])
    trials.answer(FIRST, 1, 'continue')
    expect(errorOf(trials.next())).toBe('RangeError: diverged')
    expect(trials.now).toBe(START + 12_000)
  })

  it('does not care what a curve throws when it is stopped', () => {
    const trials = world(function* () {
      try {
        yield { seconds: 1, metrics: {} }
      } finally {
        // eslint-disable-next-line no-unsafe-finally
        throw new Error('not now')
      }
    })
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    next(trials)
    next(trials)
    trials.answer(FIRST, 1, 'stop')
    expect(next(trials)).toBe('1 stopped 0')
  })

  it.each([
    ['a number', [7], /took the step 7/],
    ['no seconds', [{ metrics: {} }], /Yield { seconds, metrics }/],
    ['negative seconds', [{ seconds: -1, metrics: {} }], /at least 0/],
    ['endless seconds', [{ seconds: Infinity, metrics: {} }], /took the step/],
    ['metrics that are a number', [{ seconds: 1, metrics: 3 }], /metrics an object/],
    ['a list of metrics', [{ seconds: 1, metrics: [3] }], /metrics an object/],
    [
      'a checkpoint that is a path',
      [{ seconds: 1, metrics: {}, checkpoint: 'x' }],
      /took the step/,
    ],
    ['nothing at all', undefined, /returned undefined, which has no steps/],
  ])('fails a trial whose curve gives %s', (_, steps, message) => {
    const trials = world(() => steps as never)
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    expect(next(trials)).toBe('0 started 0')
    expect(errorOf(trials.next())).toMatch(message)
  })

  it('fails a trial whose startup time is none', () => {
    const trials = world(steady, { startupS: () => Number.NaN })
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    expect(errorOf(trials.next())).toMatch(/startupS of steady returned NaN/)
  })

  it('gives a trial the same stream at every attempt and in every study, and others another', () => {
    const drawn: number[] = []
    const trials = world(function* (_, { random }) {
      drawn.push(random.next())
      yield { seconds: 1, metrics: {} }
    })
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    trials.launch({ ...SECOND, config: { n: 1 }, iteration: 0 })
    trials.launch({ ...FIRST, attempt: 2, config: { n: 1 }, iteration: 0 })
    trials.launch({ trial: 'zz99z_00001', attempt: 1, config: { n: 1 }, iteration: 0 })
    for (let i = 0; i < 4; i++) next(trials)
    const [first, second] = drawn
    expect(drawn).toEqual([first, second, first, second])
    expect(first).not.toBe(second)
  })

  it('tells whole milliseconds, and loses none: a thousand steps of 0.1 ms are 100 ms', () => {
    const trials = world(function* () {
      for (let i = 0; i < 1000; i++) yield { seconds: 0.0001, metrics: { i } }
    })
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    next(trials)
    for (let seq = 1; seq <= 1000; seq++) {
      expect(trials.next()?.type).toBe('reported')
      expect(Number.isInteger(trials.now)).toBe(true)
      trials.answer(FIRST, seq, 'continue')
    }
    expect(next(trials)).toBe('0.1 completed 0')
  })

  it('rings once for a time, however often it was asked, and not when it was cancelled', () => {
    const trials = world(steady)
    trials.ringAt(START + 2000)
    trials.ringAt(START + 1000)
    trials.ringAt(START + 2000)
    trials.ringAt(START + 3000)
    trials.cancelRing(START + 3000)
    expect([next(trials), next(trials), next(trials)]).toEqual(['1 rang', '2 rang', undefined])
    trials.ringAt(START)
    expect(trials.next()).toEqual({ type: 'rang', at: START })
    expect(trials.now).toBe(START + 2000)
  })

  it('closes all curves when it is cleared', () => {
    let closed = 0
    const trials = world(function* () {
      try {
        yield { seconds: 1, metrics: {} }
      } finally {
        closed += 1
      }
    })
    trials.launch({ ...FIRST, config: { n: 1 }, iteration: 0 })
    trials.launch({ ...SECOND, config: { n: 1 }, iteration: 0 })
    next(trials)
    trials.clear()
    expect(next(trials)).toBeUndefined()
    expect(closed).toBe(1)
  })
})
