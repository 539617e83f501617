import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/**
 * Reads `+<group>` and `-<group>` from a pipe whose other end only the tuner holds, and kills what is
 * left when the pipe closes. It ignores the signals that a terminal or a batch system sends to all.
 */
const SCRIPT = `
trap '' HUP INT TERM QUIT
groups=' '
while read -r line; do
  group=\${line#?}
  case $line in
    +*) groups="$groups$group " ;;
    -*) case $groups in
          *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;;
        esac ;;
  esac
done
for group in $groups; do
  kill -KILL "-$group" 2>/dev/null
done
exit 0
`

/** A tiny shell process that outlives this one by a moment, to kill what this one could not. */
export class Watchdog {
  readonly #process: ChildProcess
  #alive = true

  constructor() {
    this.#process = spawn('/bin/sh', ['-c', SCRIPT, 'attune-watchdog'], {
      // Its own session: what is sent to the tuner's process group must not end it first.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      env: {},
    })
    const gone = (): void => {
      this.#alive = false
    }
    this.#process.once('error', gone).once('exit', gone)
    this.#process.stdin?.on('error', gone)
    // It must not keep the tuner alive.
    this.#process.unref()
    ;(this.#process.stdin as unknown as { unref?: () => void } | null)?.unref?.()
  }

  get isAlive(): boolean {
    return this.#alive
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  add(pgid: number): void {
    this.#write(`+${pgid}\n`)
  }

  remove(pgid: number): void {
    this.#write(`-${pgid}\n`)
  }

  #write(line: string): void {
    if (this.#alive) this.#process.stdin?.write(line)
  }
}
