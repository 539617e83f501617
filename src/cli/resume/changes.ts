import { isDeepStrictEqual } from 'node:util'
import { ConfigurationError } from '../../errors.ts'
import { compileSpace } from '../../space/space.ts'
import { spaceToJSON } from '../../space/space-json.ts'
import { toStopper } from '../../stop/stop-condition.ts'
import type { RestoreOptions } from '../../tuner/record.ts'
import type { RunConfig, TunerOptions } from '../../tuner/options.ts'

/** What is to be laid over the record of a study. */
export type Changes = Required<Pick<RestoreOptions, 'tuneConfig' | 'runConfig'>>

type Options = TunerOptions<unknown>

/** What tells which study it is, and what belongs to one sitting. */
const NOT_CHANGED: ReadonlySet<string> = new Set([
  'name',
  'storagePath',
  'callbacks',
  'progressReporter',
])

/**
 * What a study file says now and did not say when its study was last run: the record has all else.
 * @param before Undefined where nobody knows what the file said.
 * @throws {ConfigurationError} `SPACE_CHANGED`: the trials so far are from the space as it was; and
 *   `SCALING_CHANGED`: they ask for what the ranks needed then.
 */
export function changes(before: Options | undefined, after: Options): Changes {
  if (before !== undefined) {
    assertSameSpace(before.paramSpace, after.paramSpace)
    assertSameScaling(before.scalingConfig, after.scalingConfig)
  }
  return {
    tuneConfig: changed(before?.tuneConfig, after.tuneConfig),
    runConfig: changed(before?.runConfig, after.runConfig),
  }
}

function assertSameSpace(before: unknown, after: unknown): void {
  const [old, now] = [before, after].map((space) => spaceToJSON(compileSpace(space ?? {})))
  if (isDeepStrictEqual(old, now)) return
  throw new ConfigurationError(
    'SPACE_CHANGED',
    'The search space is another than when the study began, and its trials are from that. Leave the ' +
      'space as it was, or begin a study of another name.',
    { path: ['paramSpace'] },
  )
}

function assertSameScaling(
  before: Options['scalingConfig'],
  after: Options['scalingConfig'],
): void {
  if (isDeepStrictEqual(before, after)) return
  throw new ConfigurationError(
    'SCALING_CHANGED',
    'scalingConfig is another than when the study began, and its trials have asked for what it was. ' +
      'Leave it as it was, or begin a study of another name.',
    { path: ['scalingConfig'] },
  )
}

function changed(before: object = {}, after: object = {}): Readonly<Record<string, unknown>> {
  const old = before as Readonly<Record<string, unknown>>
  const now = after as Readonly<Record<string, unknown>>
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return Object.fromEntries(
    keys
      .filter((key) => !NOT_CHANGED.has(key) && !isSame(key, old[key], now[key]))
      .map((key) => [key, now[key]]),
  )
}

function isSame(key: string, a: unknown, b: unknown): boolean {
  if (key !== 'stop' || a === undefined || b === undefined) return isDeepStrictEqual(a, b)
  // A stopper keeps to itself what it was made with.
  const [old, now] = [a, b].map((stop) => toStopper(stop as RunConfig['stop']).toJSON?.())
  return isDeepStrictEqual(old, now)
}
