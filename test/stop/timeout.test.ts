import { describe, expect, it } from 'vitest'
import { TimeoutStopper } from '../../src/stop/timeout.ts'
import type { StopRule } from '../../src/stop/stopper.ts'

/** Seconds since some moment, as the milliseconds since the epoch that a rule is told. */
const at = (seconds: number): number => 1_700_000_000_000 + seconds * 1000

type Told = readonly ['session' | 'ask', number]

function retell(log: readonly Told[]): { readonly rule: StopRule; readonly stopped: boolean } {
  const rule = new TimeoutStopper(60).create()
  let stopped = false
  for (const [what, seconds] of log) {
    if (what === 'session') rule.onSessionStarted?.(at(seconds))
    else stopped = rule.stopAll(at(seconds)) !== undefined
  }
  return { rule, stopped }
}

describe('TimeoutStopper', () => {
  const first: readonly Told[] = [
    ['session', 0],
    ['ask', 0],
    ['ask', 40],
  ]

  it('70 of 60 s: not at 0 and 40, but at 62', () => {
    expect(retell(first).stopped).toBe(false)
    expect(retell([...first, ['ask', 62]]).stopped).toBe(true)
  })

  it('70 restored 200 s later it has what was left', () => {
    const restored: readonly Told[] = [...first, ['session', 240], ['ask', 240]]
    expect(retell(restored).stopped).toBe(false)
    expect(retell([...restored, ['ask', 250]]).stopped).toBe(false)
    expect(retell([...restored, ['ask', 250], ['ask', 262]]).stopped).toBe(true)
  })

  it('70 restored after its time was up it still stops', () => {
    const spent: readonly Told[] = [...first, ['ask', 62], ['session', 900], ['ask', 900]]
    expect(retell(spent).stopped).toBe(true)
  })

  it('starts with the first question where no session was announced', () => {
    const rule = new TimeoutStopper(60).create()
    expect(rule.stopAll(at(1000))).toBeUndefined()
    expect(rule.stopAll(at(1059.999))).toBeUndefined()
    expect(rule.stopAll(at(1060))).toBe('the time budget of 60 s is spent')
  })

  it('gives no time back when the clock is set back', () => {
    const rule = new TimeoutStopper(60).create()
    rule.onSessionStarted?.(at(0))
    rule.stopAll(at(50))
    expect(rule.stopAll(at(-1000))).toBeUndefined()
    expect(rule.stopAll(at(-991))).toBeUndefined()
    expect(rule.stopAll(at(-990))).toBeDefined()
  })

  it('stops no single trial', () => {
    const { rule } = retell([...first, ['ask', 100]])
    expect(rule.onResult('a', { loss: 1 })).toBeUndefined()
  })

  it('knows when its time will be up, less what earlier sessions spent', () => {
    const rule = new TimeoutStopper(60).create()
    expect(rule.deadline?.()).toBeUndefined()
    rule.onSessionStarted?.(at(0))
    expect(rule.deadline?.()).toBe(at(60))
    rule.stopAll(at(40))
    rule.onSessionStarted?.(at(240))
    expect(rule.deadline?.()).toBe(at(260))
    expect(rule.stopAll(at(259.999))).toBeUndefined()
    expect(rule.stopAll(at(260))).toBeDefined()
  })

  it('does not share its time between studies', () => {
    const stopper = new TimeoutStopper(60)
    const [one, other] = [stopper.create(), stopper.create()]
    one.onSessionStarted?.(at(0))
    expect(one.stopAll(at(61))).toBeDefined()
    expect(other.stopAll(at(61))).toBeUndefined()
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '60'])('refuses %o seconds', (seconds) => {
    expect(() => new TimeoutStopper(seconds as number)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })
})
