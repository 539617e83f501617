import { setTimeout as sleep } from 'node:timers/promises'
import { LineChannel } from '../../../protocol/line-channel.ts'
import { endLeftovers, spawnChild } from '../../process/child-process.ts'
import { leaderIsAlive, signalGroup } from '../../process/process-group.ts'
import { registerGroup } from '../../process/registry.ts'
import { terminate } from '../../process/terminate.ts'
import { routeOutput } from './forked-output.ts'
import { readFromWarmParent } from './warm-messages.ts'
import type { Child, ExitStatus, SpawnOptions } from '../../process/child-process.ts'
import type { OutputRoute } from './forked-output.ts'
import type { ForkMessage, FromWarmParent } from './warm-messages.ts'

/** What became of a wish for a forked process. */
export type ForkAnswer =
  | { readonly type: 'forked'; readonly child: Child }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'stale'; readonly files: readonly string[] }
  /** The parent has died. */
  | { readonly type: 'gone' }

interface Wish {
  readonly options: SpawnOptions
  readonly routes: readonly OutputRoute[]
  readonly resolve: (answer: ForkAnswer) => void
}

interface Forked {
  readonly pid: number
  readonly resolve: (status: ExitStatus) => void
}

/** How often a process is looked at whose end nobody tells, in milliseconds. */
const WATCH_MS = 50

/** A Python process that has imported the user's script, and forks trials. */
export class WarmParent {
  /** Why no trial can be forked; undefined where they can. Resolves when the script has been imported. */
  readonly ready: Promise<string | undefined>
  readonly #child: Child
  readonly #channel: LineChannel<FromWarmParent, ForkMessage> | undefined
  readonly #wishes: Map<number, Wish> = new Map()
  readonly #forked: Map<number, Forked> = new Map()
  #answerReady: (reason: string | undefined) => void = () => undefined
  #count = 0
  #isRetired = false

  constructor(options: SpawnOptions) {
    this.ready = new Promise((resolve) => {
      this.#answerReady = resolve
    })
    this.#child = spawnChild(options)
    const { protocol, gone } = this.#child
    if (protocol) {
      this.#channel = new LineChannel<FromWarmParent, ForkMessage>(protocol, readFromWarmParent, {
        onMessage: (message) => this.#receive(message),
        onClose: () => this.#lose(),
      })
    }
    void gone.then(({ error, code, signal }) => {
      this.#answerReady(
        `the process that imports it ${error ? `could not be started: ${error.message}` : `ended (${signal ?? `exit code ${code}`})`}`,
      )
      this.#channel?.destroy()
      this.#lose()
    })
  }

  /**
   * Forks a process that runs the trial of this environment.
   * @param args The script's own arguments.
   * @param socket A path without a file, with others beside it, for what is to be read here.
   */
  fork(options: SpawnOptions, args: readonly string[], socket: string): Promise<ForkAnswer> {
    if (!this.#channel?.isOpen) return Promise.resolve({ type: 'gone' })
    const id = ++this.#count
    const stdout = routeOutput(options.stdout, socket)
    const stderr = routeOutput(options.stderr, socket)
    this.#channel.send({
      type: 'fork',
      id,
      arguments: args,
      env: options.env as Readonly<Record<string, string>>,
      stdout: stdout.target,
      stderr: stderr.target,
    })
    return new Promise((resolve) => {
      this.#wishes.set(id, { options, routes: [stdout, stderr], resolve })
    })
  }

  /** Ends the parent as soon as all that it has forked has ended, which nobody else can tell. */
  retire(): void {
    this.#isRetired = true
    this.#endIfIdle()
  }

  /** Ends the parent at once; what it has forked goes on. */
  close(): Promise<unknown> {
    return terminate(this.#child, 0)
  }

  #endIfIdle(): void {
    if (this.#isRetired && this.#forked.size === 0 && this.#wishes.size === 0) void this.close()
  }

  #receive(message: FromWarmParent): void {
    switch (message.type) {
      case 'ready':
        this.#answerReady(undefined)
        break
      case 'unfit':
        this.#answerReady(message.reason)
        break
      case 'exited':
        this.#forked.get(message.id)?.resolve({ code: message.code, signal: message.signal })
        this.#forked.delete(message.id)
        this.#endIfIdle()
        break
      case 'forked': {
        const wish = this.#grant(message.id)
        // Nobody waits for it any more.
        if (!wish) signalGroup(message.pid, 'SIGKILL')
        else wish.resolve({ type: 'forked', child: this.#adopt(message.id, message.pid, wish) })
        break
      }
      case 'refused':
      case 'stale': {
        const wish = this.#grant(message.id)
        for (const route of wish?.routes ?? []) route.close()
        wish?.resolve(message)
        this.#endIfIdle()
      }
    }
  }

  #grant(id: number): Wish | undefined {
    const wish = this.#wishes.get(id)
    this.#wishes.delete(id)
    return wish
  }

  #adopt(id: number, pid: number, { options, routes }: Wish): Child {
    registerGroup(pid)
    const exited = new Promise<ExitStatus>((resolve) => this.#forked.set(id, { pid, resolve }))
    let isGone = false
    const gone = exited.then(async (status) => {
      await endLeftovers(pid, options.leftoverGraceMs ?? 1000)
      for (const route of routes) route.close()
      isGone = true
      return status
    })
    const [stdout, stderr] = routes
    return {
      pid,
      // It dials the trial's socket.
      protocol: undefined,
      stdout: stdout?.stream,
      stderr: stderr?.stream,
      exited,
      gone,
      get isGone() {
        return isGone
      },
      signal(signal) {
        if (!isGone) signalGroup(pid, signal)
      },
    }
  }

  /** The parent is gone, and with it who would say how its children end. */
  #lose(): void {
    for (const [id, { routes, resolve }] of this.#wishes) {
      this.#wishes.delete(id)
      for (const route of routes) route.close()
      resolve({ type: 'gone' })
    }
    for (const [id, { pid, resolve }] of this.#forked) {
      this.#forked.delete(id)
      void endOf(pid).then(() => resolve({ code: null, signal: null }))
    }
  }
}

async function endOf(pid: number): Promise<void> {
  while (leaderIsAlive(pid)) await sleep(WATCH_MS)
}
