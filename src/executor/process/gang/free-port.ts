import { createServer } from 'node:net'
import { TrialError } from '../../../errors.ts'

/** Below what systems hand out by themselves, so that no other connection takes it in between. */
const FIRST = 20_000
const COUNT = 10_000

/** Ports of gangs that run now. */
const held: Set<number> = new Set()
let next: number = Math.floor(Math.random() * COUNT)

/** A port that is kept from other gangs of this process until it is released. */
export interface HeldPort {
  readonly port: number
  release(): void
}

/**
 * Finds a TCP port on which nobody listens. No two calls give the same as long as there are others, so
 * that what is left of an earlier gang finds nobody.
 * @throws {TrialError} `NO_FREE_PORT`.
 */
export async function holdPort(): Promise<HeldPort> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + next
    next = (next + 1) % COUNT
    if (held.has(port)) continue
    held.add(port)
    if (await isFree(port)) return { port, release: () => held.delete(port) }
    held.delete(port)
  }
  throw new TrialError(
    'NO_FREE_PORT',
    `The ranks of a trial meet at a TCP port, and none from ${FIRST} to ${FIRST + COUNT - 1} is free.`,
  )
}

/** Also where only one interface is taken: torch listens on all. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
