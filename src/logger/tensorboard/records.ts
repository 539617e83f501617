import { maskedCrc32c } from './crc32c.ts'

/** Bytes before the data: its length in eight, the checksum of these in four. */
const HEAD = 12
/** Bytes after the data: its checksum. */
const TAIL = 4

/** Data as a TFRecord: `length u64 | checksum of length | data | checksum of data`, little endian. */
export function toRecord(data: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(HEAD + data.length + TAIL)
  record.writeUInt32LE(data.length, 0)
  record.writeUInt32LE(0, 4)
  record.writeUInt32LE(maskedCrc32c(record, 0, 8), 8)
  record.set(data, HEAD)
  record.writeUInt32LE(maskedCrc32c(data), HEAD + data.length)
  return record
}

export interface DataRecord {
  readonly data: Buffer
  /** Where the record ends in the file. */
  readonly end: number
}

/** The records of a file up to the first that is torn or damaged, where other readers stop too. */
export function* readRecords(bytes: Buffer): Generator<DataRecord, void> {
  let start = 0
  while (start + HEAD <= bytes.length) {
    if (bytes.readUInt32LE(start + 8) !== maskedCrc32c(bytes, start, start + 8)) return
    // Nobody writes records of 4 GiB and more.
    const dataEnd = start + HEAD + bytes.readUInt32LE(start)
    const end = dataEnd + TAIL
    if (bytes.readUInt32LE(start + 4) !== 0 || end > bytes.length) return
    const data = bytes.subarray(start + HEAD, dataEnd)
    if (bytes.readUInt32LE(dataEnd) !== maskedCrc32c(data)) return
    yield { data, end }
    start = end
  }
}
