import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pages, root, tableRows } from './pages.ts'

function sourceOf(folder: string, extension: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n')
}

const typescript = sourceOf('src', '.ts')
const python = sourceOf('python/attune', '.py')
const words = new Set([typescript, python, sourceOf('scripts', '.mjs')].join('\n').match(/\w+/g))

/** What looks like a code and is none: names of environment variables, Node's own codes, words of other formats. */
const NO_CODE =
  /^(ATTUNE_|ERR_|LC_|(CUDA_VISIBLE_DEVICES|FORCE_COLOR|NO_COLOR|NOT_SET|INF_POS|INF_NEG|CLOUDPICKLE_FALLBACK|STRICT_(PACK|SPREAD))$)/

/** Where a code is given by its place, and every other string that is written like one. */
const CODES = [
  /\bnew \w+Error\(\s*'([A-Z]\w*)'/g,
  /\bcode: '([A-Z]\w*)'/g,
  /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g,
]

function codesOf(source: string): Set<string> {
  const found = CODES.flatMap((pattern) => [...source.matchAll(pattern)])
  return new Set(found.map(([, code = '']) => code).filter((code) => !NO_CODE.test(code)))
}

const inSource = codesOf(typescript)
for (const [, code = ''] of python.matchAll(/["']code["']\]?(?: =|:) ["'](\w+)["']/g)) {
  inSource.add(code)
}

describe('docs/errors.md', () => {
  const page = pages.find(({ name }) => name === 'docs/errors.md')
  const rows = page ? tableRows(page, 'code') : []
  const documented = rows.map(([code = '']) => code.replaceAll('`', ''))

  it('names every code that can be raised (what is none goes into NO_CODE here)', () => {
    expect(inSource.size).toBeGreaterThan(90)
    expect([...inSource].filter((code) => !documented.includes(code))).toEqual([])
  })

  it('names no code that cannot be raised', () => {
    expect(documented.filter((code) => !inSource.has(code))).toEqual([])
  })

  it('names each once, and says what it means and what to do', () => {
    expect(documented.filter((code, i) => documented.indexOf(code) !== i)).toEqual([])
    for (const cells of rows) expect(cells.filter((cell) => cell.length > 2)).toHaveLength(3)
  })
})

it.each(pages)('$name speaks of no code or variable that the source does not know', (page) => {
  const names = page.codeSpans.flatMap(
    (span) => span.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [],
  )
  const unknown = names.filter((name) => !words.has(name))
  expect(unknown.filter((name) => !name.startsWith('ATTUNE_PARAM_'))).toEqual([])
})
