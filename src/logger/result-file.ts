import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Result } from '../math/score.ts'

/** A file of a trial's results. It takes up where the file on disk ends, when there is one. */
export interface ResultFile {
  /** Takes one more result, without writing it. Returns how many characters wait. */
  add(result: Result, config: unknown): number
  /** Writes what waits. */
  flush(): void
  /** Removes the results after this `training_iteration`, also from disk. */
  rewind(iteration: number): void
}

/** Appends in one write; makes the file, and even its folder, if need be. */
export function append(path: string, content: string | Uint8Array): void {
  try {
    appendFileSync(path, content)
  } catch (error) {
    if (existsSync(dirname(path))) throw error
    mkdirSync(dirname(path), { recursive: true })
    appendFileSync(path, content)
  }
}

/** Replaces a file's content at once: a reader sees the old or the new, also after a kill. */
export function replace(path: string, text: string): void {
  const temporary = `${path}.new`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

export function remove(path: string): void {
  rmSync(path, { force: true })
}

/**
 * Reads a file and cuts off what a write left half done at its end; undefined if there is no file.
 * @param completeLength How many bytes at the beginning are whole.
 */
export function readWhole(
  path: string,
  completeLength: (bytes: Uint8Array) => number,
): string | undefined {
  if (!existsSync(path)) return undefined
  const bytes = readFileSync(path)
  const length = completeLength(bytes)
  if (length < bytes.length) truncateSync(path, length)
  return bytes.toString('utf8', 0, length)
}
