import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Storage } from '../../src/storage/storage.ts'
import type { StudyEvent } from '../../src/study/events.ts'

/** A number that JSON may or may not have; -0 is not told from 0 by JSON. */
const anyNumber = fc.oneof(
  { weight: 3, arbitrary: fc.double().map((x) => (x === 0 ? 0 : x)) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
)

const key = fc.string({ unit: 'binary' }).filter((text) => text !== '__proto__' && text !== '$num')

/** Anything that a trial may report: nested, in every script, with numbers that JSON lacks. */
const anyData = fc.letrec<{ readonly data: unknown; readonly record: Record<string, unknown> }>(
  (tie) => ({
    data: fc.oneof(
      { maxDepth: 4 },
      anyNumber,
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('data'), { maxLength: 4 }),
      tie('record'),
    ),
    record: fc.dictionary(key, tie('data'), { maxKeys: 6, noNullPrototype: true }),
  }),
)

const trialId = fc.constantFrom('63ecc_00000', '63ecc_00001', 'β_00002', "it's")

/** Events of each shape. The log neither knows nor cares whether a list of them makes sense. */
const anyEvent: fc.Arbitrary<StudyEvent> = fc
  .record({
    at: fc.double({ min: 1, max: 4e12, noNaN: true }),
    trial: trialId,
    attempt: fc.nat(),
    seq: fc.nat(),
    text: fc.string({ unit: 'binary' }),
    data: anyData.data,
    record: anyData.record,
    kind: fc.nat({ max: 5 }),
  })
  .map(({ at, trial, attempt, seq, text, data, record, kind }): StudyEvent => {
    switch (kind) {
      case 0:
        return { at, type: 'tick' }
      case 1:
        return { at, type: 'stop-requested', how: 'finish', reason: text }
      case 2:
        return { at, type: 'trial-added', trial, config: data, params: record, resources: {} }
      case 3:
        return {
          at,
          type: 'ended',
          trial,
          attempt,
          cause: 'error',
          error: { name: text, message: text },
        }
      default:
        return { at, type: 'reported', trial, attempt, seq, result: record, decision: 'continue' }
    }
  })

const report = (trial: string, seq: number): StudyEvent => ({
  at: 1000 + seq,
  type: 'reported',
  trial,
  attempt: 1,
  seq,
  result: { loss: 1 / seq },
})

/**
 * The contract of a {@link Storage}, to be run against every implementation.
 * @param create Gives a new, empty storage each time.
 */
export function storageSuite(name: string, create: () => Storage): void {
  describe(`${name} keeps the contract of a storage`, () => {
    const opened: Storage[] = []
    const open = (): Storage => {
      const storage = create()
      opened.push(storage)
      return storage
    }
    afterEach(() => {
      for (const storage of opened.splice(0)) storage.close()
    })

    it('gives any events back, in order, as a whole and by trial', () => {
      fc.assert(
        fc.property(
          fc.array(fc.array(anyEvent, { maxLength: 20 }), { maxLength: 5 }),
          (batches) => {
            const storage = open()
            for (const batch of batches) storage.append(batch)
            const all = batches.flat()
            expect([...storage.events()]).toEqual(all)
            for (const trial of new Set(
              all.flatMap((event) => ('trial' in event ? [event.trial] : [])),
            )) {
              const own = all.filter((event) => 'trial' in event && event.trial === trial)
              expect([...storage.trialEvents(trial)]).toEqual(own)
            }
            storage.close()
          },
        ),
        { numRuns: 30 },
      )
    })

    it('gives long logs back, as a whole and by trial', () => {
      const storage = open()
      const all = Array.from({ length: 5000 }, (_, i) => report(`t_${i % 7}`, i + 1))
      storage.append(all.slice(0, 3))
      for (let i = 3; i < all.length; i += 53) storage.append(all.slice(i, i + 53))
      expect([...storage.events()]).toEqual(all)
      for (let t = 0; t < 7; t++) {
        expect([...storage.trialEvents(`t_${t}`)]).toEqual(all.filter((_, i) => i % 7 === t))
      }
    })

    it('knows nothing of trials that it was not told of', () => {
      const storage = open()
      expect([...storage.events()]).toEqual([])
      storage.append([report('a', 1)])
      expect([...storage.trialEvents('b')]).toEqual([])
      expect([...storage.trialEvents("a' OR '1")]).toEqual([])
      expect([...storage.trialEvents('a\0')]).toEqual([])
    })

    it('appends all of a list or nothing of it', () => {
      const storage = open()
      storage.append([report('a', 1)])
      const bad = { ...report('a', 3), result: { size: 3n } }
      expect(() => storage.append([report('a', 2), bad])).toThrow(
        expect.objectContaining({ code: 'NOT_STORABLE' }),
      )
      storage.append([])
      storage.append([report('a', 4)])
      expect([...storage.events()]).toEqual([report('a', 1), report('a', 4)])
    })

    it('reads what was there when reading began, whatever is appended meanwhile', () => {
      const storage = open()
      storage.append(Array.from({ length: 1500 }, (_, i) => report('a', i + 1)))
      let count = 0
      for (const event of storage.events()) {
        if (count % 100 === 0) storage.append([event])
        count += 1
      }
      expect(count).toBe(1500)
      expect([...storage.events()]).toHaveLength(1515)
    })

    it('lets several read at once and leave early', () => {
      const storage = open()
      storage.append(Array.from({ length: 1500 }, (_, i) => report('a', i + 1)))
      const [first] = storage.events()
      expect(first).toEqual(report('a', 1))
      const pairs: number[] = []
      const other = storage.trialEvents('a')[Symbol.iterator]()
      for (const event of storage.events()) {
        const twin: IteratorResult<StudyEvent> = other.next()
        if (event.at === (twin.value as StudyEvent).at) pairs.push(event.at)
      }
      expect(pairs).toHaveLength(1500)
    })

    it('does not care what becomes of the objects that it was given', () => {
      const storage = open()
      const result = { loss: 1 }
      storage.append([{ ...report('a', 1), result } as StudyEvent])
      result.loss = 2
      const [stored] = storage.events()
      expect(stored).toMatchObject({ result: { loss: 1 } })
    })

    it('keeps values under names', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), anyData.data, (name, value) => {
          const storage = open()
          expect(storage.getMeta(name)).toBeUndefined()
          storage.setMeta(name, 'before')
          storage.setMeta(name, value)
          expect(storage.getMeta(name)).toEqual(value)
          expect(storage.getMeta(`${name}?`)).toBeUndefined()
          storage.close()
        }),
        { numRuns: 30 },
      )
    })

    it('is closed as often as one likes, and does nothing afterwards', () => {
      const storage = open()
      storage.append([report('a', 1), report('a', 2)])
      const reading = storage.events()[Symbol.iterator]()
      storage.close()
      storage.close()
      for (const use of [
        () => storage.append([report('a', 3)]),
        () => reading.next(),
        () => [...storage.trialEvents('a')],
        () => storage.getMeta('x'),
        () => storage.setMeta('x', 1),
      ]) {
        expect(use).toThrow(expect.objectContaining({ code: 'STORAGE_CLOSED' }))
      }
    })
  })
}
