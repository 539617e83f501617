import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isRunning } from '../../support/processes.ts'
import { waitUntil } from '../../support/wait-until.ts'

const fixture = fileURLToPath(new URL('tuner-fixture.ts', import.meta.url))

describe('nothing outlives the tuner', () => {
  it.each([
    ['is killed with SIGKILL', 'SIGKILL'],
    ['dies of a signal that it does not handle', 'SIGTERM'],
    ['calls process.exit()', 'exit'],
    ['dies of an exception', 'throw'],
  ])('when it %s', async (_name, way) => {
    const tuner = spawn(process.execPath, ['--import', 'tsx', fixture, way], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line = ''] = await linesOf(tuner.stdout, 1)
    const pids = line.split(' ').map(Number)
    expect(pids).toHaveLength(2)
    if (way.startsWith('SIG')) tuner.kill(way as NodeJS.Signals)
    await waitUntil(() => tuner.exitCode !== null || tuner.signalCode !== null)
    await waitUntil(() => !pids.some(isRunning))
  })
})

async function linesOf(stream: NodeJS.ReadableStream, count: number): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface({ input: stream })) {
    lines.push(line)
    if (lines.length === count) break
  }
  return lines
}
