import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/math/random.ts'
import { Cube } from '../../../src/search/cube.ts'
import { Experience, surrogateOf } from '../../../src/search/gp/experience.ts'
import { FitChain, lastAnchor, lastFit } from '../../../src/search/gp/fit-chain.ts'
import { firstGuess } from '../../../src/search/gp/fit.ts'
import { frontOf, referenceOf } from '../../../src/search/gp/front.ts'
import { observe, valuesOf } from '../../../src/search/gp/observations.ts'
import { Codec } from '../../../src/space/codec.ts'
import { choice } from '../../../src/space/choice.ts'
import { compileSpace } from '../../../src/space/space.ts'
import { uniform } from '../../../src/space/uniform.ts'
import { anySetting } from './samples.ts'
import type { FinishedTrial, RunningTrial } from '../../../src/search/history.ts'

const space = { x: uniform(0, 1), y: uniform(0, 1), c: choice(['a', 'b', 'c']) }
const { sides } = new Cube(new Codec(compileSpace(space)))

function anyTrials(count: number, seed = 0): FinishedTrial[] {
  const random = Random.fromSeed(`trials ${seed}`)
  return Array.from({ length: count }, (_, number) => {
    const coordinates = Float64Array.from(sides, ({ kind, axis }) =>
      kind === 'continuous' ? random.next() : axis.toUnit(axis.fromUnit(random.next())),
    )
    const value = coordinates.reduce((sum, x) => sum + (x - 0.3) ** 2, 0)
    return {
      number,
      coordinates,
      memo: undefined,
      values: [value],
      constraints: [],
      violation: 0,
      outcome: 'completed',
      step: 1,
    }
  })
}

describe('fits', () => {
  it('are made at no more than as many trials as there are, ever further apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (count) => {
        const fit = lastFit(count)
        expect(fit).toBeLessThanOrEqual(count)
        expect(lastAnchor(fit)).toBeLessThanOrEqual(fit)
        expect(lastFit(fit)).toBe(fit)
        expect(lastAnchor(lastAnchor(count))).toBe(lastAnchor(count))
        expect(count - fit).toBeLessThanOrEqual(Math.floor(count / 40))
        if (count < 150) expect(fit).toBe(count)
      }),
    )
  })

  it('follow from the trials, however often one asked in between', () => {
    const trials = anyTrials(23)
    const make = (): FitChain => {
      const { sample, layout } = anySetting(1, { size: 23 })
      const { points } = sample
      return new FitChain((some) => ({
        layout,
        sample: {
          ...sample,
          points: { ...points, size: some.length },
          values: anySetting(1, { size: some.length }).sample.values,
        },
      }))
    }
    const often = make()
    for (let n = 3; n < 23; n++) often.after(trials.slice(0, n))
    expect(often.after(trials)).toEqual(make().after(trials))
  })
})

