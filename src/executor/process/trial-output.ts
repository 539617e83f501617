import { closeSync, openSync, writeSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { LineSplitter } from '../../protocol/line-splitter.ts'
import { AttemptLogs, lastWords } from './last-words.ts'
import { OutputTail } from './output-tail.ts'
import type { Readable } from 'node:stream'
import type { LastWords, LogToFile } from '../executor.ts'
import type { Child, OutputTarget } from './child-process.ts'
import type { StreamName } from './last-words.ts'

const MAX_LINE_BYTES = 16 * 1024 * 1024

export interface TrialOutputOptions {
  /** The trial's folder. */
  readonly dir: string
  readonly logToFile: LogToFile
  /** The stream in which metrics are looked for; the other goes to its file directly. */
  readonly observed?: StreamName | undefined
  /** Gets the observed stream line by line. */
  readonly onLine?: (line: string) => void
  /** A line could not be written to its file. */
  readonly onWriteError?: (error: unknown) => void
}

/** Where the standard output and error of one attempt go. */
export class TrialOutput {
  readonly #options: TrialOutputOptions
  readonly #logs: AttemptLogs
  /** The ends of what is read and written nowhere. */
  readonly #tails: Map<StreamName, OutputTail> = new Map()
  readonly #streams: Readable[] = []
  readonly #ends: Promise<unknown>[] = []

  constructor(options: TrialOutputOptions) {
    this.#options = options
    this.#logs = new AttemptLogs(options.dir, options.logToFile)
  }

  /** The file of a stream; undefined when output is discarded. */
  path(stream: StreamName): string | undefined {
    return this.#logs.paths?.[stream]
  }

  target(stream: StreamName): OutputTarget {
    if (stream === this.#options.observed) return 'pipe'
    const file = this.path(stream)
    if (file !== undefined) return { file }
    // The last words of a process that dies are wanted even when its output is not.
    return stream === 'stderr' ? 'pipe' : 'ignore'
  }

  /** Begins to read what the child does not write to files itself. */
  attach(child: Child): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = child[name]
      if (stream) this.#read(stream, name)
    }
  }

  /** Holds the child back when it writes faster than its metrics are taken. */
  pause(): void {
    for (const stream of this.#streams) stream.pause()
  }

  resume(): void {
    for (const stream of this.#streams) stream.resume()
  }

  /** Resolves when everything has been read. */
  get ended(): Promise<unknown> {
    return Promise.all(this.#ends)
  }

  destroy(): void {
    for (const stream of this.#streams) stream.destroy()
  }

  /** @param options.silent Whether it gave no result. */
  lastWords(options: { readonly silent: boolean }): LastWords {
    return lastWords(
      (stream, count) => this.#tails.get(stream)?.lines(count) ?? this.#logs.lines(stream, count),
      options,
    )
  }

  #read(stream: Readable, name: StreamName): void {
    this.#streams.push(stream)
    this.#ends.push(finished(stream).catch(() => undefined))
    const path = this.path(name)
    if (path === undefined) {
      const tail = new OutputTail()
      this.#tails.set(name, tail)
      stream.on('data', (chunk: Buffer) => tail.push(chunk))
    } else {
      this.#copy(stream, path)
    }
    const { observed, onLine } = this.#options
    if (name !== observed || !onLine) return
    const splitter = new LineSplitter(MAX_LINE_BYTES, onLine, () => undefined)
    stream.on('data', (chunk: Buffer) => splitter.push(chunk))
    stream.once('end', () => splitter.end())
  }

  /** Synchronous, so that all output is in its file when the trial's end is told. */
  #copy(stream: Readable, path: string): void {
    let fd = this.#open(path)
    const close = (): void => {
      if (fd !== undefined) closeSync(fd)
      fd = undefined
    }
    stream.on('data', (chunk: Buffer) => {
      try {
        if (fd !== undefined) writeAll(fd, chunk)
      } catch (error) {
        close()
        this.#options.onWriteError?.(error)
      }
    })
    stream.once('close', close)
  }

  #open(path: string): number | undefined {
    try {
      return openSync(path, 'a')
    } catch (error) {
      this.#options.onWriteError?.(error)
      return undefined
    }
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done)
}
