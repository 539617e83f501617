import { describe, expect, it } from 'vitest'
import { findTrial } from '../../src/cli/running/find-trial.ts'

const trials = ['63ecc_00000', '63ecc_00001', '63ecc_00012', 'moved_00012'].map((id, number) => ({
  id,
  number,
}))

describe('a trial on the command line', () => {
  it.each([
    ['63ecc_00001', 1],
    ['1', 1],
    ['3', 3],
    ['0002', 2],
    ['00001', 1],
    ['c_00012', 2],
  ])('%s is number %i', (name, number) => {
    expect(findTrial(trials, name).number).toBe(number)
  })

  it.each([
    ['00012', /Several trials end in "00012": 63ecc_00012, moved_00012\./],
    ['12', /Several trials/],
    ['99', /There is no trial "99"[^]*63ecc_00000, 63ecc_00001/],
    ['', /There is no trial ""/],
  ])('%s is none', (name, message) => {
    expect(() => findTrial(trials, name)).toThrow(message)
    expect(() => findTrial(trials, name)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TRIAL' }),
    )
  })

  it('is none where there are none', () => {
    expect(() => findTrial([], '0')).toThrow('the study has none yet')
  })
})
