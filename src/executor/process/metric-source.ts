/** Finds the results of a program that does not speak the protocol. */
export interface MetricSource {
  /** The stream to read, line by line. */
  readonly stream?: 'stdout' | 'stderr'
  /** Or the file to read: an absolute path, which need not exist yet. */
  readonly file?: string
  /** The result that this line completes, if it does. Throws `TrialError` when it is unusable. */
  read(line: string): Readonly<Record<string, unknown>> | undefined
  /** What to do when no result was found. */
  readonly advice: string
}
