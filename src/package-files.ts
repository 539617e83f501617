import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where this package lies. What is built lies at another depth than what it is built from. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

/** Absolute path of a file that is built, e.g. `worker/process-main.js`. */
export function builtFile(name: string): string {
  return join(packageRoot(), 'dist', name)
}

/** Absolute path of the folder that holds the Python package `attune`. */
export function pythonFolder(): string {
  return join(packageRoot(), 'python')
}

/** This package's version, e.g. `0.1.0`. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
