/** For options that may be given several times: keeps all that was given, in order. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** For options that may be given several times: counts from 2 on how often, which is a verbosity. */
export function countUp(_value: unknown, before: number | undefined): number {
  return (before ?? 1) + 1
}
