import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConfigurationError } from '../errors.ts'
import type { TrainableFunction } from './run-trainable.ts'

/** Where a module trainable lives. */
export interface ModuleAddress {
  /** `file:` URL of the module. */
  readonly url: string
  /** Name of the export that is the trainable. */
  readonly export: string
}

/**
 * Imports a trainable, TypeScript as it is: by Node itself where it strips types, else by tsx, which
 * is looked for beside the user's module and then beside this package.
 */
export async function loadTrainable(address: ModuleAddress): Promise<TrainableFunction> {
  if (/\.[cm]?tsx?$/.test(address.url) && !stripsTypes()) await registerTsx(address.url)
  const exports = (await import(address.url)) as Record<string, unknown>
  const found = exports[address.export]
  if (typeof found === 'function') return found as TrainableFunction
  const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function')
  throw new ConfigurationError(
    'TRAINABLE_NOT_EXPORTED',
    `${fileURLToPath(address.url)} exports no function named ${JSON.stringify(address.export)}. ` +
      (names.length === 0
        ? 'It exports no function at all.'
        : `It exports: ${names.join(', ')}. Name one with module(path, { export: '${names[0]}' }).`),
  )
}

function stripsTypes(): boolean {
  const features = process.features as { typescript?: string | false }
  return typeof features.typescript === 'string'
}

async function registerTsx(moduleUrl: string): Promise<void> {
  const tsx = findTsx(moduleUrl) ?? findTsx(import.meta.url)
  if (tsx) {
    for (const file of tsx) {
      const { register } = (await import(file)) as { register: () => void }
      register()
    }
    return
  }
  throw new ConfigurationError(
    'TSX_NOT_FOUND',
    `${fileURLToPath(moduleUrl)} is TypeScript, which Node ${process.versions.node} does not run by ` +
      'itself. Install tsx beside it (npm install --save-dev tsx), or use Node 22.18 or later.',
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
