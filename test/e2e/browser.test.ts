import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as attune from '../../src/search/index.ts'
import { openBrowser } from '../support/browser.ts'
import { searcherNames } from '../../src/search/create-searcher.ts'
import type { Browser, Page } from 'playwright-core'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The entry as a web page would load it. Fails if a module of Node is imported anywhere in it. */
async function bundle(): Promise<{
  readonly code: string
  readonly inputs: readonly string[]
  readonly imports: readonly unknown[]
}> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join('src', 'search', 'index.ts')],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    globalName: 'attune',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  })
  return {
    code: outputFiles[0]?.text ?? '',
    inputs: Object.keys(metafile.inputs),
    imports: Object.values(metafile.outputs).flatMap((output) => output.imports),
  }
}

/** Tunes a small function; runs in either world, with what the entry exports. */
function tune(
  { createSearch, choice, loguniform, randint, uniform }: typeof attune,
  algorithm: string,
): { readonly configs: readonly unknown[]; readonly best: number; readonly state: string } {
  const search = createSearch(
    {
      lr: loguniform(1e-4, 1),
      model: choice([
        { kind: 'a', width: randint(1, 9) },
        { kind: 'b', x: uniform(0, 1) },
      ]),
    },
    { mode: 'min', algorithm, seed: 'browser', numSamples: 30 },
  )
  while (!search.isFinished) {
    const { id, config } = search.ask()
    search.report(id, Number.NaN)
    search.tell(id, Math.abs(Math.log10(config.lr) + 2) + (config.model.kind === 'a' ? 1 : 0))
  }
  return {
    configs: search.trials.map(({ config }) => config),
    best: search.best?.value ?? Number.NaN,
    state: JSON.stringify(search),
  }
}

describe('a search in a browser', () => {
  let browser: Browser
  let page: Page
  const errors: unknown[] = []

  beforeAll(async () => {
    browser = await openBrowser()
    page = await browser.newPage()
    page.on('pageerror', (error) => errors.push(error))
    page.on('console', (message) => errors.push(message.text()))
    const { code } = await bundle()
    await page.addScriptTag({ content: code })
    await page.addScriptTag({ content: `${tune.toString()}; globalThis.tune = tune` })
  })

  afterAll(() => browser?.close())

  it('needs only the pure rooms', async () => {
    const { inputs, imports } = await bundle()
    const rooms = new Set(inputs.map((input) => input.split('/').slice(0, 2).join('/')))
    expect([...rooms].toSorted()).toEqual([
      'src/errors.ts',
      'src/math',
      'src/option-checks.ts',
      'src/search',
      'src/space',
    ])
    expect(imports).toEqual([])
  })

  it('has all that the entry exports', async () => {
    const names = await page.evaluate<string[]>('Object.keys(attune)')
    expect(names.toSorted()).toEqual(Object.keys(attune).toSorted())
  })

  it.each(searcherNames)('%s tunes there, and goes on here', async (name) => {
    const there = await page.evaluate<ReturnType<typeof tune>>(`tune(attune, '${name}')`)
    expect(there.configs).toHaveLength(30)
    const here = tune(attune, name)
    // The first are drawn; later ones follow results, in which two worlds may differ by rounding.
    expect(there.configs[0]).toEqual(here.configs[0])
    expect(there.best).toBeLessThan(2)
    const state = JSON.parse(there.state) as attune.SearchState
    const restored = attune.restoreSearch(state, { numSamples: 31 })
    expect(restored.best?.value).toBe(there.best)
    expect(restored.ask().id).toBe('30')
    expect(errors).toEqual([])
  })

  it('raises the errors that it raises elsewhere', async () => {
    const code = await page.evaluate<string>(
      "try { attune.createSearch({ x: 1 }, {}) } catch (error) { error instanceof attune.ConfigurationError ? error.code : '' }",
    )
    expect(code).toBe('MODE_REQUIRED')
  })
})
