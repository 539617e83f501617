import { describe, expect, it } from 'vitest'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { SearchDriver } from './search-driver.ts'
import { anyResults } from './search-contract/any-results.ts'
import { factsAlone } from './search-contract/facts-alone.ts'
import { inTheSpace } from './search-contract/in-the-space.ts'
import { options } from './search-contract/options.ts'
import { MIXED, mixedLoss } from './search-contract/spaces.ts'
import type { Contractor, SearchAbilities } from './search-contract/abilities.ts'

/**
 * What every searcher has to keep, whatever its algorithm.
 *
 * @param name By which `createSearcher` knows it.
 * @param make Makes one with options. @defaultValue the one of that name
 */
export function searchContract(
  name: string,
  abilities: SearchAbilities = {},
  make: Contractor['make'] = (options) => createSearcher(name, options),
): void {
  const contractor: Contractor = {
    name,
    make,
    abilities,
    some: (fast, slow) => (abilities.isSlow ? slow : fast),
  }
  describe(`${name} keeps the contract`, () => {
    inTheSpace(contractor)
    factsAlone(contractor)
    anyResults(contractor)
    options(contractor)

    it('suggests what it has always suggested', async () => {
      const driver = new SearchDriver(make(), MIXED, { seed: 'snapshot' })
      driver.play(20, (config) => ({ loss: mixedLoss(config) }))
      const lines = driver.trials.map(({ suggestion }) =>
        JSON.stringify(rounded(suggestion.params)),
      )
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
        `../__snapshots__/contract/${name}.txt`,
      )
    })
  })
}

/** Six digits, so that the last ones may differ between machines. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(6))
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]))
}
