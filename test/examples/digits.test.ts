import { describe, expect, it } from 'vitest'
import { type Examples, loadDigits } from '../../examples/digits/digits.ts'

const { train, validation, test } = loadDigits()

/** An image with its label as text, to compare by. */
function rows({ count, images, labels }: Examples): string[] {
  return Array.from({ length: count }, (_, i) => {
    const pixels = images.subarray(i * 64, (i + 1) * 64).map((pixel) => pixel * 16)
    return `${pixels.join()}:${labels[i]}`
  })
}

describe('the handwritten digits', () => {
  it('are split into 1,197, 300 and 300 images', () => {
    expect([train.count, validation.count, test.count]).toEqual([1197, 300, 300])
    for (const part of [train, validation, test]) {
      expect(part.images).toHaveLength(part.count * 64)
      expect(part.labels).toHaveLength(part.count)
    }
  })

  it('are the 1,797 of the UCI test set', () => {
    const perDigit = Array.from({ length: 10 }, () => 0)
    let ink = 0
    for (const part of [train, validation, test]) {
      for (const label of part.labels) perDigit[label] = (perDigit[label] ?? 0) + 1
      for (const pixel of part.images) ink += pixel * 16
    }
    // Class counts as the data set's own description gives them.
    expect(perDigit).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    expect(ink).toBe(561718)
  })

  it('share no image between the parts', () => {
    const all = [train, validation, test].flatMap(rows)
    expect(all).toHaveLength(1797)
    expect(new Set(all).size).toBe(1797)
  })

  it('have pixels from 0 to 1 and every digit in every part', () => {
    for (const part of [train, validation, test]) {
      expect(part.images.every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true)
      expect(new Set(part.labels).size).toBe(10)
    }
  })

  it('are split the same way each time', () => {
    expect(rows(loadDigits().test)).toEqual(rows(test))
  })
})
