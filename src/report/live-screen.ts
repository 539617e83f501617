import { HIDE_CURSOR, PASTE_MARKED, PASTE_PLAIN, SHOW_CURSOR } from './ansi.ts'
import { cutEnd } from './display-width.ts'
import type { Standing } from './keys/job-control.ts'
import type { KeyInput } from './keys/key-input.ts'
import { LiveBlock } from './live-block.ts'
import { Output } from './output.ts'
import type { ReportStream } from './output.ts'
import { StreamGuard } from './stream-guard.ts'
import { installTerminalHooks } from './terminal-hooks.ts'
import { Throttle } from './throttle.ts'
import { visibleText } from './visible-text.ts'

export interface LiveScreenOptions {
  readonly stream: ReportStream
  /** Streams that lead to the same terminal: what is written to them is put above the block. */
  readonly neighbours: readonly ReportStream[]
  /** Cells of the screen instead of what the stream says. */
  readonly columns: number | undefined
  readonly rows: number | undefined
  /** The time in milliseconds. */
  readonly now: () => number
  /** In the background nothing is drawn: the screen is somebody else's. */
  readonly standing: () => Standing
}

/** What to show on a screen of this size. */
export type Render = (width: number, height: number) => readonly string[]

/** Ten frames a second. */
const FRAME_MS = 100
/** Between two returns of the block below what was written; too short a time to miss it. */
const RETURN_MS = 5
/** How often the block is drawn though nothing happened, so that its clock goes on. */
const HEARTBEAT_MS = 1000

/** Streams with a block on them: there is room for one. */
const taken = new WeakSet<ReportStream>()

/** A terminal with a block at its end that is redrawn in place while others go on writing above it. */
export class LiveScreen {
  readonly #options: LiveScreenOptions
  readonly #streams: readonly ReportStream[]
  readonly #output: Output
  readonly #block = new LiveBlock()
  readonly #frames: Throttle
  readonly #returns: Throttle
  #guards: StreamGuard[] = []
  #input: KeyInput | undefined
  #picture: readonly string[] = []
  #render: Render | undefined
  #stopListening: () => void = () => {}
  #isSettled = false
  /** Whether the terminal is somebody else's for now. */
  #isAway = true

