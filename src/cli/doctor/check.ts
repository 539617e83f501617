import type { Cli } from '../cli.ts'

/** `warn`: something will not work, or not well. `fail`: Attune cannot tune here. */
export type Status = 'ok' | 'warn' | 'fail'

/** What a check found out. */
export interface Finding {
  readonly status: Status
  /** One line for people. */
  readonly text: string
  /** What to do, where something is to be done. */
  readonly advice?: string
  /** The same for programs. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** What checks look at. */
export interface Patient {
  readonly cli: Cli
  /** The interpreter that trials will use, as it was named. */
  readonly python: string
  /** Whether it was named by the user and is not the default. */
  readonly isPythonChosen: boolean
  /** Absolute path of the folder for studies; it need not exist. */
  readonly storage: string
}

export interface Check {
  /** Stable, for programs, e.g. `sqlite`. */
  readonly id: string
  /** For people, at most 11 characters. */
  readonly title: string
  /** Milliseconds after which it is given up. @defaultValue 10000 */
  readonly timeoutMs?: number
  /** What it means that it does not end. @defaultValue `'warn'` */
  readonly onTimeout?: Status
  /** Must end what it has started when the signal is aborted. */
  run(patient: Patient, signal: AbortSignal): Promise<Finding> | Finding
}

export function ok(text: string, facts?: Finding['facts']): Finding {
  return finding('ok', text, undefined, facts)
}

export function warn(text: string, advice: string, facts?: Finding['facts']): Finding {
  return finding('warn', text, advice, facts)
}

export function fail(text: string, advice: string, facts?: Finding['facts']): Finding {
  return finding('fail', text, advice, facts)
}

function finding(
  status: Status,
  text: string,
  advice: string | undefined,
  facts: Finding['facts'],
): Finding {
  return {
    status,
    text,
    ...(advice === undefined ? {} : { advice }),
    ...(facts === undefined ? {} : { facts }),
  }
}
