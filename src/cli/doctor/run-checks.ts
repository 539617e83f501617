import { messageOf } from '../../errors.ts'
import type { Check, Finding, Patient } from './check.ts'

/** A check with what it found. */
export interface Checked extends Finding {
  readonly id: string
  readonly title: string
}

const TIMEOUT_MS = 10_000

/** All checks at once, each with a time limit; in their own order, and none of them throws. */
export function runChecks(checks: readonly Check[], patient: Patient): Promise<readonly Checked[]> {
  return Promise.all(
    checks.map(async (check) => {
      const { id, title } = check
      return { id, title, ...(await runCheck(check, patient)) }
    }),
  )
}

async function runCheck(check: Check, patient: Patient): Promise<Finding> {
  const { timeoutMs = TIMEOUT_MS, onTimeout = 'warn' } = check
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      controller.abort()
      resolve({
        status: onTimeout,
        text: `gave no answer within ${timeoutMs / 1000} s`,
        advice: 'What it asks hangs; so will trials that ask the same.',
      })
    }, timeoutMs)
  })
  try {
    return await Promise.race([attempt(check, patient, controller.signal), late])
  } finally {
    clearTimeout(timer)
  }
}

async function attempt(check: Check, patient: Patient, signal: AbortSignal): Promise<Finding> {
  try {
    return await check.run(patient, signal)
  } catch (error) {
    const text = messageOf(error)
    return {
      status: 'fail',
      text,
      advice: 'This should work on every machine: find out why it does not.',
    }
  }
}
