import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { choice, CLIReporter, command, gridSearch, module, python, run, Tuner } from 'attune'
import { part, silent } from './fixtures/reads.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { ResultGrid } from 'attune'

const source = new URL('./fixtures/reads.ts', import.meta.url)
const script = new URL('./fixtures/reads.py', import.meta.url)
const quiet = { metric: 'loss', mode: 'min', verbose: 0, storagePath: tempFolder() } as const
const paramSpace = {
  lr: gridSearch([1, 2]),
  dropout: choice([0.5]),
  model: { depth: choice([3]), width: choice([8]) },
  epochs: 4,
}

afterEach(() => vi.restoreAllMocks())

/** The warnings that a user is shown of a study. */
async function warningsOf(
  trainable: unknown,
  options: object = {},
): Promise<{ readonly warnings: readonly string[]; readonly results: ResultGrid }> {
  const lines: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n'))
    return true
  })
  const progressReporter = new CLIReporter({ format: 'json' })
  const shown = { ...quiet, paramSpace, verbose: 1, progressReporter, ...options }
  const results = await run(trainable as never, shown as never)
  vi.restoreAllMocks()
  const notes = lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly event: string; readonly message?: string })
  const messages = notes.flatMap(({ event, message = '' }) => (event === 'note' ? [message] : []))
  return { warnings: messages.filter((text) => text.startsWith('Warning')), results }
}

describe('a sampled hyperparameter that no trial reads', () => {
  const both = /^Warning: \w+ ended without having read dropout, model\/width, which .* Are they/

  it.each([
    ['a function', part],
    ['a module in a process', module(source, { export: 'part' })],
    ['a module in a thread', module(source, { export: 'part', executor: 'thread' })],
    ['a Python function', python(script, { function: 'part' })],
    ['a Python function, started anew', python(script, { function: 'part', warm: false })],
  ])('is told of %s, once and by its name', async (_, trainable) => {
    const { warnings, results } = await warningsOf(trainable)
    expect(results.errors).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(both)])
  })

  it('is told of a script that asks for the config and has placeholders', async () => {
    const args = ['--dropout={dropout}', '--depth', '{model/depth}', '--note', '{{{lr}}}']
    const { warnings, results } = await warningsOf(python(script, { args }))
    expect(results.errors).toEqual([])
    expect([...results].map(({ metrics }) => metrics)).toMatchObject([
      { loss: 1, dropout: 0.5, depth: 3, note: '{1}' },
      { loss: 2, dropout: 0.5, depth: 3, note: '{2}' },
    ])
    expect(warnings).toEqual([
      expect.stringMatching(
        /ended without having read model\/width, which the study samples\. Is it/,
      ),
    ])
  })

  it.each([
    ['reads all of them', (config: object) => ({ loss: JSON.stringify(config).length }), {}],
    ['takes them as keyword arguments', python(script, { function: 'by_name', spread: true }), {}],
    ['was stopped', module(source, { export: 'endless' }), { stop: { training_iteration: 2 } }],
    ['is a command', command(['echo', '{{"loss": 1}}']), {}],
  ])('is not missed where a trial %s', async (_, trainable, options) => {
    const { warnings, results } = await warningsOf(trainable, options)
    expect(results.errors).toEqual([])
    expect(warnings).toEqual([])
  })
})

describe('a trial that ends without a result', () => {
  it.each([
    ['a module in a process', module(source, { export: 'silent' })],
    ['a module in a thread', module(source, { export: 'silent', executor: 'thread' })],
    ['a Python function', python(script, { function: 'silent' })],
    ['a Python function, started anew', python(script, { function: 'silent', warm: false })],
    ['a command', command('sh -c "echo loss is {lr}; echo so far so good >&2"')],
  ])('says what it printed last: %s', async (_, trainable) => {
    const results = await run(trainable as never, { ...quiet, paramSpace: { lr: gridSearch([7]) } })
    const [result] = results
    expect(result?.error).toMatchObject({ code: 'NO_RESULT' })
    const words =
      'Last lines of standard error:\nso far so good\nLast lines of standard output:\nloss is 7'
    expect(result?.error?.stack).toContain(words)
    expect(readFileSync(join(result?.path ?? '', 'error.txt'), 'utf8')).toContain(words)
  })

  it('is an error in the same way where output is nowhere kept', async () => {
    const results = await run(silent, { ...quiet, paramSpace: { lr: 1 } })
    expect(results.errors).toMatchObject([{ code: 'NO_RESULT' }])
  })
})

describe('arguments of a Python script', () => {
  it('are refused when they name what no config has', () => {
    const trainable = python(script, { args: ['--depth', '{depht}'] })
    expect(() => new Tuner(trainable, { paramSpace })).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_PLACEHOLDER',
        message: expect.stringMatching(
          /The args name \{depht\}.*lr, dropout, model, epochs/,
        ) as unknown,
      }),
    )
    expect(() => python(script, { args: ['{'] })).toThrow(
      expect.objectContaining({ code: 'INVALID_PLACEHOLDER' }),
    )
  })
})
