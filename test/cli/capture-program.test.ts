import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { captureProgram } from '../../src/cli/capture-program.ts'
import { isRunning } from '../support/processes.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const options = { env: process.env, cwd: '/', timeoutMs: 30_000 }

test('collects what a program writes, and how it ended', async () => {
  const script = 'pwd; echo "$X" >&2; exit 3'
  const env = { ...process.env, X: 'words' }
  expect(await captureProgram(['sh', '-c', script], { ...options, env })).toEqual({
    code: 3,
    signal: null,
    stdout: '/\n',
    stderr: 'words\n',
    isTimedOut: false,
  })
})

test('arguments are read by no shell, and standard input is empty', async () => {
  const { stdout } = await captureProgram(
    ['sh', '-c', 'echo "$1"; cat', 'sh', '$(id) * ;'],
    options,
  )
  expect(stdout).toBe('$(id) * ;\n')
})

test('a program that is not there is told', async () => {
  const { code, error } = await captureProgram(['/nowhere/program'], options)
  expect(code).toBeNull()
  expect(error).toMatchObject({ code: 'ENOENT' })
})

test('one that hangs is ended with all that it has started, however deaf', async () => {
  const file = join(tempFolder(), 'pid')
  const inner = `trap "" TERM; echo $$ > ${file}.new; mv ${file}.new ${file}; sleep 600`
  const script = `trap '' TERM; sh -c '${inner}' & echo begun; wait`
  const controller = new AbortController()
  const end = captureProgram(['sh', '-c', script], { ...options, signal: controller.signal })
  await waitUntil(() => existsSync(file))
  controller.abort()
  const { stdout, signal } = await end
  expect({ stdout, signal }).toEqual({ stdout: 'begun\n', signal: 'SIGKILL' })
  expect(isRunning(Number(readFileSync(file, 'utf8')))).toBe(false)
})

test('its time is limited', async () => {
  const end = await captureProgram(['sleep', '600'], { ...options, timeoutMs: 10 })
  expect(end).toMatchObject({ isTimedOut: true, signal: 'SIGTERM', code: null })
})
