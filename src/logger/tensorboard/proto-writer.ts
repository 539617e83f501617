const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

/**
 * Writes Protocol Buffers backwards, the last field first: when the length of a message is due, it is
 * known.
 */
export class ProtoWriter {
  #bytes: Buffer = Buffer.allocUnsafe(1024)
  #start = 1024

  /** Bytes written so far; given to `message` later, it says where a message ends. */
  get length(): number {
    return this.#bytes.length - this.#start
  }

  /** What was written, and starts over. */
  take(): Buffer {
    const message = Buffer.from(this.#bytes.subarray(this.#start))
    this.#start = this.#bytes.length
    return message
  }

  /** A whole number from 0 to 2^53 − 1, an enum, or a boolean as 0 or 1. */
  int(field: number, value: number): void {
    this.#varint(value)
    this.#key(field, VARINT)
  }

  double(field: number, value: number): void {
    this.#reserve(8)
    this.#bytes.writeDoubleLE(value, this.#start)
    this.#key(field, FIXED64)
  }

  float(field: number, value: number): void {
    this.#reserve(4)
    this.#bytes.writeFloatLE(value, this.#start)
    this.#key(field, FIXED32)
  }

  string(field: number, text: string): void {
    const length = Buffer.byteLength(text)
    this.#reserve(length)
    this.#bytes.write(text, this.#start)
    this.#varint(length)
    this.#key(field, BYTES)
  }

  /** Makes a message of what was written since the writer's length was `end`. */
  message(field: number, end: number): void {
    this.#varint(this.length - end)
    this.#key(field, BYTES)
  }

  #key(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType)
  }

  #varint(value: number): void {
    let size = 1
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1
    this.#reserve(size)
    let rest = value
    for (let i = 0; i < size; i++) {
      this.#bytes[this.#start + i] = (rest % 0x80) + (i < size - 1 ? 0x80 : 0)
      rest = Math.floor(rest / 0x80)
    }
  }

  #reserve(size: number): void {
    if (size > this.#start) {
      const used = this.length
      const bytes = Buffer.allocUnsafe(2 * this.#bytes.length + size)
      bytes.set(this.#bytes.subarray(this.#start), bytes.length - used)
      this.#bytes = bytes
      this.#start = bytes.length - used
    }
    this.#start -= size
  }
}
