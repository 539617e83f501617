import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadDigits } from '../../examples/digits/digits.ts'

describe('the Python loader of the digits', () => {
  it('makes the same three parts in the same order', () => {
    const folder = fileURLToPath(new URL('../../examples/digits-torch', import.meta.url))
    const script =
      'import digits, json; print(json.dumps({n: [[i, l] for i, l in zip(*p)] for n, p in digits.load_digits().items()}))'
    const output = execFileSync('python3', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64e6,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    })
    const python = JSON.parse(output) as Record<string, readonly (readonly [number[], number])[]>
    for (const [name, part] of Object.entries(loadDigits())) {
      expect(python[name]?.map(([, label]) => label)).toEqual([...part.labels])
      expect(python[name]?.flatMap(([image]) => image)).toEqual([...part.images])
    }
  })
})
