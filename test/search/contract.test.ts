import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createSearcher, searcherNames } from '../../src/search/create-searcher.ts'

const folder = fileURLToPath(new URL('contract', import.meta.url))

/** The searchers that names lead to, each once: several names may lead to the same. */
const searchers = [...new Set(searcherNames.map((name) => createSearcher(name).name))].toSorted()

it('every searcher that has a name is held to the contract', () => {
  const held = readdirSync(folder).map((file) => file.replace('.test.ts', ''))
  expect(held.toSorted()).toEqual([...searchers, 'limit-concurrency'].toSorted())
})

it.each(searchers)('%s leads to itself', (name) => {
  expect(createSearcher(name.toUpperCase()).name).toBe(name)
})
