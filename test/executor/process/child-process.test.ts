import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { spawnChild } from '../../../src/executor/process/child-process.ts'
import { terminate } from '../../../src/executor/process/terminate.ts'
import { isRunning } from '../../support/processes.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { Child, OutputTarget } from '../../../src/executor/process/child-process.ts'

function sh(
  script: string,
  stdout: OutputTarget = 'ignore',
  stderr: OutputTarget = 'ignore',
): Child {
  return spawnChild({
    argv: ['/bin/sh', '-c', script],
    env: process.env,
    stdout,
    stderr,
    protocolFd: true,
    leftoverGraceMs: 100,
  })
}

const root = tempFolder()
const folder = (): string => mkdtempSync(join(root, 'case-'))

describe('spawnChild', () => {
  it('leads a group of its own and tells how it ended', async () => {
    const child = sh('ps -o pgid= -p $$; exit 7', 'pipe')
    const output = await text(child.stdout as NonNullable<Child['stdout']>)
    expect(Number(output)).toBe(child.pid)
    expect(await child.gone).toEqual({ code: 7, signal: null })
  })

  it('speaks both ways over the descriptor that ATTUNE_FD names', async () => {
    const child = sh('test "$ATTUNE_FD" = 3 && read -r word <&3 && echo "got $word" >&3')
    child.protocol?.write('hello\n')
    expect(await text(child.protocol as NonNullable<Child['protocol']>)).toBe('got hello\n')
    expect((await child.gone).code).toBe(0)
  })

  it('appends to files, and keeps two streams into one file apart', async () => {
    const file = join(folder(), 'log')
    writeFileSync(file, 'before\n')
    await sh('echo out; echo err >&2', { file }, { file }).gone
    expect(readFileSync(file, 'utf8')).toBe('before\nout\nerr\n')
  })

  it('says why a program could not be started', async () => {
    const options = { env: {}, stdout: 'ignore', stderr: 'ignore', protocolFd: true } as const
    const missing = await spawnChild({ ...options, argv: ['/nowhere/at-all'] }).gone
    expect(missing.error).toMatchObject({ code: 'ENOENT' })
    const file = join(folder(), 'missing', 'log')
    const unwritable = spawnChild({ ...options, argv: ['/bin/true'], stdout: { file } })
    expect((await unwritable.exited).error).toMatchObject({ code: 'ENOENT' })
    const huge = spawnChild({ ...options, argv: ['/bin/true', 'x'.repeat(4_000_000)] })
    expect((await huge.gone).error).toMatchObject({ code: 'E2BIG' })
  })

  it('ends what the child leaves behind in its group', async () => {
    const child = sh('sleep 1000 & echo $!; exit 0', 'pipe')
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    expect(await child.gone).toEqual({ code: 0, signal: null })
    expect(isRunning(Number(output))).toBe(false)
  })

  it('kills leftovers that ignore SIGTERM', async () => {
    const child = sh(
      `sh -c 'trap "" TERM; echo $$; while :; do sleep 0.05; done' & exec sleep 0.2`,
      'pipe',
    )
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await child.gone
    expect(Number(output)).toBeGreaterThan(0)
    expect(isRunning(Number(output))).toBe(false)
  })
})

describe('terminate', () => {
  it('asks with SIGTERM first, so that a child can clean up', async () => {
    const file = join(folder(), 'out')
    const child = sh(`trap 'echo cleaned; exit 0' TERM; echo ready; while :; do sleep 0.02; done`, {
      file,
    })
    await waitUntil(() => readFileSync(file, 'utf8').includes('ready'))
    expect(await terminate(child, 30_000)).toEqual({ code: 0, signal: null })
    expect(readFileSync(file, 'utf8')).toBe('ready\ncleaned\n')
  })

  it('kills a child that does not listen, with its grandchildren', async () => {
    const file = join(folder(), 'out')
    const child = sh(`trap '' TERM; (while :; do sleep 0.02; done) & echo $!; wait`, { file })
    await waitUntil(() => readFileSync(file, 'utf8').includes('\n'))
    const grandchild = Number(readFileSync(file, 'utf8'))
    const [first, second] = [terminate(child, 50), terminate(child, 30_000)]
    expect(await first).toEqual({ code: null, signal: 'SIGKILL' })
    expect(await second).toEqual(await first)
    expect(isRunning(grandchild)).toBe(false)
    expect(await terminate(child, 1000)).toEqual(await first)
  })

  it('shortens a grace period that runs already', async () => {
    const file = join(folder(), 'out')
    const child = sh(`trap '' TERM; echo ready; while :; do sleep 0.02; done`, { file })
    await waitUntil(() => readFileSync(file, 'utf8').includes('ready'))
    void terminate(child, 3_600_000)
    expect((await terminate(child, 0)).signal).toBe('SIGKILL')
  })
})
