import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Longer paths of sockets than about 100 bytes are cut silently. */
const MAX_BASE = 60

/** A private folder for the sockets of trials. Not in the study's folder, whose path may be long. */
export class SocketFolder {
  #folder: string | undefined
  #count = 0

  /** A path that has not been given out before. */
  next(): string {
    const base = Buffer.byteLength(tmpdir()) > MAX_BASE ? '/tmp' : tmpdir()
    this.#folder ??= mkdtempSync(join(base, 'attune-'))
    return join(this.#folder, String(this.#count++))
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }
}
