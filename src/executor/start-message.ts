import { PROTOCOL_VERSION } from '../protocol/messages.ts'
import type { StartMessage } from '../protocol/messages.ts'
import type { LaunchSpec } from './executor.ts'

/** What a trial is told at its start. */
export function startMessage(spec: LaunchSpec): StartMessage {
  return {
    type: 'start',
    protocol: PROTOCOL_VERSION,
    trial: spec.trial,
    attempt: spec.attempt,
    trialName: spec.trialName,
    studyName: spec.studyName,
    config: spec.config,
    dir: spec.dir,
    checkpoint: spec.checkpoint ?? null,
    iteration: spec.iteration,
    resources: spec.resources,
    ...(spec.checkpoints === undefined ? {} : { checkpoints: spec.checkpoints }),
  }
}
