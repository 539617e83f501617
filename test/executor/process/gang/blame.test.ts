import { describe, expect, it } from 'vitest'
import { Blame } from '../../../../src/executor/process/gang/blame.ts'
import type { ExitStatus } from '../../../../src/executor/process/child-process.ts'
import type { TrialFailure } from '../../../../src/protocol/messages.ts'

const RESET: TrialFailure = { name: 'RuntimeError', message: 'Connection reset by peer' }
const BROKEN: TrialFailure = { name: 'ValueError', message: 'broken' }
const TERMINATED: TrialFailure = { name: 'Terminated', message: 'SIGTERM from outside' }

const killedBy = (signal: NodeJS.Signals): ExitStatus => ({ code: null, signal })
const exited = (code: number): ExitStatus => ({ code, signal: null })

type Step = readonly [number, TrialFailure | ExitStatus] | NodeJS.Signals

/** Who is to blame after all this. */
function after(steps: readonly Step[], lines: Readonly<Record<number, string>> = {}): unknown {
  const blame = new Blame()
  for (const step of steps) {
    if (typeof step === 'string') blame.sent(step)
    else if ('message' in step[1]) blame.said(step[0], step[1])
    else blame.ended(step[0], step[1])
  }
  return blame.culprit((rank) => lines[rank])?.rank
}

describe('who is to blame', () => {
  it.each<[string, readonly Step[], number | undefined]>([
    [
      'nobody where all ended well',
      [
        [0, exited(0)],
        [1, exited(0)],
      ],
      undefined,
    ],
    [
      'who failed first',
      [
        [1, BROKEN],
        [1, exited(1)],
        [0, exited(1)],
      ],
      1,
    ],
    [
      'who has a reason, though others failed first',
      [[0, RESET], [0, exited(1)], 'SIGTERM', [1, BROKEN]],
      1,
    ],
    [
      'who was killed, though others said more',
      [
        [0, BROKEN],
        [1, killedBy('SIGKILL')],
      ],
      1,
    ],
    [
      'who was killed, though the others had been told to end',
      [[0, exited(1)], 'SIGTERM', [1, killedBy('SIGKILL')]],
      1,
    ],
    [
      'who was not killed by us',
      [[1, exited(1)], 'SIGTERM', 'SIGKILL', [0, killedBy('SIGKILL')]],
      1,
    ],
    ['not who crashed when told to end', [[1, BROKEN], 'SIGTERM', [0, killedBy('SIGSEGV')]], 1],
    ['not who obeyed', [[1, exited(3)], 'SIGTERM', [0, TERMINATED], [0, exited(1)]], 1],
    [
      'who was told to end by somebody else',
      [
        [1, TERMINATED],
        [0, RESET],
      ],
      1,
    ],
    [
      'not a library that gives up',
      [
        [1, BROKEN],
        [0, killedBy('SIGABRT')],
      ],
      1,
    ],
    [
      'a library that gives up, where there is nothing else',
      [
        [0, RESET],
        [1, killedBy('SIGABRT')],
      ],
      1,
    ],
    [
      'who could not be started',
      [
        [0, killedBy('SIGKILL')],
        [1, { ...exited(0), error: new Error('x') }],
      ],
      1,
    ],
    [
      'the first where all have lost a peer',
      [
        [1, RESET],
        [0, RESET],
      ],
      1,
    ],
  ])('is %s', (_name, steps, rank) => {
    expect(after(steps)).toBe(rank)
  })

  it('is told by the last lines of those that said nothing', () => {
    const steps: Step[] = [
      [0, exited(1)],
      [1, exited(1)],
    ]
    const lines = { 0: 'RuntimeError: Connection closed by peer', 1: 'ValueError: broken' }
    expect(after(steps, lines)).toBe(1)
    expect(after(steps, { 0: 'ValueError: broken', 1: lines[0] })).toBe(0)
  })
})
