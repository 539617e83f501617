import { describe, expect, it } from 'vitest'
import { createSearcher, searcherNames } from '../../src/search/create-searcher.ts'
import { otherNames } from '../../src/search/other-names.ts'

describe('createSearcher', () => {
  it.each([...searcherNames])('makes %s', (name) => {
    const made = createSearcher(name)
    expect(made.name).toBe(name === 'grid' ? 'random' : name)
    expect(createSearcher(name.toUpperCase().replaceAll('-', '_')).name).toBe(made.name)
  })

  it.each([...otherNames])('knows what %s means', (name) => {
    expect(searcherNames).toContain(createSearcher(name).name)
  })

  it.each([
    ['variant_generator', 'random'],
    ['hyperopt', 'tpe'],
    ['optuna', 'tpe'],
    ['bayesopt', 'gp'],
    ['bayes', 'gp'],
    ['ax', 'gp'],
    ['hebo', 'gp'],
    ['hepo', 'gp'],
    ['nevergrad', 'auto'],
    ['zoopt', 'de'],
    ['bohb', 'bohb'],
    ['Sobol', 'quasi-random'],
  ])('takes %s for %s', (name, ours) => {
    expect(createSearcher(name).name).toBe(ours)
  })

  it('takes options of other tuners beside their names, and ours beside ours', () => {
    const options = { n_random_steps: 7, points_to_evaluate: [{ x: 1 }] }
    expect(createSearcher('bayes', options).toJSON?.()?.options).toMatchObject({
      nStartupTrials: 7,
      pointsToEvaluate: [{ x: 1 }],
    })
    expect(createSearcher('halton').toJSON?.()?.options).toMatchObject({ sequence: 'halton' })
    expect(() => createSearcher('gp', { n_random_steps: 7 })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_OPTION' }),
    )
  })

  it('lists what there is, and the nearest, where there is no such name', () => {
    expect(() => createSearcher('tpee')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_SEARCHER',
        message: expect.stringMatching(/"tpee".*Did you mean tpe\?.*cma-es.*optuna/) as string,
      }),
    )
    expect(() => createSearcher(7 as never)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SEARCHER' }),
    )
  })
})
