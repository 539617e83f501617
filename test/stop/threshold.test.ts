import { describe, expect, it } from 'vitest'
import { ThresholdStopper } from '../../src/stop/threshold.ts'
import type { StopThresholds } from '../../src/stop/threshold.ts'

function reason(thresholds: StopThresholds, result: object): string | undefined {
  return new ThresholdStopper(thresholds).create().onResult('a', { ...result })
}

describe('ThresholdStopper', () => {
  it.each([
    [{ acc: 0.9 }, { acc: 0.9 }, 'acc 0.9 is at least 0.9'],
    [{ acc: 0.9 }, { acc: 0.95 }, 'acc 0.95 is at least 0.9'],
    [{ acc: 0.9 }, { acc: 0.89 }, undefined],
    [{ loss: { max: 10 } }, { loss: 11 }, 'loss 11 is at least 10'],
    [{ loss: { max: 10 } }, { loss: 9 }, undefined],
    [{ loss: { min: 0.1 } }, { loss: 0.1 }, 'loss 0.1 is at most 0.1'],
    [{ loss: { min: 0.1 } }, { loss: 0.05 }, 'loss 0.05 is at most 0.1'],
    [{ loss: { min: 0.1 } }, { loss: 0.11 }, undefined],
    [{ loss: { min: 0.1, max: 10 } }, { loss: 1 }, undefined],
    [{ loss: { min: 0.1, max: 10 } }, { loss: 10 }, 'loss 10 is at least 10'],
    [{ loss: { min: 0.1, max: 10 } }, { loss: 0 }, 'loss 0 is at most 0.1'],
    [{ a: 5, b: 5 }, { a: 1, b: 7 }, 'b 7 is at least 5'],
    [{ a: 0 }, { a: 0 }, 'a 0 is at least 0'],
    [{ loss: { max: Number.POSITIVE_INFINITY } }, { loss: 1e308 }, undefined],
    [{ loss: Number.POSITIVE_INFINITY }, { loss: Number.POSITIVE_INFINITY }, expect.any(String)],
    [{ loss: { min: 1, max: 1 } }, { loss: Number.NaN }, undefined],
    [{ loss: 1 }, { loss: 'much' }, undefined],
    [{ done: 1 }, { done: true }, 'done 1 is at least 1'],
    [{ loss: 1 }, {}, undefined],
    [{}, { loss: 1 }, undefined],
  ])('%o at %o: %s', (thresholds, result, expected) => {
    expect(reason(thresholds as StopThresholds, result)).toEqual(expected)
  })

  it.each([[{ val: { loss: 0.05 } }], [{ 'val/loss': 0.05 }]])('finds val/loss in %o', (result) => {
    expect(reason({ 'val/loss': { min: 0.1 } }, result)).toBeDefined()
  })

  it('stops no study', () => {
    const rule = new ThresholdStopper({ loss: 1 }).create()
    rule.onResult('a', { loss: 2 })
    expect(rule.stopAll(0)).toBeUndefined()
  })

  it('knows which metrics were never there', () => {
    const rule = new ThresholdStopper({ acc: 0.9, los: { min: 0.1 }, 'val/acc': 1 }).create()
    expect(rule.unseenKeys?.()).toEqual([])
    rule.onResult('a', { acc: 1, loss: 1 })
    expect(rule.unseenKeys?.()).toEqual(['los', 'val/acc'])
    rule.onResult('b', { val: { acc: Number.NaN } })
    expect(rule.unseenKeys?.()).toEqual(['los'])
    // One that stops the trial does not hide those after it.
    rule.onResult('c', { acc: 1, los: 5 })
    expect(rule.unseenKeys?.()).toEqual([])
  })

  it.each([
    [{ loss: 'low' }, 'The stop threshold of "loss" is "low".'],
    [{ loss: Number.NaN }, 'is NaN'],
    [{ loss: null }, 'is null'],
    [{ loss: [1] }, 'Give a number, { max: number } or { min: number }'],
    [{ loss: {} }, 'Give { max: number } or { min: number }'],
    [{ loss: { min: undefined } }, 'Give { max: number } or { min: number }'],
    [{ loss: { min: 'low' } }, 'Its min must be a number'],
    [{ loss: { mim: 1 } }, 'did you mean min?'],
    [{ val: { accuracy: 0.9 } }, 'A nested metric is written "val/accuracy"'],
  ])('refuses %o', (thresholds, text) => {
    expect(() => new ThresholdStopper(thresholds as unknown as StopThresholds)).toThrow(
      expect.objectContaining({ code: 'INVALID_STOP', message: expect.stringContaining(text) }),
    )
  })

  it('does not follow changes of what it was made from', () => {
    const bounds = { max: 1 }
    const stopper = new ThresholdStopper({ loss: bounds })
    bounds.max = 100
    expect(stopper.create().onResult('a', { loss: 2 })).toBeDefined()
    expect(stopper.toJSON().options).toEqual({ thresholds: { loss: { max: 1 } } })
  })
})