describe('what is learnt', () => {
  const init = {
    sides,
    objectives: 1,
    most: 400,
    manner: { deterministic: false, outputWarp: true, inputWarp: false, dimensionScaled: true },
  }

  it('predicts the values of other configs', () => {
    const trials = anyTrials(60)
    const belief = new Experience(init).after(trials.slice(0, 50), () => undefined)
    const [model] = belief?.objectives ?? []
    const features = belief?.observations.features
    const at = ({ coordinates }: FinishedTrial): number =>
      model?.meanAt(features?.rowOf(coordinates) as Float64Array) as number
    const others = trials.slice(50).toSorted((a, b) => at(a) - at(b))
    const values = others.map(({ values }) => values[0] as number)
    expect(values[0]).toBe(Math.min(...values))
    expect(values.at(-1)).toBe(Math.max(...values))
  })

  it('is of the best trials and of some that are spread where there are too many', () => {
    const trials = anyTrials(300)
    const { trials: chosen, points } = observe(trials, sides, 40)
    expect(chosen.length).toBe(40)
    expect(points.size).toBe(40)
    const best = trials.toSorted((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0)).slice(0, 10)
    for (const trial of best) expect(chosen).toContain(trial)
    expect(chosen).toEqual(trials.filter((trial) => chosen.includes(trial)))
  })

  it('counts what failed as the worst', () => {
    const [a, b, c] = anyTrials(3) as [FinishedTrial, FinishedTrial, FinishedTrial]
    const trials = [
      { ...a, values: [Number.NaN] },
      { ...b, values: [2] },
      { ...c, values: [5] },
    ]
    expect([...valuesOf(observe(trials, sides, 10), 0)]).toEqual([5, 2, 5])
  })

  it('tells how far trials came if a scheduler ended some early', () => {
    const [a, b] = anyTrials(2) as [FinishedTrial, FinishedTrial]
    const early = { ...a, outcome: 'stopped', step: 3 } as const
    const { features, points } = observe([early, { ...b, step: 9 }], sides, 10)
    expect(features.hasFidelity).toBe(true)
    const { width, rows } = points
    expect(rows[width - 1]).toBeCloseTo(Math.log(4) / Math.log(10), 12)
    expect(rows[2 * width - 1]).toBe(1)
    expect(observe([early], sides, 10).features.hasFidelity).toBe(false)
  })

  it('is what trials that were ended early would have come to, as others tell that went on', () => {
    const [a, b, c] = anyTrials(3) as [FinishedTrial, FinishedTrial, FinishedTrial]
    const pruned = { ...a, values: [5], outcome: 'stopped', step: 1 } as const
    const at = (value: number, step: number) => ({
      values: [value],
      constraints: [],
      violation: 0,
      step,
    })
    const trials = [
      pruned,
      { ...b, values: [1], step: 9, rungs: [at(4, 1)] },
      { ...c, values: [2], step: 9, rungs: [at(4, 1), at(3, 3)] },
    ]
    const observations = observe(trials, sides, 10)
    // From step 1 they fell by 3 and by 1, and from there by 1 more.
    expect([...valuesOf(observations, 0)]).toEqual([5 - 2.5, 1, 2])
    const { width, rows } = observations.points
    const short = 1 - Math.log(2) / Math.log(10)
    expect(rows[width - 1]).toBeGreaterThan(1 - short)
    expect(rows[width - 1]).toBeLessThan(1)
    expect(rows[2 * width - 1]).toBe(1)
  })

  it('is also of trials that run, as far as those have come that ended', () => {
    const [a, b, ...others] = anyTrials(20) as [FinishedTrial, FinishedTrial, ...FinishedTrial[]]
    const reading = { values: [-50], constraints: [], violation: 0, step: 1 }
    const before = { ...b, values: undefined, step: 0 }
    const after = { ...before, rungs: [reading, { ...reading, step: 9 }] }
    const experience = new Experience(init)
    const finished = [a, ...others]
    const least = (running: readonly RunningTrial[]): number | undefined => {
      const belief = experience.after(finished, () => undefined, running)
      const row = belief?.observations.features.rowOf(b.coordinates) as Float64Array
      const [model] = belief?.objectives ?? []
      return model?.meanAt(row)
    }
    const nothing = least([before])
    const good = least([after])
    expect(good).toBeLessThan((nothing as number) - 1)
    expect(least([after])).toBe(good)
    expect(least([before])).toBe(nothing)
    const { observations } = experience.after(finished, () => undefined, [after]) ?? {}
    expect(observations?.trials.at(-1)).toMatchObject({ number: b.number, step: 1, values: [-50] })
    expect(observations?.trials).toHaveLength(20)
  })

  it('falls back to earlier parameters, then to none, and says so', () => {
    const { sample, layout } = anySetting(2)
    const broken = firstGuess(layout).fill(Number.NaN)
    const said: string[] = []
    const good = firstGuess(layout)
    const model = surrogateOf({ sample, layout }, [broken, good], (line) => said.push(line))
    expect(model).toBeDefined()
    expect(said).toEqual([expect.stringContaining('earlier parameters')])
    const nowhere = {
      ...sample,
      points: { ...sample.points, rows: sample.points.rows.map(() => NaN) },
    }
    said.length = 0
    expect(
      surrogateOf({ sample: nowhere, layout }, [good], (line) => said.push(line)),
    ).toBeUndefined()
    expect(said.at(-1)).toContain('at random')
  })

  it('says when much noise had to be added', () => {
    // The same point often, and no noise to speak of.
    const { sample, layout, x } = anySetting(2)
    const same = { ...sample.points, rows: sample.points.rows.map(() => 0.5) }
    const sure = x.slice()
    sure[layout.varianceAt] = 60
    sure[layout.noiseAt] = -60
    const said: string[] = []
    const problem = { sample: { ...sample, points: same }, layout }
    surrogateOf(problem, [sure], (line) => said.push(line))
    expect(said).toEqual([expect.stringMatching(/nearly singular; noise of 1e-\d+ of/)])
  })
})

describe('a reference', () => {
  const points = [
    [0, 1],
    [1, 0],
    [2, 2],
    [-0.001, 9],
  ]

  it('lies behind all points if it is wide, else behind those of the front that matter', () => {
    const front = frontOf(points).map((i) => points[i] as number[])
    expect(front).toEqual([points[0], points[1], points[3]])
    const wide = referenceOf(points, front, true)
    expect(wide[0]).toBeGreaterThan(2)
    expect(wide[1]).toBeGreaterThan(9)
    const narrow = referenceOf(points, front, false)
    expect(narrow[0]).toBeCloseTo(1.1, 2)
    expect(narrow[1]).toBeCloseTo(1.1, 2)
  })

  it('is never before the mean', () => {
    expect(referenceOf([[-2, -3]], [[-2, -3]], false)).toEqual([0, 0])
  })
})
