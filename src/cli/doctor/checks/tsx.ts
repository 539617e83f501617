import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ok, warn } from '../check.ts'
import type { Check } from '../check.ts'

/** What runs TypeScript trials: tsx where it is installed, else Node itself from 22.18 on. */
export const tsxCheck: Check = {
  id: 'tsx',
  title: 'TypeScript',
  run({ cli }) {
    // As a trial looks for it: beside the user's module, then beside this package.
    const path = tsxFrom(join(cli.cwd, 'package.json')) ?? tsxFrom(import.meta.url)
    if (path !== undefined) {
      const { version } = createRequire(import.meta.url)(path) as { readonly version: string }
      return ok(`tsx ${version}, ${dirname(path)}`, { tsx: version, path })
    }
    const stripsTypes = Boolean((process.features as { readonly typescript?: unknown }).typescript)
    if (stripsTypes) {
      return ok('by Node, which strips types (no enum and its like)', { tsx: null, node: true })
    }
    const text = `no tsx beside ${cli.cwd}: trials in TypeScript cannot run`
    return warn(text, 'Run npm install tsx there, if your trials are written in TypeScript.', {
      tsx: null,
      node: false,
    })
  },
}

/** Its `package.json`, as a module in the place of that file would find it. */
function tsxFrom(file: string): string | undefined {
  try {
    return createRequire(file).resolve('tsx/package.json')
  } catch {
    return undefined
  }
}
