import { describe, expect, it } from 'vitest'
import { configPaths, nest } from '../../src/exchange/optuna/config-paths.ts'
import { parseDistribution } from '../../src/exchange/optuna/distribution.ts'
import { toDomain } from '../../src/exchange/optuna/to-domain.ts'
import { spaceFromJSON } from '../../src/space/space-json.ts'

function domainOf(name: string, attributes: Readonly<Record<string, unknown>>): unknown {
  const distribution = parseDistribution(JSON.stringify({ name, attributes }))
  const domain = distribution && toDomain(distribution)
  // What it becomes must be a space.
  spaceFromJSON({ x: domain ?? null })
  return domain
}

describe('distributions of Optuna before version 3', () => {
  it.each([
    ['UniformDistribution', { low: 0, high: 1 }, { type: 'uniform', lower: 0, upper: 1 }],
    ['LogUniformDistribution', { low: 0.1, high: 1 }, { type: 'loguniform', lower: 0.1, upper: 1 }],
    [
      'DiscreteUniformDistribution',
      { low: 0, high: 1, q: 0.5 },
      { type: 'quniform', lower: 0, upper: 1, q: 0.5 },
    ],
    [
      'IntUniformDistribution',
      { low: 0, high: 5, step: 1 },
      { type: 'randint', lower: 0, upper: 6 },
    ],
    ['IntLogUniformDistribution', { low: 1, high: 5 }, { type: 'lograndint', lower: 1, upper: 6 }],
  ])('%s', (name, attributes, domain) => {
    expect(domainOf(name, attributes)).toEqual(domain)
  })

  it('and those that there are not', () => {
    expect(
      parseDistribution('{"name": "Other", "attributes": {"low": 0, "high": 1}}'),
    ).toBeUndefined()
  })
})

describe('grids of Optuna', () => {
  it('that do not count from zero are listed', () => {
    const odd = { type: 'choice', options: [1, 4, 7, 10], ordered: true }
    expect(domainOf('IntDistribution', { low: 1, high: 10, step: 3, log: false })).toEqual(odd)
  })

  it('that are too fine to be listed lose their step', () => {
    const fine = { low: 0.05, high: 1000, step: 0.1, log: false }
    expect(domainOf('FloatDistribution', fine)).toEqual({
      type: 'uniform',
      lower: 0.05,
      upper: 1000,
    })
  })

  it('of one value are constants', () => {
    expect(domainOf('IntDistribution', { low: 3, high: 3, step: 1, log: false })).toBe(3)
    expect(domainOf('CategoricalDistribution', { choices: ['only'] })).toBe('only')
  })
})

describe('names of params', () => {
  it('are nested where they can be', () => {
    const paths = configPaths(['model/lr', 'model/size', 'x'])
    expect([...paths.values()]).toEqual(['model/lr', 'model/size', 'x'])
    expect(
      nest([
        ['model/lr', 1],
        ['x', 2],
        ['model/size', 3],
      ]),
    ).toEqual({
      model: { lr: 1, size: 3 },
      x: 2,
    })
  })

  it('are flat where one would be in the way of another', () => {
    const paths = configPaths(['a', 'a/b', 'c//d', '/e', 'a.b', ''])
    expect(Object.fromEntries(paths)).toEqual({
      a: 'a',
      'a/b': 'a.b',
      'c//d': 'c..d',
      '/e': '.e',
      'a.b': 'a.b_',
      '': 'param',
    })
  })

  it('may be any word', () => {
    expect(
      Object.keys(
        nest([
          ['__proto__', 1],
          ['constructor/name', 2],
        ]) as object,
      ),
    ).toEqual(['__proto__', 'constructor'])
  })
})
