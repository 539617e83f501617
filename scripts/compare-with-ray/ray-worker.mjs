import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('ray_decisions.py', import.meta.url))

/** A Python that answers lists with events, one after the other. */
export class RayWorker {
  #child
  #waiting = []

  constructor(python) {
    this.#child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child.on('error', (error) => this.#fail(`${python} cannot be started: ${error.message}`))
    this.#child.on('exit', (code) => this.#fail(`${python} ended with ${code}`))
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#waiting.shift()?.resolve(JSON.parse(line))
    })
  }

  ask(spec) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#child.stdin.write(`${JSON.stringify(spec)}\n`)
    })
  }

  end() {
    this.#child.stdin.end()
  }

  #fail(message) {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(message))
  }
}
