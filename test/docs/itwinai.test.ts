import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readStudyFile } from '../../src/config/read-study-file.ts'
import { unwrap } from '../../src/tuner/trainable.ts'
import { folderWith } from '../config/study-text.ts'
import { pages, root, tableRows } from './pages.ts'

const page = pages.find(({ name }) => name === 'docs/itwinai.md')
if (page === undefined) throw new Error('docs/itwinai.md is missing')
const examples = page.blocks.filter(({ language }) => language === 'yaml')

const python = process.env['ATTUNE_PYTHON'] || 'python3'

function words(cell: string | undefined): string[] {
  return Array.from((cell ?? '').matchAll(/`([^`]+)`/g), ([, word = '']) => word)
}

describe('docs/itwinai.md', () => {
  it.each(examples.map(({ code, line }): [number, string] => [line, code]))(
    'has a pipeline in line %i that can be read',
    (_, code) => {
      const { options, trainable } = readStudyFile('p.yaml', {
        env: {},
        cwd: folderWith({ 'p.yaml': code }),
      })
      expect(unwrap(trainable).target).toMatchObject({ script: 'attune.pipeline' })
      expect(options.tuneConfig).toMatchObject({ metric: 'loss', mode: 'min' })
      expect(options.tuneConfig?.numSamples).toBeGreaterThan(1)
    },
  )

  it('has all that stands in for itwinai, and nothing else', () => {
    const program =
      'import json\nfrom attune.pipeline._itwinai import _EQUALS\n' +
      'print(json.dumps({module: sorted(names) for module, (_, names) in _EQUALS.items()}))'
    const env = { ...process.env, PYTHONPATH: join(root, 'python') }
    const printed = execFileSync(python, ['-c', program], { encoding: 'utf8', env })
    const rows = tableRows(page, 'of itwinai')
    const said = rows.map(([module, names]) => [words(module)[0], words(names).toSorted()])
    expect(Object.fromEntries(said)).toEqual(JSON.parse(printed))
  })
})
