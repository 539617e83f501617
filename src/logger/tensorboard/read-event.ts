/** What is in an event, as far as it takes to tell events apart. */
export interface EventKind {
  /** In seconds since the epoch. */
  readonly wallTime: number
  readonly step: number
  /** Of the first value of its summary; undefined if it has no summary. */
  readonly tag: string | undefined
}

/** Reads an event that this logger wrote; throws a RangeError if it is nothing of the kind. */
export function readEvent(data: Buffer): EventKind {
  let wallTime = 0
  let step = 0
  let tag: string | undefined
  for (const { field, value } of fieldsOf(data)) {
    if (field === 1 && typeof value === 'object') wallTime = value.readDoubleLE()
    else if (field === 2 && typeof value === 'number') step = value
    else if (field === 5 && typeof value === 'object') tag = firstTag(value)
  }
  return { wallTime, step, tag }
}

function firstTag(summary: Buffer): string | undefined {
  for (const { value } of fieldsOf(summary)) {
    if (typeof value !== 'object') continue
    for (const inner of fieldsOf(value)) {
      if (inner.field === 1 && typeof inner.value === 'object') return inner.value.toString()
    }
  }
  return undefined
}

interface Field {
  readonly field: number
  /** A number where it is a varint, otherwise its bytes. */
  readonly value: number | Buffer
}

function* fieldsOf(message: Buffer): Generator<Field, void> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 0x80) {
      const byte = message.readUInt8(at++)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const key = varint()
    const wireType = key % 8
    if (wireType === 0) yield { field: key >>> 3, value: varint() }
    else {
      const size = wireType === 1 ? 8 : wireType === 5 ? 4 : varint()
      yield { field: key >>> 3, value: message.subarray(at, at + size) }
      at += size
    }
  }
}
