import { describe, expect, it } from 'vitest'
import { copyMetrics } from '../../src/worker/metrics.ts'

describe('copyMetrics', () => {
  it('copies deeply, so that later changes are not seen', () => {
    const metrics = { loss: 1, layers: [1, 2], val: { loss: Number.NaN } }
    const copy = copyMetrics(metrics)
    metrics.layers.push(3)
    metrics.val.loss = 0
    expect(copy).toEqual({ loss: 1, layers: [1, 2], val: { loss: Number.NaN } })
  })

  it('drops undefined and takes typed arrays as arrays', () => {
    expect(copyMetrics({ a: undefined, b: new Float32Array([0.5]) })).toEqual({ b: [0.5] })
  })

  it.each([
    ['a bigint', { loss: 1n }, 'The metric loss is 1n'],
    ['a date', { val: { at: new Date(0) } }, 'The metric val/at is'],
    ['a map', { model: new Map() }, 'The metric model is'],
    ['a function', { f: () => 1 }, 'The metric f is'],
    ['a number alone', 3, 'report() takes an object of metrics'],
    ['an array', [1], 'report() takes an object of metrics'],
    ['null', null, 'report() takes an object of metrics'],
  ])('refuses %s by name', (_what, metrics, message) => {
    expect(() => copyMetrics(metrics)).toThrow(message)
  })

  it('refuses a cycle instead of hanging', () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    expect(() => copyMetrics(loop)).toThrow('cannot be stored')
  })
})
