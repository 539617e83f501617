import { createLogger } from '../logger/create-logger.ts'
import { defaultLoggers } from '../logger/default-loggers.ts'
import { PBTPolicyLogger } from '../logger/pbt-policy.ts'
import type { Callback } from '../logger/callback.ts'
import type { Schedule } from '../schedule/scheduler.ts'
import type { RunConfig } from './options.ts'

/** The loggers of a study: the usual ones, and those that are named in its options. */
export function studyLoggers(
  { loggers = [], defaultLoggers: wantsUsual = true }: RunConfig,
  schedule: Schedule,
): readonly Callback[] {
  const named = loggers.map(createLogger)
  const kinds = new Set(named.map((logger) => logger.constructor))
  const usual = wantsUsual ? defaultLoggers() : []
  const isWanted = (logger: Callback): boolean =>
    !kinds.has(logger.constructor) &&
    (schedule.logsExploits !== false || !(logger instanceof PBTPolicyLogger))
  return [...usual.filter(isWanted), ...named]
}
