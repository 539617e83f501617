import { expect, it } from 'vitest'
import { readFromTrial } from '../../src/protocol/read-message.ts'

const error = {
  type: 'error',
  trial: '63ecc_00000',
  attempt: 1,
  error: { name: 'ValueError', message: 'broken' },
}

it.each([undefined, 0, 1, 63])('an error may be of rank %s', (rank) => {
  expect(readFromTrial({ ...error, rank })).toMatchObject({ type: 'error' })
})

it.each([-1, 1.5, '1', null])('an error is of no rank %s', (rank) => {
  expect(() => readFromTrial({ ...error, rank })).toThrow('has a wrong "rank"')
})
