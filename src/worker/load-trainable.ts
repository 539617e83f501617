import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConfigurationError } from '../errors.ts'
import { foreignClass, isForeignClass } from './trainable-class.ts'
import type { LoadedTrainable } from './run-trainable.ts'

/** Where a module trainable lives. */
export interface ModuleAddress {
  /** `file:` URL of the module. */
  readonly url: string
  /** Name of the export that is the trainable. */
  readonly export: string
}

/**
 * Imports a trainable, TypeScript as it is: by tsx, which is looked for beside the user's module and
 * then beside this package, else by Node where it strips types.
 */
export async function loadTrainable(address: ModuleAddress): Promise<LoadedTrainable> {
  const exports = await loadModule(address.url)
  const found = exports[address.export]
  if (isForeignClass(found)) throw foreignClass(address.export)
  if (typeof found === 'function') return found as LoadedTrainable
  const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function')
  throw new ConfigurationError(
    'TRAINABLE_NOT_EXPORTED',
    `${fileURLToPath(address.url)} exports no function or class named ${JSON.stringify(address.export)}. ` +
      (names.length === 0
        ? 'It exports none at all.'
        : `It exports: ${names.join(', ')}. Name one with module(path, { export: '${names[0]}' }).`),
  )
}

/**
 * Throws where a module is in TypeScript and nobody here can run that: better said once than by each trial.
 * @param url `file:` URL.
 * @throws {ConfigurationError} `TSX_NOT_FOUND`.
 */
export function assertLoadable(url: string): void {
  if (TYPED.test(url) && !findTsx(url) && !findTsx(import.meta.url) && !strips(url)) {
    throw tsxNeeded(url)
  }
}

/** Modules that have types, or elements. */
const TYPED = /\.[cm]?[jt]sx$|\.[cm]?ts$/

/** Whether Node itself runs such a module. */
function strips(url: string): boolean {
  const { typescript } = process.features as { typescript?: string | false }
  return typeof typescript === 'string' && url.endsWith('ts')
}

/**
 * What a user's module exports, TypeScript included.
 * @param url `file:` URL.
 * @throws {ConfigurationError} `MODULE_NOT_LOADABLE`, `TSX_NOT_FOUND`, and what the module throws.
 */
export async function loadModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  if (TYPED.test(url)) await registerTsx(url)
  return unwrapped(await importModule(url))
}

/** Where no package.json says "type": "module", TypeScript becomes CommonJS: all is in the default export. */
function unwrapped(exports: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const { default: inner } = exports
  const isAll = Object.keys(exports).every((name) => ['default', 'module.exports'].includes(name))
  const isWrapped = isAll && typeof inner === 'object' && inner !== null && '__esModule' in inner
  return isWrapped ? { ...inner } : exports
}

async function importModule(url: string): Promise<Record<string, unknown>> {
  try {
    return (await import(url)) as Record<string, unknown>
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown }
    if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw tsxNeeded(url, error)
    if (!(error instanceof SyntaxError)) throw error
    // Node names the file in the stack alone.
    throw new ConfigurationError(
      'MODULE_NOT_LOADABLE',
      `${fileURLToPath(url)} cannot be loaded: ${error.message}.`,
      { cause: error },
    )
  }
}

/** By tsx where it is installed, so that the same code runs on every Node; else by Node where it can. */
async function registerTsx(moduleUrl: string): Promise<void> {
  const tsx = findTsx(moduleUrl) ?? findTsx(import.meta.url)
  if (tsx) {
    for (const file of tsx) {
      const { register } = (await import(file)) as { register: () => void }
      register()
    }
    return
  }
  if (!strips(moduleUrl)) throw tsxNeeded(moduleUrl)
}

function tsxNeeded(moduleUrl: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    'TSX_NOT_FOUND',
    `${fileURLToPath(moduleUrl)} holds what Node ${process.versions.node} does not run by itself. ` +
      'Install tsx beside it: npm install --save-dev tsx.',
    { cause },
  )
}

/** URLs of the modules that teach `require` and `import` TypeScript, if `from` can see tsx. */
function findTsx(from: string): readonly string[] | undefined {
  const require = createRequire(from)
  try {
    const manifest = require.resolve('tsx/package.json')
    const { exports } = require(manifest) as {
      readonly exports: Readonly<Record<string, { readonly import: { readonly default: string } }>>
    }
    // `require.resolve` would answer with the files for `require`, whose hooks do not load.
    return ['./cjs/api', './esm/api'].map((entry) => {
      const file = exports[entry]?.import.default ?? ''
      return new URL(file, pathToFileURL(manifest)).href
    })
  } catch {
    return undefined
  }
}
