import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/**
 * How many types TypeScript may instantiate for a realistic space of 20 parameters. An editor pays for
 * them at every keystroke: raise the budget only for something that users get in return.
 */
const BUDGET = 3_000

it('the types of a search space stay within their budget', () => {
  const here = dirname(fileURLToPath(import.meta.url))
  const root = join(here, '..', '..')
  const require = createRequire(import.meta.url)
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const options =
    '--ignoreConfig --noEmit --strict --extendedDiagnostics --skipLibCheck ' +
    '--allowImportingTsExtensions --target es2022 --lib es2023 --module nodenext'
  const file = join(here, 'fixtures', 'space.ts')
  const report = execFileSync(process.execPath, [tsc, ...options.split(' '), file], {
    cwd: root,
    encoding: 'utf8',
  })
  const instantiations = Number(/Instantiations:\s+(\d+)/.exec(report)?.[1])
  expect(instantiations).toBeGreaterThan(500)
  expect(instantiations).toBeLessThan(BUDGET)
})
