import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Timeline } from '../../src/simulate/timeline.ts'
import type { Appointment } from '../../src/simulate/timeline.ts'

const drain = <T>(timeline: Timeline<T>): T[] => {
  const taken: T[] = []
  for (let next = timeline.take(); next !== undefined; next = timeline.take()) taken.push(next)
  return taken
}

describe('Timeline', () => {
  it('gives what is soonest, and of equal times what was added first', () => {
    const timeline = new Timeline<string>(0)
    timeline.add(5, 'b')
    timeline.add(3, 'a')
    timeline.add(5, 'c')
    timeline.add(5, 'd')
    timeline.add(Infinity, 'last')
    expect(drain(timeline)).toEqual(['a', 'b', 'c', 'd', 'last'])
    expect(timeline.take()).toBeUndefined()
  })

  it('never goes back: what is added for a time that has passed happens now, after the rest', () => {
    const timeline = new Timeline<string>(100)
    timeline.add(110, 'a')
    timeline.add(110, 'b')
    timeline.take()
    timeline.add(50, 'late')
    expect(timeline.take()).toBe('b')
    expect(timeline.take()).toBe('late')
    expect(timeline.now).toBe(110)
  })

  it('does not let happen what was cancelled, and says whether it could', () => {
    const timeline = new Timeline<string>(0)
    const a = timeline.add(1, 'a')
    const b = timeline.add(2, 'b')
    timeline.add(3, 'c')
    expect(timeline.cancel(b)).toBe(true)
    expect(timeline.cancel(b)).toBe(false)
    expect(timeline.take()).toBe('a')
    expect(timeline.cancel(a)).toBe(false)
    expect(timeline.size).toBe(1)
    timeline.clear()
    expect(timeline.take()).toBeUndefined()
    expect(timeline.now).toBe(1)
  })

  it('is a stable sort of what was not cancelled, whatever is added, taken and cancelled between', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 20 }) }) },
      { weight: 1, arbitrary: fc.record({ cancel: fc.nat(30) }) },
      { weight: 1, arbitrary: fc.constant({ take: true }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const timeline = new Timeline<number>(0)
        const appointments: Appointment<number>[] = []
        let model: { at: number; id: number }[] = []
        let now = 0
        const takeBoth = (): void => {
          const next = model.toSorted((a, b) => a.at - b.at || a.id - b.id)[0]
          model = model.filter((entry) => entry !== next)
          now = next?.at ?? now
          expect(timeline.take()).toBe(next?.id)
          expect(timeline.now).toBe(now)
        }
        for (const one of steps) {
          if ('add' in one) {
            const id = appointments.length
            appointments.push(timeline.add(one.add, id))
            model.push({ at: Math.max(now, one.add), id })
          } else if ('cancel' in one) {
            const appointment = appointments[one.cancel]
            if (!appointment) continue
            const isThere = model.some(({ id }) => id === one.cancel)
            expect(timeline.cancel(appointment)).toBe(isThere)
            model = model.filter(({ id }) => id !== one.cancel)
          } else takeBoth()
        }
        while (model.length > 0) takeBoth()
        expect(timeline.size).toBe(0)
      }),
    )
  })
})
