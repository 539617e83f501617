import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where a study's tuner listens, as it stands in the study's folder while it runs. */
export interface ControlAddress {
  readonly pid: number
  readonly host: string
  /** Path of a unix socket, in a folder of its own that nobody else may enter. */
  readonly socket: string
}

const FILE = 'control.json'

export function writeAddress(dir: string, address: ControlAddress): void {
  const file = join(dir, FILE)
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify(address)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}

/** Undefined where no tuner has left one, or it cannot be read. */
export function readAddress(dir: string): ControlAddress | undefined {
  try {
    const value = Object(JSON.parse(readFileSync(join(dir, FILE), 'utf8'))) as ControlAddress
    return typeof value.socket === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

export function removeAddress(dir: string): void {
  rmSync(join(dir, FILE), { force: true })
}
