import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('peer.py', import.meta.url))

/** Optuna in a Python process of its own; it answers one request after the other. */
export class Peer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #answers: AsyncIterator<string>

  /** @param python A Python that has what `requirements.txt` beside this file names. */
  constructor(python: string) {
    this.#child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
    // What could not be written was to a peer that has ended, which the missing answer says.
    this.#child.stdin.on('error', () => {})
    this.#child.on('error', (error) => console.error(`${python}: ${error.message}`))
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** @throws Error if the peer has ended; it has said why on stderr. */
  async request<T>(message: Readonly<Record<string, unknown>>): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`)
    const answer = await this.#answers.next()
    if (answer.done === true) throw new Error(`The peer ended at ${JSON.stringify(message)}.`)
    return JSON.parse(answer.value) as T
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.stdin.end()
    await exited
  }
}
