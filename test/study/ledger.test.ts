import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertFeasible, Ledger } from '../../src/study/ledger.ts'

const capacity = { cpu: 4, gpu: 2, custom: { licence: 1 } }

describe('Ledger', () => {
  it('packs fractions onto the fullest device that has room', () => {
    const ledger = new Ledger(capacity)
    expect(ledger.take({ gpu: 0.45 })?.gpus).toEqual([0])
    expect(ledger.take({ gpu: 0.45 })?.gpus).toEqual([0])
    expect(ledger.take({ gpu: 0.45 })?.gpus).toEqual([1])
    expect(ledger.take({ gpu: 1 })).toBeUndefined()
    expect(ledger.usage.gpu).toBeCloseTo(1.35)
  })

  it('gives whole devices only when nobody uses them', () => {
    const ledger = new Ledger(capacity)
    const half = ledger.take({ gpu: 0.5 })
    expect(ledger.take({ gpu: 2 })).toBeUndefined()
    if (half) ledger.giveBack(half)
    expect(ledger.take({ gpu: 2 })?.gpus).toEqual([0, 1])
  })

  it('does not let 0.15 of a GPU be given more often than fits on each device', () => {
    const ledger = new Ledger({ cpu: 0, gpu: 8, custom: {} })
    expect(ledger.room({ gpu: 0.15 }, 100)).toBe(48)
  })

  it('takes all of a request or nothing', () => {
    const ledger = new Ledger(capacity)
    expect(ledger.take({ cpu: 1, gpu: 3 })).toBeUndefined()
    expect(ledger.usage.cpu).toBe(0)
    ledger.take({ licence: 1 })
    expect(ledger.take({ cpu: 1, licence: 1 })).toBeUndefined()
  })

  it('never holds more than there is, and nothing after everything came back', () => {
    const request = fc.record({
      cpu: fc.constantFrom(0, 0.1, 0.3, 1, 2),
      gpu: fc.constantFrom(0, 0.1, 0.25, 0.7, 1, 2),
      licence: fc.constantFrom(0, 1),
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(request, fc.boolean()), { maxLength: 60 }), (moves) => {
        const ledger = new Ledger(capacity)
        const held = []
        for (const [wanted, giveBack] of moves) {
          const grant = ledger.take(wanted)
          if (grant) held.push(grant)
          const { cpu, gpu, custom } = ledger.usage
          expect(cpu).toBeLessThanOrEqual(4 + 1e-6)
          expect(gpu).toBeLessThanOrEqual(2 + 1e-6)
          expect(custom['licence'] ?? 0).toBeLessThanOrEqual(1)
          const last = giveBack ? held.shift() : undefined
          if (last) ledger.giveBack(last)
        }
        for (const grant of held) ledger.giveBack(grant)
        expect(ledger.take({ cpu: 4, gpu: 2, licence: 1 })).toBeDefined()
      }),
    )
  })
})

describe('assertFeasible', () => {
  it.each([
    [{ cpu: 5 }, '5 cpu'],
    [{ gpu: 3 }, '3 gpu'],
    [{ cpu: 1, tpu: 1 }, '1 tpu'],
  ])('refuses %j with what is needed and what is there', (request, needed) => {
    expect(() => assertFeasible(request, capacity)).toThrow(
      expect.objectContaining({
        code: 'INFEASIBLE_RESOURCES',
        message: expect.stringContaining(needed) as unknown,
      }),
    )
    expect(() => assertFeasible(request, capacity)).toThrow('4 cpu, 2 gpu, 1 licence')
  })
})
