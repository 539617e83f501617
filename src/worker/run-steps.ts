import { show, TrialError } from '../errors.ts'
import { describeFailure } from './failure.ts'
import type { Metrics } from './metrics.ts'
import type { TrainableClass } from './trainable-class.ts'
import type { TrialSession } from './trial-session.ts'

type Save = (dir: string) => void | Promise<void>

/** Calls `step` until the trial is over, and saves the state whenever it is due. */
export async function runSteps(
  instance: TrainableClass<unknown>,
  session: TrialSession,
): Promise<void> {
  const { frequency = 0, atEnd = true } = session.checkpoints ?? {}
  const save: Save | undefined =
    instance.saveCheckpoint && ((dir) => instance.saveCheckpoint?.(dir))
  let isSaved = true
  let isDone = false
  while (!isDone && !session.stopped) {
    const metrics = metricsOf(await instance.step())
    const { training_iteration: own, should_checkpoint: isWanted } = metrics
    const iteration = typeof own === 'number' ? own : instance.iteration + 1
    Object.assign(instance, { iteration })
    isSaved = isWanted === true || (frequency > 0 && iteration % frequency === 0)
    await session.conclude(metrics, save && isSaved ? { checkpoint: save } : {})
    isDone = metrics['done'] === true
  }
  const isEnough = isSaved || !(atEnd || session.stopped?.decision === 'pause')
  if (save && !isEnough) await saveLast(session, save)
}

/** Its failure is told, and changes nothing of how the trial ends. */
async function saveLast(session: TrialSession, save: Save): Promise<void> {
  try {
    await session.saveLast(save)
  } catch (error) {
    session.failToSave(describeFailure(error))
  }
}

function metricsOf(value: unknown): Metrics {
  if (typeof value === 'number') return { _metric: value }
  if (typeof value === 'object' && value !== null) return value as Metrics
  throw new TrialError(
    'INVALID_METRICS',
    `step() returned ${show(value)}. Return an object of metrics such as { loss: 0.1 }, or a number.`,
  )
}
