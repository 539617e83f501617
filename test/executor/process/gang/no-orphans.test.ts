import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { isRunning } from '../../../support/processes.ts'
import { waitUntil } from '../../../support/wait-until.ts'
import { folder, left } from './gang-fixture.ts'
import type { LaunchSpec } from '../../../../src/executor/executor.ts'

const fixture = fileURLToPath(new URL('tuner-fixture.ts', import.meta.url))

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'no rank outlives a tuner that dies of %s',
  async (signal) => {
    const studyDir = mkdtempSync(join(folder, 'study-'))
    const tuner = spawn(process.execPath, ['--import', 'tsx', fixture, studyDir], {
      stdio: 'inherit',
    })
    const spec = { dir: join(studyDir, 'trial') } as LaunchSpec
    const pids: number[] = []
    for (const rank of [0, 1, 2]) pids.push(Number(await left(spec, `pid.${rank}`)))
    expect(pids.filter(isRunning)).toEqual(pids)
    tuner.kill(signal)
    await waitUntil(() => tuner.signalCode !== null)
    await waitUntil(() => !pids.some(isRunning))
  },
)
