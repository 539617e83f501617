import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { check } from '../../src/config/check.ts'
import { studyFileSchema } from '../../src/config/json-schema.ts'
import { normaliseStudy } from '../../src/config/normalise/study.ts'
import { readYaml } from '../../src/config/read-yaml.ts'
import { loggers } from '../../src/config/schema/loggers.ts'
import { schedulers } from '../../src/config/schema/schedulers.ts'
import { searchers } from '../../src/config/schema/searchers.ts'
import { allStoppers } from '../../src/config/schema/stop.ts'
import { camelCase } from '../../src/config/words.ts'
import { createLogger, loggerNames } from '../../src/logger/create-logger.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { stopperFromJSON } from '../../src/stop/stop-condition.ts'
import { RUN_KEYS, TUNE_KEYS } from '../../src/tuner/check-options.ts'
import { instanceOf } from './arbitrary-instance.ts'
import { isValid, KNOWN_WORDS } from './json-schema-check.ts'
import { readText, refusal } from './study-text.ts'
import type { Named } from '../../src/config/schema/block.ts'
import type { JsonSchema } from './json-schema-check.ts'
import type { MapNode } from '../../src/config/tree.ts'

let schema: JsonSchema

beforeAll(() => {
  // As it is published.
  schema = JSON.parse(JSON.stringify(studyFileSchema())) as JsonSchema
})

/** Every schema inside another. */
function* parts(part: JsonSchema): Generator<JsonSchema> {
  yield part
  const { properties = {}, $defs = {}, anyOf = [], items, additionalProperties } = part
  const others = [
    items,
    typeof additionalProperties === 'object' ? additionalProperties : undefined,
  ]
  for (const inner of [
    ...Object.values(properties),
    ...Object.values($defs),
    ...anyOf,
    ...others,
  ]) {
    if (inner) yield* parts(inner)
  }
}

const EXAMPLE = `name: digits
trainable: { python: train.py, function: train }
metric: val_loss
mode: min
space:
  lr: { type: loguniform, min: 1e-5, max: 1e-1 }
  layers: { type: choice, options: [1, 2, 3] }
trials: 50
search: auto
scheduler: { name: asha, max_t: 20, grace_period: 2 }
resources: { cpu: 1, gpu: 0.5 }
stop: { val_accuracy: { max: 0.99 } }
checkpoints: { keep: 2, score: val_loss }
loggers: [ tensorboard, { name: mlflow, uri: "…", experiment: digits } ]
`

/** Data as YAML 1.2 reads it, which is what an editor checks. */
function dataOf(yaml: string): unknown {
  const node = readYaml(yaml, 'x')
  const data = (given: typeof node): unknown => {
    if (given.kind === 'scalar') return given.value
    if (given.kind === 'list') return given.items.map(data)
    return Object.fromEntries(given.entries.map(({ key, node }) => [key, data(node)]))
  }
  return data(node)
}

describe('the JSON Schema', () => {
  it('is of draft 2020-12, in words that are checked here, and not too large for an editor', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      anyOf: [{ required: ['trainable'] }, { required: ['lightning'] }],
      not: { required: ['trainable', 'lightning'] },
      additionalProperties: false,
    })
    const words = new Set([...parts(schema)].flatMap((part) => Object.keys(part)))
    expect([...words].filter((word) => !KNOWN_WORDS.has(word))).toEqual([])
    expect(JSON.stringify(schema).length).toBeLessThan(150_000)
  })

  it('describes every key', () => {
    const keys = [...parts(schema)].flatMap(({ properties = {} }) => Object.entries(properties))
    expect(keys.length).toBeGreaterThan(150)
    expect(keys.filter(([, { description }]) => !description).map(([key]) => key)).toEqual([])
  })

  it('allows the example, and all that a study file may hold', () => {
    expect(isValid(schema, dataOf(EXAMPLE))).toBe(true)
    expect(readText(EXAMPLE, { files: { 'train.py': '' } }).options.runConfig?.name).toBe('digits')
  })

  it.each([
    ['trials: 0'],
    ['trials: many'],
    ['trails: 5'],
    ['mode: minimal'],
    ['search: atuo'],
    ['search: { name: tpe, max_t: 5 }'],
    ['scheduler: { name: asha, max_t: 0 }'],
    ['scheduler: { max_t: 5 }'],
    ['scheduler: pb2'],
    ['space: { a: { type: uniform, min: 1 } }'],
    ['space: { a: { type: uniform, min: 1, max: 2, maxx: 3 } }'],
    ['space: { a: { type: choice, options: [] } }'],
    ['stop: { loss: { maxx: 1 } }'],
    ['stop: { name: trial_plateau }'],
    ['loggers: [tensorbord]'],
    ['time_budget: soon'],
    ['checkpoints: { keep: -1 }'],
    ['name: a/b'],
    ['columns: { metrics: 5 }'],
  ])('refuses what the reader refuses: %s', (line) => {
    const text = `trainable: ./train\n${line}\n`
    expect(isValid(schema, dataOf('trainable: ./train'))).toBe(true)
    expect(isValid(schema, dataOf(text))).toBe(false)
    expect(refusal(() => readText(text)).message).toMatch(/^study\.yaml:2:/)
  })

  it('wants a trainable or a declared training, and not both', () => {
    const declared = 'lightning: { module: { class_path: net.Net, init_args: { lr: 1 } } }'
    for (const [text, allowed] of [
      [declared, true],
      [`${declared}\ntrainable: ./train`, false],
      ['trials: 3', false],
      ['lightning: { module: { class_path: Net } }', false],
      ['lightning: { module: { init_args: {} } }', false],
      [`${declared.slice(0, -1)}, trainer: { max_epochs: { type: randint, min: 1 } } }`, false],
    ] as const) {
      expect([text, isValid(schema, dataOf(text))]).toEqual([text, allowed])
      const read = () => readText(`${text}\n`).trainable
      if (allowed) expect(read()).toBeDefined()
      else expect(read).toThrow(/^study\.yaml:/)
    }
  })

  it('allows nothing that the reader does not know', () => {
    fc.assert(
      fc.property(instanceOf(schema), (data) => {
        expect(isValid(schema, data)).toBe(true)
        const tree = normaliseStudy(readYaml(JSON.stringify(data), 'x') as MapNode)
        expect(() => check(tree)).not.toThrow()
      }),
      { numRuns: 80 },
    )
  })

  it('has defaults that can be written', () => {
    const { properties = {} } = schema
    const withDefault = Object.entries(properties).filter(([, part]) => part.default !== undefined)
    expect(withDefault.length).toBeGreaterThan(10)
    for (const [key, part] of withDefault)
      expect([key, isValid(part, part.default, schema)]).toEqual([key, true])
  })
})