  private constructor(options: LiveScreenOptions) {
    this.#options = options
    this.#streams = [...new Set([options.stream, ...options.neighbours])]
    this.#output = new Output(options.stream)
    const { now } = options
    this.#frames = new Throttle({ everyMs: FRAME_MS, now, action: () => this.#draw() })
    this.#returns = new Throttle({ everyMs: RETURN_MS, now, action: () => this.#show() })
    for (const stream of this.#streams) taken.add(stream)
  }

  /** The screen, or undefined when another block is on it. */
  static claim(options: LiveScreenOptions): LiveScreen | undefined {
    const isTaken = [options.stream, ...options.neighbours].some((stream) => taken.has(stream))
    return isTaken ? undefined : new LiveScreen(options)
  }

  get width(): number {
    return this.#options.columns ?? (this.#options.stream.columns || 80)
  }

  /** Whether keys reach whoever wants them. */
  get hearsKeys(): boolean {
    return this.#input?.isOpen === true
  }

  /** Begins to show what `render` answers, and to listen for keys. */
  open(render: Render, input?: KeyInput): void {
    if (this.#isSettled || this.#render !== undefined) return
    this.#render = render
    this.#input = input
    this.#guards = this.#streams.map(
      (stream) =>
        new StreamGuard(
          stream,
          () => this.#put(this.#block.erase(this.width)),
          () => this.#returns.request(),
        ),
    )
    const refresh = (): void => this.refresh()
    const beat = (): void => {
      // A shell does not tell when it brings a process that runs to the foreground.
      if (this.#isAway) return this.#seize()
      this.#listen()
      this.refresh()
    }
    const heartbeat = setInterval(beat, HEARTBEAT_MS).unref()
    this.#options.stream.on('resize', refresh)
    const removeHooks = installTerminalHooks({
      end: () => this.close(),
      pause: () => {
        this.#block.forget()
        this.#release()
      },
      resume: () => {
        // Who was stopped without being told has not let go of it.
        this.#block.forget()
        this.#deafen()
        this.#isAway = true
        this.#seize()
      },
    })
    this.#stopListening = () => {
      clearInterval(heartbeat)
      this.#options.stream.off('resize', refresh)
      removeHooks()
    }
    this.#seize()
  }

  /** Something has changed: draws again soon. */
  refresh(): void {
    if (this.#render !== undefined) this.#frames.request()
  }

  /** Writes lines above the block, or where there is none, at the end. */
  print(lines: readonly string[]): void {
    this.#put(this.#block.erase(this.width) + lines.map((line) => `${line}\n`).join(''))
    if (this.#render !== undefined) this.#returns.request()
    this.refresh()
  }

  /** Ends the block: leaves `last` behind, or what it would show now. Lines can still be printed. */
  settle(last?: readonly string[]): void {
    if (this.#isSettled) return
    // First, so that what stays behind speaks of no keys.
    this.#deafen()
    const lines = last ?? this.#paint(this.width, this.#height)
    const wasOpen = this.#render !== undefined
    this.#isSettled = true
    this.#render = undefined
    this.#frames.cancel()
    this.#returns.cancel()
    this.#stopListening()
    this.#put(this.#block.erase(this.width))
    for (const guard of this.#guards) guard.close()
    this.#guards = []
    this.#output.lines(lines)
    if (wasOpen) this.#release()
    for (const stream of this.#streams) taken.delete(stream)
  }

  /** Settles, and lets go of the stream. Idempotent. */
  close(): void {
    this.settle()
    this.#output.close()
  }

  get #height(): number {
    return this.#options.rows ?? (this.#options.stream.rows || 24)
  }

  /** Makes the terminal ours, if nobody else has it. */
  #seize(): void {
    if (this.#options.standing() === 'background') return
    this.#isAway = false
    this.#put(HIDE_CURSOR)
    this.#listen()
    this.#frames.flush()
  }

  #listen(): void {
    if (this.#input?.isOpen === false && this.#input.open()) this.#put(PASTE_MARKED)
  }

  /** Gives the terminal back as it was. */
  #release(): void {
    if (this.#isAway) return
    this.#isAway = true
    this.#deafen()
    this.#put(SHOW_CURSOR)
  }

  #deafen(): void {
    if (this.#input?.isOpen !== true) return
    this.#put(PASTE_PLAIN)
    this.#input.close()
  }

  /** Paints a new picture and shows it. */
  #draw(): void {
    if (this.#output.isBroken) return this.settle([])
    if (this.#render === undefined || this.#isAway || this.#output.isBusy) return
    // The cursor's line below the block must fit on the screen, too.
    this.#picture = this.#paint(this.width, Math.max(1, this.#height - 1))
    this.#show()
  }

  /** Shows the picture, and above it what others have begun to write. */
  #show(): void {
    this.#returns.cancel()
    if (this.#isAway) return
    const unfinished = this.#guards
      .map((guard) => visibleText(guard.unfinished))
      .filter((line) => line !== '')
    const lines = [...unfinished, ...this.#picture].slice(-Math.max(1, this.#height - 1))
    this.#put(this.#block.draw(lines, this.width))
  }

  #paint(width: number, height: number): readonly string[] {
    try {
      return this.#render?.(width, height) ?? []
    } catch (error) {
      // Nobody is there to catch what a timer throws, and no study ends because of its picture.
      return [cutEnd(`The report has failed: ${visibleText(String(error))}`, width, '...')]
    }
  }

  #put(text: string): void {
    if (text === '') return
    const [guard] = this.#guards
    this.#output.write(text, guard && ((chunk) => guard.write(chunk)))
  }
}
