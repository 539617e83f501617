import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import type { ChildProcess } from 'node:child_process'

const program = fileURLToPath(new URL('./tuner-process.ts', import.meta.url))
const running = new Set<ChildProcess>()

afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
})

/** Starts `tuner-process.ts`; what it says comes line by line. */
export function startTuner(
  task: 'append' | 'hold' | 'compete',
  path: string,
): { readonly process: ChildProcess; readonly lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, ['--import', 'tsx', program, task, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  return { process: child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
}

/** Kills it as an out-of-memory killer would, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
