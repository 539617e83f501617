import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { digestOf, packEvents, unpackEvents } from '../../src/storage/digest.ts'
import { fromRow, toRow } from '../../src/storage/event-row.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import { StudyDriver } from '../support/study-driver.ts'
import type { EventRow } from '../../src/storage/event-row.ts'
import type { ScheduleDecision, Scheduler } from '../../src/schedule/scheduler.ts'
import type { StudyEvent } from '../../src/study/events.ts'
import type { DriverOptions } from '../support/study-driver.ts'

const trialId = fc.constantFrom('t0', 't1', 't2', 't3')

/** What a scheduler of no principle may decide. */
const decision: fc.Arbitrary<ScheduleDecision> = fc
  .record({ from: trialId, other: trialId, x: fc.double({ min: 0, max: 1 }), what: fc.nat(4) })
  .map(({ from, other, x, what }): ScheduleDecision => {
    const exploit = { from, config: { x } }
    const reason = 'no principle'
    switch (what) {
      case 0:
        return { action: 'pause', reason, resources: { cpu: 2 } }
      case 1:
        return {
          action: 'pause',
          orders: [{ trial: other, reason: 'ordered', action: 'exploit', exploit }],
        }
      case 2:
        return { action: 'continue', orders: [{ trial: other, reason, action: 'stop' }] }
      default:
        return { action: 'exploit', exploit, reason }
    }
  })

const scheduler: fc.Arbitrary<Scheduler> = fc.oneof(
  fc.constant(new FIFOScheduler()),
  fc.constant(new ASHAScheduler({ maxT: 8, reductionFactor: 2 })),
  fc.constant(new HyperBandScheduler({ maxT: 9 })),
  fc
    .dictionary(
      fc.tuple(trialId, fc.integer({ min: 1, max: 6 })).map(([id, at]) => `${id}@${at}`),
      decision,
      { maxKeys: 8 },
    )
    .map((decisions) => scripted({ decisions })),
)

const optionsFor = (scheduler: Scheduler, numToKeep: number | undefined): DriverOptions => ({
  numSamples: 8,
  cpus: 3,
  scheduler,
  setup: {
    failures: { maxFailures: 1, failFast: false, backoffS: 0 },
    checkpoints: { numToKeep, scoreAttribute: 'loss', scoreOrder: 'min' },
  },
})

