import { ConfigurationError } from '../../../errors.ts'
import { compileSpace } from '../../../space/space.ts'

/** Throws `INVALID_OPTION` unless a value is plain data, all the way down. */
export function requireData(who: string, what: string, value: unknown): void {
  const fail = (why: string): never => {
    throw new ConfigurationError(
      'INVALID_OPTION',
      `${who}: ${what} cannot be part of a config: ${why}`,
      { path: [who] },
    )
  }
  let kind: string
  try {
    kind = compileSpace({ value }).root.kind
  } catch (error) {
    if (error instanceof ConfigurationError) return fail(error.message)
    throw error
  }
  if (kind !== 'constant') fail('it holds a domain, of which nothing has been drawn.')
}
