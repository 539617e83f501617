import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/**
 * What keeps a module that says `export` from being loaded: its folder's package says nothing of
 * modules, or says that they are CommonJS. Undefined when all is well.
 */
export function moduleRemark(path: string): string | undefined {
  const ending = extname(path)
  // TypeScript is loaded either way.
  if (ending !== '.js' || packageType(dirname(path)) === 'module') return undefined
  return (
    `${basename(path)} is taken for CommonJS: put "type": "module" into the package.json beside it, or ` +
    `name it ${basename(path, ending)}.mjs.`
  )
}

/** `type` of the nearest package. */
function packageType(folder: string): unknown {
  const file = join(folder, 'package.json')
  if (existsSync(file)) {
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as { readonly type?: unknown }).type
    } catch {
      return undefined
    }
  }
  return dirname(folder) === folder ? undefined : packageType(dirname(folder))
}
