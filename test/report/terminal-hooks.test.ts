import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('./live-process.ts', import.meta.url))
const SHOW = '\u001b[?25h'
const HIDE = '\u001b[?25l'

interface Ended {
  readonly output: string
  readonly errors: string
  readonly code: number | null
  readonly signal: string | null
}

/** Runs a process with a live block; once it has said a word, the act of this name is done to it. */
function run(
  mode: string,
  acts: Record<string, (child: ChildProcess) => unknown> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, mode], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CI: '', TERM: 'xterm', ATTUNE_OUTPUT: '' },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const todo = new Map(Object.entries(acts))
    let output = ''
    let errors = ''
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      for (const [word, act] of todo) {
        if (!output.includes(`@${word}\n`)) continue
        todo.delete(word)
        act(child)
      }
    })
    child.stderr.on('data', (data: Buffer) => void (errors += data.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ output, errors, code, signal }))
  })
}

describe('when the process ends, the cursor is back', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s, which still kills', async (signal) => {
    const result = await run('wait', { ready: (child) => child.kill(signal) })
    expect(result.signal).toBe(signal)
    expect(result.output.endsWith(SHOW)).toBe(true)
  })

  it('by exit', async () => {
    const { output, code } = await run('exit')
    expect(code).toBe(3)
    expect(output.endsWith(SHOW)).toBe(true)
    expect(output).toContain('an unfinished line\n')
  })

  it('by an error that nobody catches', async () => {
    const { output, code, errors } = await run('throw')
    expect(code).toBe(1)
    expect(output.endsWith(SHOW)).toBe(true)
    expect(errors).toContain('Error: boom')
  })

  it('but a signal that somebody else takes care of is left to them', async () => {
    const result = await run('handle', {
      ready: (child) => child.kill('SIGINT'),
      // The block goes on, and so does the process, until they say otherwise.
      handled: (child) => child.kill('SIGTERM'),
    })
    expect(result.output).toContain('@handled')
    expect(result.output.split(SHOW)).toHaveLength(2)
    expect(result.signal).toBe('SIGTERM')
  })

  it('and while it is stopped by Ctrl-Z', async () => {
    const result = await run('wait', {
      ready: async (child) => {
        child.kill('SIGTSTP')
        while (!isStopped(child)) await setTimeout(10)
        child.kill('SIGCONT')
      },
      continued: (child) => child.kill('SIGTERM'),
    })
    const [, whileStopped = '', ...rest] = result.output.split(SHOW)
    expect(whileStopped).toContain(HIDE)
    expect(whileStopped).toContain('Number of trials: 1/20')
    expect(rest).toEqual([''])
  })
})

function isStopped({ pid }: ChildProcess): boolean {
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith(
    'T',
  )
}
