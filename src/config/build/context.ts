import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { camelCase, snakeCase } from '../words.ts'
import { childOf, keyOriginAt, nodeAt, originAt, pathText } from '../tree.ts'
import type { AttuneError } from '../../errors.ts'
import type { Env } from '../interpolate.ts'
import type { Place, Problems } from '../problems.ts'
import type { MapNode, Path } from '../tree.ts'

/** A part of a study file once the schema has read it. */
export type Data = Readonly<Record<string, unknown>>

/** What the parts of a study are made with. */
export interface BuildContext {
  /** The whole study file, which knows where everything was written. */
  readonly root: MapNode
  /** Absolute path of the study file. */
  readonly file: string
  /** Absolute path of the working directory. */
  readonly cwd: string
  readonly env: Env
  readonly problems: Problems
}

/**
 * The absolute path that a text in the study file names: relative to the file; what the command line or
 * the environment says is relative to the working directory.
 */
export function pathAt({ root, file, cwd }: BuildContext, path: Path, text: string): string {
  const folder = originAt(root, path).kind === 'file' ? dirname(file) : cwd
  return text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(folder, text)
}

/** Options with their keys as TypeScript has them; what lies in them is kept. */
export function camelKeys(options: Data): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]))
}

/** Says of an error where in a part of the file it lies, as well as its path tells. */
export function within({ root }: BuildContext, base: Path): (error: AttuneError) => Place {
  const owner = pathText(root, base)
  return ({ path = [] }) => {
    const part = nodeAt(root, base)
    const key = path.map((word) => snakeCase(String(word))).find((word) => childOf(part, word))
    if (key === undefined) return { origin: keyOriginAt(root, base), path: base, owner }
    return { origin: originAt(root, [...base, key]), path: [...base, key], owner }
  }
}
