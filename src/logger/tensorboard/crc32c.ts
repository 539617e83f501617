/** Castagnoli's polynomial, lowest bit first. */
const POLYNOMIAL = 0x82f63b78

const TABLE = new Int32Array(256).map((_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  return crc
})

/** CRC-32C (RFC 3720, appendix B.4) of `bytes[from … to)`, from 0 to 2^32 − 1. */
export function crc32c(bytes: Uint8Array, from: number = 0, to: number = bytes.length): number {
  let crc = -1
  for (let i = from; i < to; i++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0)
  }
  return ~crc >>> 0
}

/** The checksum as TFRecord files have it: turned and shifted, for they may hold checksums themselves. */
export function maskedCrc32c(bytes: Uint8Array, from?: number, to?: number): number {
  const crc = crc32c(bytes, from, to)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
