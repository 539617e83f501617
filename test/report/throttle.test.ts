import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Throttle } from '../../src/report/throttle.ts'

describe('Throttle', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('acts at once, and then once when it is due', () => {
    const calls: number[] = []
    const startedAt = Date.now()
    const throttle = new Throttle({
      everyMs: 100,
      now: Date.now,
      action: () => void calls.push(Date.now() - startedAt),
    })
    throttle.request()
    throttle.request()
    vi.advanceTimersByTime(40)
    throttle.request()
    vi.advanceTimersByTime(1000)
    expect(calls).toEqual([0, 100])
    throttle.request()
    expect(calls).toEqual([0, 100, 1040])
  })

  it('can be put off, and taken back', () => {
    let calls = 0
    const throttle = new Throttle({ everyMs: 100, now: Date.now, action: () => void calls++ })
    throttle.postpone()
    throttle.request()
    expect(calls).toBe(0)
    throttle.cancel()
    vi.advanceTimersByTime(1000)
    expect(calls).toBe(0)
  })

  it('gives a slow action less to do', () => {
    const calls: number[] = []
    const startedAt = Date.now()
    const throttle = new Throttle({
      everyMs: 100,
      now: Date.now,
      action: () => {
        calls.push(Date.now() - startedAt)
        vi.setSystemTime(Date.now() + 50)
      },
    })
    throttle.request()
    throttle.request()
    vi.advanceTimersByTime(999)
    expect(calls).toEqual([0])
    vi.advanceTimersByTime(1)
    expect(calls).toEqual([0, 1050])
  })
})
