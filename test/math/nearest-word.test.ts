import { describe, expect, it } from 'vitest'
import { nearestWord } from '../../src/math/nearest-word.ts'

const words = ['timeAttr', 'metric', 'mode', 'maxT', 'gracePeriod', 'min', 'max']

describe('nearestWord', () => {
  it.each([
    ['max_t', 'maxT'],
    ['MAXT', 'maxT'],
    ['metrics', 'metric'],
    ['metirc', 'metric'],
    ['grace', 'gracePeriod'],
    ['timeAttribute', 'timeAttr'],
    ['mim', 'min'],
    ['graceperoid', 'gracePeriod'],
  ])('%s means %s', (word, meant) => {
    expect(nearestWord(word, words)).toBe(meant)
  })

  it.each(['', 'patience', 'x', 'reductionFactor'])('%o means none of them', (word) => {
    expect(nearestWord(word, words.slice(0, 5))).toBeUndefined()
  })

  it('has nothing to say without words', () => {
    expect(nearestWord('a', [])).toBeUndefined()
  })
})
