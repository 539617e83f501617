import { describe, expect, it } from 'vitest'
import { type Examples, loadDigits } from '../../examples/digits/digits.ts'
import { type Dropout, Mlp } from '../../examples/digits/mlp.ts'
import { Random } from '../../examples/digits/random.ts'

const SIZES = [7, 6, 5, 4]

function fakeExamples(count: number): Examples {
  const random = new Random(5)
  return {
    count,
    images: Float64Array.from({ length: count * 7 }, () => random.next()),
    labels: Uint8Array.from({ length: count }, () => Math.floor(random.next() * 4)),
  }
}

describe('the network of the digits example', () => {
  for (const rate of [0, 0.4]) {
    it(`has the gradient that finite differences give, with dropout ${rate}`, () => {
      const data = fakeExamples(5)
      const batch = Uint32Array.of(4, 0, 2)
      const mlp = Mlp.random(SIZES, new Random(3))
      // Biases off zero, so that no unit sits on the corner of its ReLU.
      mlp.weights.forEach((weight, w) => (mlp.weights[w] = weight + 0.01))
      const dropout = (): Dropout | undefined =>
        rate === 0 ? undefined : { rate, random: new Random(11) }
      const gradient = new Float64Array(mlp.weights.length)
      mlp.backward(data, batch, gradient, dropout())
      expect(gradient.filter((g) => g !== 0).length).toBeGreaterThan(gradient.length / 3)

      const ignored = new Float64Array(mlp.weights.length)
      const h = 1e-5
      for (let w = 0; w < mlp.weights.length; w++) {
        const weight = mlp.weights[w] as number
        mlp.weights[w] = weight + h
        const above = mlp.backward(data, batch, ignored, dropout())
        mlp.weights[w] = weight - h
        const below = mlp.backward(data, batch, ignored, dropout())
        mlp.weights[w] = weight
        expect(Math.abs((above - below) / (2 * h) - (gradient[w] as number))).toBeLessThan(1e-8)
      }
    })
  }

  it('adds to the gradient that is there', () => {
    const data = fakeExamples(4)
    const mlp = Mlp.random(SIZES, new Random(3))
    const once = new Float64Array(mlp.weights.length)
    mlp.backward(data, Uint32Array.of(1, 3), once)
    const twice = once.slice()
    mlp.backward(data, Uint32Array.of(1, 3), twice)
    expect([...twice]).toEqual([...once].map((g) => 2 * g))
  })

  it('evaluates without dropout after training with it', () => {
    const data = fakeExamples(4)
    const mlp = Mlp.random(SIZES, new Random(3))
    const before = mlp.evaluate(data)
    const dropout = { rate: 0.9, random: new Random(1) }
    mlp.backward(data, Uint32Array.of(0), new Float64Array(mlp.weights.length), dropout)
    expect(mlp.evaluate(data)).toEqual(before)
  })

  it('knows nothing before training: the loss of a guess, a tenth right', () => {
    const { test } = loadDigits()
    const silent = new Mlp([64, 8, 10])
    const { loss, accuracy } = silent.evaluate(test)
    expect(loss).toBeCloseTo(Math.log(10), 12)
    expect(accuracy).toBeCloseTo(test.labels.filter((label) => label === 0).length / 300, 12)
  })

  it('refuses weights of another network', () => {
    expect(() => new Mlp([64, 8, 10], new Float64Array(3))).toThrow('3 weights do not fit')
  })
})
