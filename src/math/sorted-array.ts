/** Whether `a` comes after `b` in ascending order, NaN first. */
export function isAbove(a: number, b: number): boolean {
  return a > b || (Number.isNaN(b) && !Number.isNaN(a))
}

/** How many of the numbers, ascending and NaN first, are at most `value`. */
export function countUpTo(sorted: Float64Array, value: number): number {
  return firstIndex(sorted, (number) => isAbove(number, value))
}

/** How many of the numbers, ascending and NaN first, are smaller than `value`. */
export function countBelow(sorted: Float64Array, value: number): number {
  return firstIndex(sorted, (number) => !isAbove(value, number))
}

/** Of the first number for which it holds, as it does for all after it. */
function firstIndex(sorted: Float64Array, holds: (number: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

/** Numbers of two arrays in one, and where those of each array are in it. */
export interface Merged {
  readonly all: Float64Array
  readonly placesA: Uint32Array
  readonly placesB: Uint32Array
}

/** Merges two arrays, each ascending and NaN first. */
export function mergeSorted(a: Float64Array, b: Float64Array): Merged {
  const all = new Float64Array(a.length + b.length)
  const placesA = new Uint32Array(a.length)
  const placesB = new Uint32Array(b.length)
  let i = 0
  let j = 0
  for (let place = 0; place < all.length; place++) {
    const takesA = j === b.length || (i < a.length && !isAbove(a[i] as number, b[j] as number))
    all[place] = (takesA ? a[i] : b[j]) as number
    if (takesA) placesA[i++] = place
    else placesB[j++] = place
  }
  return { all, placesA, placesB }
}
