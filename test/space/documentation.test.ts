import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { BasicVariantGenerator } from '../../src/search/variants.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { randint } from '../../src/space/randint.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'

const page = readFileSync(new URL('../../docs/search-space.md', import.meta.url), 'utf8')
const exported = {
  BasicVariantGenerator,
  choice,
  gridSearch,
  loguniform,
  randint,
  sampleFrom,
  uniform,
}

/** The examples that define a space, without the one that tunes. */
const examples = [...page.matchAll(/```ts\n([^]*?)```/g)]
  .map(([, code = '']) => code)
  .filter((code) => code.includes('const paramSpace ='))

/** Runs an example and gives what it defines. */
function run(code: string): (name: string) => unknown {
  const context = createContext({ ...exported })
  runInContext(code.replace(/^import .*$/gm, ''), context)
  return (name) =>
    runInContext(`typeof ${name} === 'undefined' ? undefined : ${name}`, context) as unknown
}

interface TuneConfig {
  readonly numSamples: number
  readonly searchAlg?: BasicVariantGenerator
}

it.each(examples)('example %# of the page gives configs', (code) => {
  const example = run(code)
  const { numSamples, searchAlg }: TuneConfig = {
    numSamples: 2,
    searchAlg: (example('searchAlg') ?? new BasicVariantGenerator()) as BasicVariantGenerator,
    ...(example('tuneConfig') as Partial<TuneConfig> | undefined),
  }
  const search = searchAlg?.create({
    space: compileSpace(example('paramSpace')),
    metric: undefined,
    mode: 'min',
    random: Random.fromSeed(1),
    numSamples,
  })
  const suggestions = search?.ask(100).suggestions ?? []
  expect(suggestions.length).toBeGreaterThan(1)
  expect(suggestions).toHaveLength(search?.total ?? 0)
  expect(search?.warnings).toEqual([])
  for (const { params } of suggestions) expect(Object.keys(params).length).toBeGreaterThan(0)
})

it('the page says how many trials its grid makes', () => {
  const grid = examples.find((code) => code.includes('// 12 trials'))
  const example = run(grid ?? '')
  const { numSamples } = example('tuneConfig') as TuneConfig
  expect(compileSpace(example('paramSpace')).gridSize * numSamples).toBe(12)
})

it('the page lists every domain', () => {
  const domains =
    'uniform quniform loguniform qloguniform randn qrandn randint qrandint lograndint qlograndint ' +
    'choice gridSearch sampleFrom'
  for (const name of domains.split(' ')) expect(page).toContain(`| \`${name}(`)
})
