import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tailLines } from '../../../src/executor/process/log-tail.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const root = tempFolder()

function fileOf(content: string | Buffer): string {
  const path = join(mkdtempSync(join(root, 'case-')), 'log')
  writeFileSync(path, content)
  return path
}

describe('tailLines', () => {
  it('gives the last lines, without trailing blank ones', () => {
    expect(tailLines(fileOf('a\nb\nc\n\n'), 2)).toBe('b\nc')
    expect(tailLines(fileOf('only'), 5)).toBe('only')
  })

  it('gives nothing for a file that is missing or empty', () => {
    expect(tailLines('/nowhere/log')).toBeUndefined()
    expect(tailLines(fileOf('\n \n'))).toBeUndefined()
  })

  it('reads only the end of a long file, at whole characters', () => {
    const tail = tailLines(fileOf('é'.repeat(100_001)), 3)
    expect(tail).toMatch(/^é+$/)
    expect(tail?.length).toBeLessThan(20_000)
  })

  it('can leave out what an earlier attempt wrote', () => {
    const path = fileOf('old\nnew\n')
    expect(tailLines(path, 20, 4)).toBe('new')
    expect(tailLines(path, 20, 8)).toBeUndefined()
  })
})
