import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c, maskedCrc32c } from '../../../src/logger/tensorboard/crc32c.ts'
import { readRecords, toRecord } from '../../../src/logger/tensorboard/records.ts'
import { recordsOf } from './event-reader.ts'

describe('CRC-32C', () => {
  it.each([
    ['', 0],
    ['123456789', 0xe3069283],
    ['a', 0xc1d04330],
    ['abc', 0x364b3fb7],
  ])('of %j', (text, crc) => {
    expect(crc32c(Buffer.from(text))).toBe(crc)
  })

  // RFC 3720, appendix B.4.
  it.each([
    ['zeros', () => 0, 0x8a9136aa],
    ['ones', () => 0xff, 0x62a8ab43],
    ['ascending', (i: number) => i, 0x46dd794e],
    ['descending', (i: number) => 31 - i, 0x113fdb5c],
  ] as const)('of 32 bytes of %s', (_, at, crc) => {
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => at(i)))).toBe(crc)
  })

  it('is masked as TFRecord files want it', () => {
    expect(maskedCrc32c(Buffer.from('123456789'))).toBe(0xc78ab0e5)
    expect(maskedCrc32c(Buffer.from('xx123456789x'), 2, 11)).toBe(0xc78ab0e5)
  })
})

const contents = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 })
const plain = (data: readonly Uint8Array[]): number[][] => data.map((bytes) => [...bytes])
const dataOf = (file: Buffer): Uint8Array[] => [...readRecords(file)].map(({ data }) => data)

describe('records', () => {
  it('come back as they were, and end where the file does', () => {
    fc.assert(
      fc.property(contents, (data) => {
        const file = Buffer.concat(data.map(toRecord))
        expect(plain(recordsOf(file))).toEqual(plain(data))
        expect(plain(dataOf(file))).toEqual(plain(data))
        expect([...readRecords(file)].at(-1)?.end).toBe(file.length)
      }),
    )
  })

  it('end before the first that is torn or damaged', () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.integer({ min: 1, max: 255 }), (data, place, bits) => {
        const file = Buffer.concat(data.map(toRecord))
        const at = place % file.length
        const ends = [...readRecords(file)].map(({ end }) => end)
        const whole = plain(data.slice(0, ends.filter((end) => end <= at).length))
        expect(plain(dataOf(file.subarray(0, at)))).toEqual(whole)
        file[at] = (file[at] ?? 0) ^ bits
        expect(plain(dataOf(file))).toEqual(whole)
      }),
    )
  })
})
