import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AttemptLogs, lastWords } from '../../../src/executor/process/last-words.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const SEPARATE = { stdout: 'stdout', stderr: 'stderr' }

function lines(count: number, of: string): string {
  return Array.from({ length: count }, (_, i) => `${of} ${i + 1}\n`).join('')
}

function said(stdout: string, stderr: string, silent: boolean): readonly [number, number] {
  const dir = tempFolder()
  const logs = new AttemptLogs(dir, SEPARATE)
  writeFileSync(join(dir, 'stdout'), stdout)
  writeFileSync(join(dir, 'stderr'), stderr)
  const words = lastWords((stream, count) => logs.lines(stream, count), { silent })
  const { stdout: out, stderr: errors } = words
  expect(stdout.trimEnd().endsWith(out ?? '')).toBe(true)
  expect(stderr.trimEnd().endsWith(errors ?? '')).toBe(true)
  return [out?.split('\n').length ?? 0, errors?.split('\n').length ?? 0]
}

describe('the last words of an attempt', () => {
  it.each([
    ['errors alone', 30, 30, false, [0, 20]],
    ['output where there are no errors', 30, 0, false, [20, 0]],
    ['both where there was no result', 30, 30, true, [10, 10]],
    ['few errors and all of the rest', 30, 2, true, [10, 2]],
    ['output where there was no result and no error', 30, 0, true, [20, 0]],
    ['errors where there was nothing else', 0, 30, true, [0, 20]],
    ['nothing where there was nothing', 0, 0, true, [0, 0]],
  ] as const)('are %s', (_, out, errors, silent, expected) => {
    expect(said(lines(out, 'out'), lines(errors, 'error'), silent)).toEqual(expected)
  })

  it('are not those of the attempt before', () => {
    const dir = tempFolder()
    writeFileSync(join(dir, 'stdout'), 'earlier\n')
    const logs = new AttemptLogs(dir, SEPARATE)
    expect(logs.lines('stdout', 20)).toBeUndefined()
    appendFileSync(join(dir, 'stdout'), 'now\n')
    expect(logs.lines('stdout', 20)).toBe('now')
  })

  it('are told once where both streams share a file, and not at all where there is none', () => {
    const dir = tempFolder()
    const shared = new AttemptLogs(dir, { stdout: 'log', stderr: 'log' })
    writeFileSync(join(dir, 'log'), 'both\n')
    const words = lastWords((stream, count) => shared.lines(stream, count), { silent: true })
    expect(words).toEqual({ stderr: 'both' })
    const none = new AttemptLogs(dir, false)
    expect(lastWords((stream, count) => none.lines(stream, count), { silent: true })).toEqual({})
  })
})
