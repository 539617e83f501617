import { Cholesky } from '../../math/cholesky.ts'
import { GaussianProcess } from '../../math/gaussian-process.ts'
import { LEAST_WINDOW, chooseWindow } from './choose-window.ts'
import { fitKernel } from './fit-kernel.ts'
import { frameOf } from './frame.ts'
import { covariancesAmong, distancesAmong } from './time-kernel.ts'
import type { Frame } from './frame.ts'
import type { Improvement } from './improvements.ts'
import type { KernelParameters, TimedPoints } from './time-kernel.ts'

/** What has been learnt of how much a trial gains, by where it is and by its parameters. */
export interface ImprovementModel {
  readonly frame: Frame
  readonly kernel: KernelParameters
  /** What was seen, newest first: score, then parameters. */
  readonly points: TimedPoints
  readonly process: GaussianProcess
}

/**
 * The model of PB2 (Parker-Holder, Nguyen and Roberts, "Provably Efficient Online Hyperparameter
 * Optimization with Population-Based Bandits", arXiv 2002.02518). The kernel is fitted to the newest 200
 * improvements, so that what it takes does not grow without bound; how many older ones are used is
 * chosen afterwards.
 *
 * @param improvements By rising time; not empty.
 */
export function learn(improvements: readonly Improvement[], width: number): ImprovementModel {
  const newestFirst = improvements.toReversed()
  const frame = frameOf(newestFirst)
  const points = pointsOf(newestFirst, frame, width)
  const values = Float64Array.from(newestFirst, ({ rate }) => frame.rate(rate))
  const distances = distancesAmong(points)
  const kernel = fitKernel(distances, values.slice(0, LEAST_WINDOW))
  const covariances = covariancesAmong(kernel, distances, points.size)
  const factor = Cholesky.of(covariances, points.size)
  if (factor === undefined) throw new Error('covariances with noise are positive definite')
  const size = chooseWindow(covariances, factor, values)
  return {
    frame,
    kernel,
    points: firstOf(points, size),
    process: new GaussianProcess(factor.leading(size), values.slice(0, size)),
  }
}

function pointsOf(
  improvements: readonly Improvement[],
  frame: Frame,
  placeWidth: number,
): TimedPoints {
  const width = placeWidth + 1
  const coordinates = new Float64Array(improvements.length * width)
  for (const [i, { before, place }] of improvements.entries()) {
    coordinates[i * width] = frame.score(before)
    coordinates.set(place, i * width + 1)
  }
  const times = Float64Array.from(improvements, ({ time }) => frame.time(time))
  return { size: improvements.length, width, times, coordinates }
}

function firstOf({ width, times, coordinates }: TimedPoints, size: number): TimedPoints {
  return {
    size,
    width,
    times: times.subarray(0, size),
    coordinates: coordinates.subarray(0, size * width),
  }
}
