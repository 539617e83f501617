/**
 * Turns a symmetric matrix into the orthogonal one that makes it tridiagonal, by Householder's reflections.
 * @param columns Column after column, so that all inner loops run along memory.
 * @param d Where to write the diagonal of the tridiagonal matrix.
 * @param e Where to write what is beside it, from place 1 on.
 */
export function tridiagonalise(columns: Float64Array, d: Float64Array, e: Float64Array): void {
  const n = d.length
  for (let j = 0; j < n; j++) d[j] = columns[j * n + n - 1] as number
  for (let i = n - 1; i > 0; i--) {
    let scale = 0
    for (let k = 0; k < i; k++) scale += Math.abs(d[k] as number)
    let h = 0
    if (scale === 0) {
      e[i] = d[i - 1] as number
      for (let j = 0; j < i; j++) {
        d[j] = columns[j * n + i - 1] as number
        columns[j * n + i] = 0
        columns[i * n + j] = 0
      }
    } else {
      for (let k = 0; k < i; k++) {
        const scaled = (d[k] as number) / scale
        d[k] = scaled
        h += scaled * scaled
      }
      const f = d[i - 1] as number
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h)
      e[i] = scale * g
      h -= f * g
      d[i - 1] = f - g
      reflect(columns, d, e, { i, h })
    }
    d[i] = h
  }
  accumulate(columns, d)
  e[0] = 0
}

/** Applies the reflection along the first `i` of `d` to the leading block, from both sides. */
function reflect(
  columns: Float64Array,
  d: Float64Array,
  e: Float64Array,
  { i, h }: { readonly i: number; readonly h: number },
): void {
  const n = d.length
  e.fill(0, 0, i)
  for (let j = 0; j < i; j++) {
    const f = d[j] as number
    const column = j * n
    columns[i * n + j] = f
    let g = (e[j] as number) + (columns[column + j] as number) * f
    for (let k = j + 1; k < i; k++) {
      const entry = columns[column + k] as number
      g += entry * (d[k] as number)
      e[k] = (e[k] as number) + entry * f
    }
    e[j] = g
  }
  let f = 0
  for (let j = 0; j < i; j++) {
    const g = (e[j] as number) / h
    e[j] = g
    f += g * (d[j] as number)
  }
  const half = f / (h + h)
  for (let j = 0; j < i; j++) e[j] = (e[j] as number) - half * (d[j] as number)
  for (let j = 0; j < i; j++) {
    const f = d[j] as number
    const g = e[j] as number
    const column = j * n
    for (let k = j; k < i; k++) {
      columns[column + k] =
        (columns[column + k] as number) - (f * (e[k] as number) + g * (d[k] as number))
    }
    d[j] = columns[column + i - 1] as number
    columns[column + i] = 0
  }
}

/** Multiplies the reflections together. */
function accumulate(columns: Float64Array, d: Float64Array): void {
  const n = d.length
  for (let i = 0; i < n - 1; i++) {
    columns[i * n + n - 1] = columns[i * n + i] as number
    columns[i * n + i] = 1
    const h = d[i + 1] as number
    const next = (i + 1) * n
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = (columns[next + k] as number) / h
      for (let j = 0; j <= i; j++) {
        const column = j * n
        let g = 0
        for (let k = 0; k <= i; k++) {
          g += (columns[next + k] as number) * (columns[column + k] as number)
        }
        for (let k = 0; k <= i; k++) {
          columns[column + k] = (columns[column + k] as number) - g * (d[k] as number)
        }
      }
    }
    columns.fill(0, next, next + i + 1)
  }
  for (let j = 0; j < n; j++) {
    d[j] = columns[j * n + n - 1] as number
    columns[j * n + n - 1] = 0
  }
  columns[n * n - 1] = 1
}
