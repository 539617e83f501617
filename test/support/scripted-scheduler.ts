import type {
  Orders,
  ScheduleDecision,
  Scheduler,
  Startable,
} from '../../src/schedule/scheduler.ts'

export interface Script {
  /** What is decided at `<trial>@<iteration>`; `continue` elsewhere. */
  readonly decisions?: Readonly<Record<string, ScheduleDecision>>
  readonly onIdle?: Orders
  readonly onSearchFinished?: Orders
  readonly onTrialComplete?: Readonly<Record<string, Orders>>
  /** Without it: whoever came first. */
  readonly choose?: (startable: Startable) => string | undefined
}

/** A scheduler that does what it is told, and writes down what it is told. */
export function scripted(script: Script, heard: string[] = []): Scheduler {
  return {
    name: 'scripted',
    create: () => ({
      onTrialAdded: (trial) => void heard.push(`added ${trial}`),
      onTrialResult(trial, result, study) {
        const iteration = String(result['training_iteration'])
        const checkpoint = study.trial(trial)?.checkpointIteration ?? 'none'
        heard.push(`result ${trial}@${iteration} checkpoint ${checkpoint}`)
        return script.decisions?.[`${trial}@${iteration}`] ?? { action: 'continue' }
      },
      onTrialComplete(trial) {
        heard.push(`complete ${trial}`)
        return script.onTrialComplete?.[trial]
      },
      onTrialError: (trial, _study, retried) =>
        void heard.push(`${retried ? 'retry' : 'error'} ${trial}`),
      onTrialRemoved: (trial) => void heard.push(`removed ${trial}`),
      onTrialExploited: (trial, from) => void heard.push(`exploited ${trial} from ${from}`),
      onSearchFinished() {
        heard.push('search finished')
        return script.onSearchFinished
      },
      onIdle() {
        heard.push('idle')
        return script.onIdle
      },
      choose: script.choose ?? (({ pending, paused }) => pending.first ?? paused.first),
      describe: () => 'scripted',
    }),
  }
}