/** One step of a random study: which running trial does what, or what is done to it. */
const step = fc.record({
  which: fc.nat(2),
  what: fc.constantFrom(
    ...(['report', 'report', 'report', 'report', 'checkpoint', 'checkpoint'] as const),
    ...(['report', 'complete', 'fail', 'restore', 'order', 'save', 'save'] as const),
  ),
  loss: fc.oneof(fc.double({ min: -5, max: 5 }), fc.constantFrom(Number.NaN, Infinity)),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** As a session does it: of a trial that is told to end no report is taken. */
function play(driver: StudyDriver, steps: readonly Step[]): void {
  for (const { which, what, loss } of steps) {
    driver.wait(1)
    if (what === 'restore') {
      driver.open()
      continue
    }
    const running = driver.study.trials.filter((trial) => trial.status === 'RUNNING')
    const trial = running[which % Math.max(1, running.length)]
    if (!trial) continue
    const { id, decision } = trial
    if (what === 'order') {
      const order = (['stop', 'pause', 'resume'] as const)[which] ?? 'stop'
      driver.feed({ type: 'trial-ordered', at: 0, trial: id, order, reason: 'by hand' })
    } else if (what === 'save') driver.saved(id)
    else if (decision === 'stop') driver.ended(id, 'stopped')
    else if (decision === 'pause') driver.ended(id, 'paused')
    else if (what === 'complete') driver.ended(id, 'completed')
    else if (what === 'fail') driver.ended(id, 'error', 'boom')
    else driver.report(id, { loss }, { checkpoint: what === 'checkpoint' })
  }
}

function picture({ study }: StudyDriver): unknown {
  return {
    trials: study.trials.map(({ grant: _grant, ...trial }) => trial),
    counts: study.counts,
    best: study.best?.id,
    exploits: study.exploits,
    isComplete: study.isComplete,
  }
}

function refold(options: DriverOptions, events: Iterable<StudyEvent>): StudyDriver {
  const driver = new StudyDriver({ ...options, scheduler: new FIFOScheduler() })
  for (const event of events) driver.recall(event)
  return driver
}

/** Rows in pages of these sizes, over and over. */
function pages(rows: readonly EventRow[], sizes: readonly number[]): EventRow[][] {
  const all: EventRow[][] = []
  for (let from = 0; from < rows.length;) {
    const size = sizes[all.length % sizes.length] ?? 1
    all.push(rows.slice(from, from + size))
    from += size
  }
  return all
}

describe('the digest of a log', () => {
  it('folds to the same study as the whole log, however it is cut into pages', () => {
    let left = 0
    let all = 0
    let exploits = 0
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 120 }),
        scheduler,
        fc.option(fc.nat(2), { nil: undefined }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        (steps, scheduler, numToKeep, sizes) => {
          const options = optionsFor(scheduler, numToKeep)
          const driver = new StudyDriver(options).open()
          play(driver, steps)
          const rows = driver.log.map(toRow)
          const digest = pages(rows, sizes).flatMap((page) =>
            unpackEvents(packEvents(digestOf(page))),
          )
          // As it is stored: JSON knows no −0.
          const whole = rows.map(fromRow)
          expect(picture(refold(options, digest))).toEqual(picture(refold(options, whole)))
          left += digest.length
          all += driver.log.length
          exploits += driver.study.exploits.length
        },
      ),
      { numRuns: 400 },
    )
    // It was of some use, and what makes it hard has happened.
    expect(left).toBeLessThan(all)
    expect(exploits).toBeGreaterThan(10)
  })

  it('keeps the result to which a later checkpoint belongs', () => {
    const body = '{"attempt":1,"seq":1,"result":{"training_iteration":1},"decision":"continue"}'
    const reported: EventRow = { at: 1, type: 'reported', trial: 'a', body }
    const saved: EventRow = { at: 2, type: 'checkpointed', trial: 'a', body: '{"attempt":1}' }
    expect(digestOf([reported, reported, saved, reported])).toEqual([reported, saved, reported])
  })

  it('keeps what is not understood', () => {
    const row = (body: string): EventRow => ({ at: 1, type: 'reported', trial: 'a', body })
    const plain = '{"attempt":1,"seq":1,"result":{"training_iteration":1},"decision":"continue"}'
    const others = [
      '{"seq":1,"attempt":1,"result":{},"decision":"continue"}',
      '{"attempt":1,"seq":1,"result":{"training_iteration":1}}',
      '{"attempt":1,"seq":1,"result":{"training_iteration":1},"decision":"continue","starts":["b"]}',
      '{"attempt":1,"seq":1,"result":{"training_iteration":"x"},"decision":"continue"}',
      '{"attempt":1,"seq":1,"result":{"training_iteration":1},"checkpoint":{"index":0},"decision":"continue"}',
    ]
    const [swapped = '', ...rest] = others
    const rows = [swapped, plain, ...rest, plain, plain].map(row)
    expect(digestOf(rows).map(({ body }) => body)).toEqual([...others, plain])
  })

  it('keeps the last result of each attempt of each trial', () => {
    const row = (trial: string, attempt: number, seq: number): EventRow => ({
      at: seq,
      type: 'reported',
      trial,
      body: `{"attempt":${attempt},"seq":${seq},"result":{"training_iteration":${seq}},"decision":"continue"}`,
    })
    const rows = [row('a', 1, 1), row('b', 1, 1), row('a', 1, 2), row('a', 2, 1), row('a', 2, 2)]
    expect(digestOf(rows)).toEqual([row('b', 1, 1), row('a', 1, 2), row('a', 2, 2)])
  })

  it('is packed with numbers that JSON lacks', () => {
    const event: StudyEvent = {
      type: 'reported',
      at: 1.5,
      trial: 'a"\n',
      attempt: 1,
      seq: 1,
      result: { a: Number.NaN, b: [-Infinity], c: 'ü\u2028' },
    }
    const tick: StudyEvent = { type: 'tick', at: 2 }
    expect(unpackEvents(packEvents([toRow(event), toRow(tick)]))).toEqual([event, tick])
    expect(() => unpackEvents('[1')).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }))
  })
})
