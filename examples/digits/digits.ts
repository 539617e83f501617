import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** Pixels of an image, 8 × 8, row by row. */
export const PIXELS = 64
/** The digits 0 to 9. */
export const CLASSES = 10

export interface Examples {
  readonly count: number
  /** `count` × {@link PIXELS} brightnesses from 0 to 1. */
  readonly images: Float64Array
  /** What was written: 0 to 9. */
  readonly labels: Uint8Array
}

export interface Digits {
  /** 1,197 images to learn from. */
  readonly train: Examples
  /** 300 images to choose hyperparameters by. */
  readonly validation: Examples
  /** 300 images that neither training nor tuning has ever seen. */
  readonly test: Examples
}

/** The 1,797 real images in `data/` (see the README there), always split the same way. */
export function loadDigits(): Digits {
  const file = new URL('./data/digits.csv.gz', import.meta.url)
  const rows = gunzipSync(readFileSync(file))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').map(Number))
  const order = splitOrder(rows.length)
  return {
    test: pick(rows, order.slice(0, 300)),
    validation: pick(rows, order.slice(300, 600)),
    train: pick(rows, order.slice(600)),
  }
}

/**
 * A shuffle that every language repeats to the digit: Fisher and Yates with Park and Miller's
 * "minimal standard" generator, whose products stay below 2^53. The file is ordered by writer, and
 * the three parts should have seen the same hands.
 */
function splitOrder(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index)
  let state = 20240229
  for (let i = count - 1; i > 0; i--) {
    state = (state * 48271) % 2147483647
    const j = state % (i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}

function pick(rows: readonly (readonly number[])[], order: readonly number[]): Examples {
  const images = new Float64Array(order.length * PIXELS)
  const labels = new Uint8Array(order.length)
  order.forEach((from, to) => {
    const row = rows[from] as readonly number[]
    for (let p = 0; p < PIXELS; p++) images[to * PIXELS + p] = (row[p] as number) / 16
    labels[to] = row[PIXELS] as number
  })
  return { count: order.length, images, labels }
}
