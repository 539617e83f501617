import type { TrialStatus } from '../study/events.ts'

/** What can be asked of a tuner that runs a study; one JSON object a line, answered in order. */
export type ControlRequest =
  | { readonly command: 'status' }
  | { readonly command: 'stop'; readonly how: 'finish' | 'now'; readonly reason?: string }
  | {
      readonly command: 'stop-trial' | 'pause-trial'
      /** Trial id. */
      readonly trial: string
      readonly reason?: string
    }
  | { readonly command: 'resume-trial'; readonly trial: string }
  | { readonly command: 'add-trial'; readonly config: Readonly<Record<string, unknown>> }

/** How a study stands, as its tuner says. */
export interface ControlStatus {
  readonly study: string
  readonly dir: string
  /** The tuner's process. */
  readonly pid: number
  /** How many trials there will be; null when there is no end. */
  readonly total: number | null
  readonly trials: number
  readonly counts: Readonly<Record<TrialStatus, number>>
  /** Id of the best trial so far; null before there is one. */
  readonly best: string | null
  /** Why it is ending; null while it goes on. */
  readonly stopReason: string | null
}

export type ControlAnswer =
  | {
      readonly ok: true
      readonly status: ControlStatus
      /** Of `add-trial`. */ readonly trial?: string
    }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } }

/** Throws unless it is a request. */
export function readRequest(value: unknown): ControlRequest {
  const request = Object(value) as Record<string, unknown>
  const { command, how, trial, config } = request
  switch (command) {
    case 'status':
      break
    case 'stop':
      if (how !== 'finish' && how !== 'now') throw new Error("has no how: 'finish' or 'now'")
      break
    case 'stop-trial':
    case 'pause-trial':
    case 'resume-trial':
      if (typeof trial !== 'string') throw new Error('names no trial')
      break
    case 'add-trial':
      if (typeof config !== 'object' || config === null || Array.isArray(config)) {
        throw new Error('has no config')
      }
      break
    default:
      throw new Error('is no command')
  }
  return request as ControlRequest
}
