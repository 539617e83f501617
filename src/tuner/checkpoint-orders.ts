import { show } from '../errors.ts'
import { classRequired, isTrainableClass } from '../worker/trainable-class.ts'
import type { CheckpointOrders } from '../protocol/messages.ts'
import type { Schedule } from '../schedule/scheduler.ts'
import type { RunConfig } from './options.ts'
import type { UnwrappedTrainable } from './trainable.ts'

/** When the trials of a study save their state, if they are classes; undefined where nothing is said of it. */
export function checkpointOrders(
  { checkpointConfig = {} }: RunConfig,
  { needsCheckpoints = false }: Schedule,
): CheckpointOrders | undefined {
  const { checkpointFrequency: frequency = needsCheckpoints ? 1 : 0, checkpointAtEnd: atEnd } =
    checkpointConfig
  if (frequency === 0 && atEnd === undefined) return undefined
  return {
    ...(frequency === 0 ? {} : { frequency }),
    ...(atEnd === undefined ? {} : { atEnd }),
    ...(isAsked({ checkpointConfig }) ? { asked: true } : {}),
  }
}

/**
 * Throws where checkpoints are asked of what is known to be no class. What a module or a script holds is
 * known when the trial has loaded it.
 * @throws {ConfigurationError} `CLASS_REQUIRED`.
 */
export function assertSaveable({ target, name }: UnwrappedTrainable, runConfig: RunConfig): void {
  if (!isAsked(runConfig)) return
  switch (target.kind) {
    case 'module':
      return
    case 'function':
      if (isTrainableClass(target.call)) return
      throw classRequired(show(target.call))
    case 'python':
      if (target.function !== undefined) return
      throw classRequired(`The script ${name}`)
    default:
      throw classRequired(name)
  }
}

/** Whether the user wants checkpoints: a zero, or a false, is obeyed by everybody. */
function isAsked({ checkpointConfig = {} }: Pick<RunConfig, 'checkpointConfig'>): boolean {
  const { checkpointFrequency = 0, checkpointAtEnd = false } = checkpointConfig
  return checkpointFrequency > 0 || checkpointAtEnd
}