/** The options that an error names, of something that is made with an option that there is not. */
function optionsOf(make: () => unknown): readonly string[] {
  const { code, message } = refusal(make)
  expect(code).toBe('UNKNOWN_OPTION')
  return /It has: (.*)\.$/.exec(message)?.[1]?.split(', ') ?? []
}

/** Options that only code can give. */
const FUNCTIONS = ['customExplore']

function saidOf({ options }: Named): readonly string[] {
  return Object.keys(options).map(camelCase)
}

describe('the options in it are those of the code', () => {
  it.each(schedulers.map((thing) => [thing.names[0], thing] as const))('%s', (name, thing) => {
    const known = optionsOf(() => createScheduler(name, { zzz: 1 }))
    expect(saidOf(thing).toSorted()).toEqual(
      known.filter((key) => !FUNCTIONS.includes(key)).toSorted(),
    )
  })

  it.each(searchers.map((thing) => [thing.names[0], thing] as const))('%s', (name, thing) => {
    const inner = 'searcher' in thing.options ? { searcher: 'random' } : {}
    const known = optionsOf(() => createSearcher(name, { ...inner, zzz: 1 }))
    expect(saidOf(thing).toSorted()).toEqual([...known, ...Object.keys(inner)].toSorted())
  })

  it.each(loggers.map((thing) => [thing.names[0], thing] as const))('%s', (name, thing) => {
    const known = optionsOf(() => createLogger({ name, zzz: 1 }))
    expect(saidOf(thing).toSorted()).toEqual(known.toSorted())
  })

  it.each(
    allStoppers
      .filter(({ names: [name] }) => name.endsWith('plateau'))
      .map((thing) => [thing.names[0], thing] as const),
  )('%s', (name, thing) => {
    const known = optionsOf(() => stopperFromJSON({ name, options: { zzz: 1 } }))
    expect(saidOf(thing).toSorted()).toEqual(known.toSorted())
  })

  it('as are all names', () => {
    const namesIn = (make: () => unknown): readonly string[] =>
      /There are: ([^.]*)\./.exec(refusal(make).message)?.[1]?.split(', ') ?? []
    const namesOf = (things: readonly Named[]): readonly string[] =>
      things.flatMap(({ names }) => [...names])
    // By this one the searcher of that name is meant as well, which is no matter of the scheduler.
    const [bohb, ...others] = namesOf(schedulers).toSorted((a) => (a === 'bohb' ? -1 : 0))
    expect(bohb).toBe('bohb')
    expect(others.toSorted()).toEqual(namesIn(() => createScheduler('zzz')).toSorted())
    const { message } = refusal(() => createSearcher('zzz'))
    for (const name of message
      .replace(/.*?There are: /, '')
      .replace('By the names of other tuners: ', '')
      .split(/[,.]\s*/)
      .filter(Boolean)) {
      expect(namesOf(searchers)).toContain(name)
    }
    expect(namesOf(loggers).toSorted()).toEqual([...loggerNames].toSorted())
    expect(namesOf(allStoppers).toSorted()).toEqual(
      namesIn(() => stopperFromJSON({ name: 'zzz' })).toSorted(),
    )
  })

  it('as is everything else that a Tuner has', () => {
    const all = readText(`trainable: ./train
name: a
storage: b
metric: loss
mode: min
trials: 2
search: random
scheduler: fifo
stop: noop
capacity: { cpu: 1 }
max_concurrent: 1
time_budget: 1
seed: 1
reuse: true
executor: process
checkpoints: { keep: 1 }
failures: { max: 1 }
loggers: [csv]
default_loggers: true
verbose: 1
columns: { metrics: [loss] }
log_to_file: true
grace: 1
handle_signals: true
`)
    const { tuneConfig = {}, runConfig = {} } = all.options
    expect(Object.keys(tuneConfig).toSorted()).toEqual(TUNE_KEYS.toSorted())
    // Callbacks are code: the study file names their modules.
    expect([...Object.keys(runConfig), 'callbacks'].toSorted()).toEqual(RUN_KEYS.toSorted())
  })
})
