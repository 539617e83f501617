import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  END_TAG,
  endEvent,
  restartEvent,
  scalarsEvent,
  START_TAG,
  startEvent,
  versionEvent,
} from '../../../src/logger/tensorboard/event.ts'
import { readEvent } from '../../../src/logger/tensorboard/read-event.ts'
import { toRecord } from '../../../src/logger/tensorboard/records.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { readEvents } from './event-reader.ts'
import type { ReadEvent } from './event-reader.ts'

const root = tempFolder()

function read(...events: Buffer[]): ReadEvent[] {
  const dir = mkdtempSync(join(root, 'events-'))
  writeFileSync(join(dir, 'tfevents'), Buffer.concat(events.map(toRecord)))
  return readEvents(dir)
}

describe('events', () => {
  it('begin a file', () => {
    expect(read(versionEvent(1.5), restartEvent(2.5))).toEqual([
      { wallTime: 1.5, step: 0, scalars: {}, fileVersion: 'brain.Event:2' },
      { wallTime: 2.5, step: 0, scalars: {}, sessionLog: 1 },
    ])
  })

  it('hold scalars in single precision at any step', () => {
    const scalars = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.double(), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(fc.double(), fc.maxSafeNat(), scalars, (wallTime, step, values) => {
        const event = scalarsEvent(wallTime, step, Object.entries(values))
        const rounded = Object.entries(values).map(([tag, value]) => [tag, Math.fround(value)])
        expect(read(event)).toEqual([{ wallTime, step, scalars: Object.fromEntries(rounded) }])
        const [tag] = Object.keys(values)
        expect(readEvent(event)).toEqual({ wallTime, step, tag })
      }),
    )
  })

  it('hold hyperparameters as TensorBoard knows them', () => {
    const event = startEvent(3, {
      lr: 0.001,
      zero: 0,
      act: 'tänh',
      empty: '',
      bias: false,
      skip: true,
      nothing: null,
      sizes: [1, { a: 'b' }],
      hot: Infinity,
      cold: -Infinity,
      odd: Number.NaN,
      long: 'x'.repeat(5000),
    })
    expect(read(event)[0]?.start).toEqual({
      time: 3,
      hparams: {
        lr: 0.001,
        zero: 0,
        act: 'tänh',
        empty: '',
        bias: false,
        skip: true,
        nothing: 'null',
        sizes: '[1,{"a":"b"}]',
        hot: 'Infinity',
        cold: '-Infinity',
        odd: 'NaN',
        long: 'x'.repeat(5000),
      },
    })
    expect(readEvent(event)).toEqual({ wallTime: 3, step: 0, tag: START_TAG })
    expect(read(startEvent(4, {}))[0]?.start).toEqual({ time: 4, hparams: {} })
  })

  it('say how a run ended', () => {
    const events = [endEvent(5, 'success'), endEvent(6, 'failure')]
    expect(read(...events).map((event) => event.end)).toEqual([
      { time: 5, status: 1 },
      { time: 6, status: 2 },
    ])
    expect(readEvent(events[0] ?? Buffer.alloc(0)).tag).toBe(END_TAG)
  })
})
