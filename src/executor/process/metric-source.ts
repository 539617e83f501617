/** Finds the results of a program that does not speak the protocol. */
export interface MetricSource {
  /** The stream to read, line by line. */
  readonly stream?: 'stdout' | 'stderr'
  /** Or the file to read: an absolute path, which need not exist yet. */
  readonly file?: string
  /** The results that this line completes. Throws `TrialError` when it is unusable. */
  read(line: string): readonly Readonly<Record<string, unknown>>[]
  /** What to do when no result was found. */
  advice(): string
}
