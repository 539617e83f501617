import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtFile, packageVersion, pythonFolder } from '../../../package-files.ts'
import { fail, ok } from '../check.ts'
import type { Check } from '../check.ts'

/** This package, and whether all parts of it are there. */
export const attuneCheck: Check = {
  id: 'attune',
  title: 'Attune',
  run() {
    const version = packageVersion()
    const parts = [
      builtFile('worker/process-main.js'),
      join(pythonFolder(), 'attune', '__init__.py'),
    ]
    const missing = parts.filter((path) => !existsSync(path))
    const facts = { version, missing }
    return missing.length === 0
      ? ok(version, facts)
      : fail(`${version}, without ${missing.join(' and ')}`, 'Install the package anew.', facts)
  },
}
