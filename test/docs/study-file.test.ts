import { describe, expect, it } from 'vitest'
import { studyFileSchema } from '../../src/config/json-schema.ts'
import { LOGGERS, SCHEDULERS, SEARCHERS, STOPPERS } from '../../src/config/normalise/names.ts'
import { DOMAIN_NAMES, NUMBER_DOMAINS } from '../../src/config/space/domains.ts'
import { readStudyFile } from '../../src/config/read-study-file.ts'
import { folderWith } from '../config/study-text.ts'
import { pages, tableRows } from './pages.ts'

const page = pages.find(({ name }) => name === 'docs/study-file.md')
if (page === undefined) throw new Error('docs/study-file.md is missing')

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly default?: string | number | boolean
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
}

const schema = studyFileSchema() as Schema
const examples = page.blocks.filter(({ language }) => language === 'yaml')

/** The words of code in a cell. */
function words(cell: string | undefined): string[] {
  return Array.from((cell ?? '').matchAll(/`([^`]+)`/g), ([, word = '']) => word)
}

describe('docs/study-file.md', () => {
  it.each(examples.map(({ code, line }): [number, string] => [line, code]))(
    'has an example in line %i that can be read',
    (_, code) => {
      const cwd = folderWith({ 'study.yaml': code, 'train.py': 'def train(config): ...\n' })
      const { options, trainable } = readStudyFile('study.yaml', { env: {}, cwd })
      expect(trainable).toBeDefined()
      expect(options).toBeDefined()
    },
  )

  it('has an example that says what each part of it says', () => {
    const [example] = examples
    const cwd = folderWith({ 'study.yaml': example?.code ?? '', 'train.py': '' })
    const { options } = readStudyFile('study.yaml', { env: {}, cwd })
    expect(options.tuneConfig).toEqual({
      metric: 'val_loss',
      mode: 'min',
      numSamples: 50,
      searchAlg: { name: 'auto' },
      scheduler: { name: 'asha', maxT: 20, gracePeriod: 2 },
      timeBudgetS: 8 * 3600,
      maxConcurrentTrials: 4,
      seed: 1,
    })
    expect(options.runConfig).toMatchObject({
      name: 'digits',
      failureConfig: { maxFailures: 2, backoffS: 30 },
      checkpointConfig: { numToKeep: 2, checkpointScoreAttribute: 'val_loss' },
    })
    expect(Object.keys(options.paramSpace as object)).toEqual([
      'lr',
      'layers',
      'optimizer',
      'epochs',
    ])
  })

  it('has every key, with its default and what is below it, and no others', () => {
    const rows = tableRows(page, 'key')
    const { properties = {} } = schema
    expect(rows.map(([key]) => words(key)[0])).toEqual(Object.keys(properties))
    for (const [key, meaning, otherwise] of rows) {
      const { default: standard, properties: below = {} } = properties[words(key)[0] ?? ''] ?? {}
      if (standard !== undefined) expect(words(otherwise)).toEqual([String(standard)])
      expect(words(meaning)).toEqual(expect.arrayContaining(Object.keys(below)))
    }
  })

  it('has every key of a trainable, with the kind that has it, and no others', () => {
    const rows = tableRows(page, 'key of `trainable`').map(([key, kind = '']): [string, string] => [
      words(key)[0] ?? '',
      kind,
    ])
    const kinds = (schema.properties?.['trainable']?.anyOf ?? []).flatMap(
      ({ properties, required: [kind] = [] }): [string, Schema][] =>
        properties && kind !== undefined ? [[kind, { properties }]] : [],
    )
    expect(kinds.map(([kind]) => kind)).toEqual(['python', 'module', 'command', 'pipeline'])
    const keys = new Set(kinds.flatMap(([, { properties = {} }]) => Object.keys(properties)))
    expect(rows.map(([key]) => key).toSorted()).toEqual([...keys].toSorted())
    for (const [key, kind] of rows) {
      const having = kinds.flatMap(([name, { properties = {} }]) =>
        key in properties ? [name] : [],
      )
      const said =
        kind === ''
          ? [key]
          : kind.startsWith('not')
            ? ['python', 'command', 'pipeline']
            : words(kind)
      expect([key, having]).toEqual([key, said])
    }
  })

  it('has every domain with its keys, and no others', () => {
    const rows = tableRows(page, '`type`').flatMap(([types, keys]) =>
      words(types).map((type): [string, readonly string[]] => [type, words(keys)]),
    )
    expect(rows.map(([type]) => type).toSorted()).toEqual(DOMAIN_NAMES.toSorted())
    for (const [type, keys] of rows) {
      const defaults = NUMBER_DOMAINS[type]?.defaults
      const own = defaults && Object.keys(defaults).filter((key) => key !== 'base')
      const listed = type === 'choice' ? ['options', 'ordered'] : ['options']
      expect([type, keys]).toEqual([type, own ?? listed])
    }
  })

  it.each([
    ['search', SEARCHERS],
    ['scheduler', SCHEDULERS],
    ['stop', STOPPERS],
    ['loggers', LOGGERS],
  ] as const)('has every name under %s, and no others', (key, names) => {
    const row = tableRows(page, 'under').find(([first]) => first === `\`${key}\``)
    const first = names.map(([name]) => name)
    const others = names.flatMap(([, ...rest]) => rest)
    const said = words(row?.[1])
    expect(said).toEqual(expect.arrayContaining(first))
    expect(said.filter((name) => !first.includes(name) && !others.includes(name))).toEqual([])
  })
})
