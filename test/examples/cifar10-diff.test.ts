import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the diff in docs/examples.md', () => {
  it('is what train.py holds, and about a dozen lines', async () => {
    const script = await read('examples/torch-cifar10/train.py')
    const diff = /```diff\n(.*?)```/s.exec(await read('docs/examples.md'))?.[1] ?? ''
    const hunks = diff.split('@@\n')
    expect(hunks).toHaveLength(4)
    let from = 0
    for (const hunk of hunks) {
      const lines = hunk.trimEnd().split('\n')
      const after = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1))
      const at = script.indexOf(after.join('\n'), from)
      expect(at, `not in train.py, or not in this order:\n${after.join('\n')}`).not.toBe(-1)
      from = at
    }
    const added = diff.split('\n').filter((line) => line.startsWith('+'))
    expect(added.length).toBeLessThanOrEqual(14)
    // Whatever in the script speaks of the tuner is in the diff.
    const used = script.split('\n').filter((line) => /\battune\b/.test(line))
    expect(added.map((line) => line.slice(1))).toEqual(expect.arrayContaining(used))
  })
})
