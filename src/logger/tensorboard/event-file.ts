import { existsSync, readFileSync, renameSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { append, remove } from '../result-file.ts'
import { END_TAG, EXPERIMENT_TAG, restartEvent, START_TAG, versionEvent } from './event.ts'
import { eventFilesIn, nextName } from './event-file-name.ts'
import { readEvent } from './read-event.ts'
import { readRecords, toRecord } from './records.ts'
import type { GatheredFile } from '../gathered-files.ts'

/** Bytes that are written at once when a file is written anew. */
const CHUNK = 1 << 20

/** How many files that were replaced stay. */
const EMPTY_KEPT = 8

/** What a trial's events begin with, its hyperparameters. @param wallTime When it started. */
export type Opening = (wallTime: number) => readonly Buffer[]

/**
 * The events of a trial, in one file of its folder. What has been written is never changed in place: a
 * TensorBoard that has read it would go on in the middle of a record. Another file, with a name that
 * sorts after it, takes its place, and it stays for a while, empty: one that is gone stops TensorBoard.
 */
export class EventFile implements GatheredFile {
  readonly #dir: string
  /** Of the newest file in the folder; undefined where there is none. */
  #name: string | undefined
  /** Whether anything is in that file. */
  #isWritten: boolean
  #waiting: Buffer[] = []
  #size = 0

  constructor(dir: string) {
    this.#dir = dir
    this.#name = eventFilesIn(dir).own.at(-1)
    this.#isWritten = this.#name !== undefined && statSync(join(dir, this.#name)).size > 0
  }

  get isEmpty(): boolean {
    return !this.#isWritten && this.#size === 0
  }

  /** Takes one more event, without writing it. Returns how many bytes wait. */
  add(event: Buffer): number {
    if (this.isEmpty) for (const first of this.#headOf(event)) this.#push(first)
    this.#push(event)
    return this.#size
  }

  flush(): void {
    if (this.#size === 0) return
    if (this.#name === undefined || !this.#isWritten) this.#name = nextName(this.#name)
    this.#isWritten = true
    this.#writeTo(join(this.#dir, this.#name))
  }

  /**
   * Makes it the file of a trial that goes on from `step`: removes later results, the end of the run,
   * and what a kill left half written; and has it begin with what the trial begins with now.
   */
  rewind(step: number, opening: Opening): void {
    this.flush()
    const path = join(this.#dir, this.#name ?? '')
    this.#isWritten &&= existsSync(path)
    if (this.#isWritten) this.#keepUpTo(step, path, opening)
  }

  /** Replaces all there is by these events. */
  rewrite(events: Iterable<Buffer>): void {
    this.#forget()
    // Until it is complete, it has a name that TensorBoard does not look at.
    const temporary = join(this.#dir, '.attune-events.new')
    remove(temporary)
    this.#isWritten = false
    for (const event of events) {
      if (!this.#isWritten) for (const first of this.#headOf(event)) this.#push(first)
      this.#isWritten = true
      this.#push(event)
      if (this.#size > CHUNK) this.#writeTo(temporary)
    }
    const { own } = eventFilesIn(this.#dir)
    this.#name = own.at(-1)
    if (this.#isWritten) {
      this.#writeTo(temporary)
      this.#name = nextName(this.#name)
      renameSync(temporary, join(this.#dir, this.#name))
    }
    for (const name of own.slice(0, -EMPTY_KEPT)) remove(join(this.#dir, name))
    for (const name of own.slice(-EMPTY_KEPT)) truncateSync(join(this.#dir, name))
  }

  #keepUpTo(last: number, path: string, opening: Opening): void {
    const bytes = readFileSync(path)
    const opened: Buffer[] = []
    const results: Buffer[] = []
    let whole = 0
    let isLess = false
    for (const { data, end } of readRecords(bytes)) {
      whole = end
      const { tag, step } = readEvent(data)
      if (tag === undefined) continue
      if (tag === START_TAG || tag === EXPERIMENT_TAG) opened.push(data)
      else if (tag === END_TAG || step > last) isLess = true
      else results.push(data)
    }
    const [first = results[0]] = opened
    const opens = opening(first === undefined ? Date.now() / 1000 : readEvent(first).wallTime)
    const isSame = Buffer.concat(opened).equals(Buffer.concat(opens))
    if (isLess || !isSame || whole < bytes.length) this.rewrite([...opens, ...results])
  }

  /** @param event The first of those that follow. */
  #headOf(event: Buffer): Buffer[] {
    const { wallTime } = readEvent(event)
    const version = versionEvent(wallTime)
    // Told of a restart, a TensorBoard that is open drops what it knows of the run, of all writers.
    return eventFilesIn(this.#dir).hasOthers ? [version] : [version, restartEvent(wallTime)]
  }

  #push(event: Buffer): void {
    const record = toRecord(event)
    this.#waiting.push(record)
    this.#size += record.length
  }

  #writeTo(path: string): void {
    append(path, Buffer.concat(this.#waiting))
    this.#forget()
  }

  #forget(): void {
    this.#waiting = []
    this.#size = 0
  }
}
