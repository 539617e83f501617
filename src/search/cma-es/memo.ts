/** What comes back with a trial that was sampled. */
export interface Memo {
  /** How many updates and restarts there had been. */
  readonly generation: number
  /** What was sampled for the numeric sides, where the coordinates do not tell it. */
  readonly sample?: readonly number[]
}

/** The memo of a trial; undefined if it is not of this searcher. */
export function memoOf(memo: unknown, size: number): Memo | undefined {
  if (typeof memo !== 'object' || memo === null) return undefined
  const { generation, sample } = memo as Partial<Memo>
  if (!Number.isSafeInteger(generation)) return undefined
  if (sample === undefined) return { generation: generation as number }
  if (!Array.isArray(sample) || sample.length !== size) return undefined
  if (!sample.every((x) => Number.isFinite(x))) return undefined
  return { generation: generation as number, sample }
}
