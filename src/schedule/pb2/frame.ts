import { linearScale } from '../../space/scale.ts'
import { LEAST_WINDOW } from './choose-window.ts'
import type { Improvement } from './improvements.ts'

/** Rates further from their mean than this, in standard deviations, count as if they were here. */
const FARTHEST = 2

/** As good as infinitely far away; infinities would not be at any distance from each other. */
const FAR = 1e6

/** The numbers of the newest improvements on common scales. */
export interface Frame {
  /** 0 and 1 are the first and the last of the newest; older ones lie below. */
  time(time: number): number
  score(score: number): number
  /** By mean and standard deviation of the newest, clipped. */
  rate(rate: number): number
}

/** @param improvements Newest first; not empty. */
export function frameOf(improvements: readonly Improvement[]): Frame {
  const newest = improvements.slice(0, LEAST_WINDOW)
  const time = unitScale(newest.map((improvement) => improvement.time))
  const score = unitScale(newest.map((improvement) => improvement.before))
  const largest = Math.max(...newest.map(({ rate }) => Math.abs(rate))) || 1
  // Divided by the largest, no square overflows.
  const rates = newest.map(({ rate }) => rate / largest)
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const deviation = Math.sqrt(rates.reduce((sum, r) => sum + (r - mean) ** 2, 0) / rates.length)
  return {
    time,
    score,
    rate: (rate) => {
      const distance = rate / largest - mean
      // What differs by rounding alone does not differ.
      if (deviation < 1e-12) return 0
      return Math.min(Math.max(distance / deviation, -FARTHEST), FARTHEST)
    },
  }
}

function unitScale(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (!(low < high)) return () => 0
  const scale = linearScale(low, high)
  return (value) => Math.min(Math.max(scale.toUnit(value), -FAR), FAR)
}
