import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { append, remove } from '../result-file.ts'
import { END_TAG, restartEvent, START_TAG, startEvent, versionEvent } from './event.ts'
import { eventFilesIn, nextName } from './event-file-name.ts'
import { readEvent } from './read-event.ts'
import { readRecords, toRecord } from './records.ts'
import type { GatheredFile } from '../gathered-files.ts'

/** Bytes that are written at once when a file is written anew. */
const CHUNK = 1 << 20

/**
 * The events of a trial, in one file of its folder. Takes up the file that is there. What has been
 * written is never changed in place, for a TensorBoard that has read it would go on in the middle of a
 * record: a file with another name takes its place.
 */
export class EventFile implements GatheredFile {
  readonly #dir: string
  /** Of the file on disk; undefined where there is none. */
  #name: string | undefined
  #waiting: Buffer[] = []
  #size = 0

  constructor(dir: string) {
    this.#dir = dir
    this.#name = eventFilesIn(dir).own.at(-1)
    // The run goes on: neither its end nor what a tuner that was killed left half written counts.
    if (this.#name !== undefined) this.#keepUpTo(Number.POSITIVE_INFINITY)
  }

  get isEmpty(): boolean {
    return this.#name === undefined && this.#size === 0
  }

  /** What comes before the results. @param startTime In seconds since the epoch. */
  begin(startTime: number, hparams: Readonly<Record<string, unknown>>): void {
    for (const event of this.#head(startTime)) this.add(event)
    this.add(startEvent(startTime, hparams))
  }

  /** Takes one more event, without writing it. Returns how many bytes wait. */
  add(event: Buffer): number {
    const record = toRecord(event)
    this.#waiting.push(record)
    this.#size += record.length
    return this.#size
  }

  flush(): void {
    if (this.#size === 0) return
    this.#name ??= nextName(undefined)
    append(join(this.#dir, this.#name), Buffer.concat(this.#waiting))
    this.#forgetWaiting()
  }

  /** Removes the results after this step, and the end of the run. */
  rewind(step: number): void {
    this.flush()
    this.#keepUpTo(step)
  }

  /** Replaces all there is. @param startTime In seconds since the epoch. */
  rewrite(
    startTime: number,
    hparams: Readonly<Record<string, unknown>>,
    events: Iterable<Buffer>,
  ): void {
    const all = concat(this.#head(startTime), [startEvent(startTime, hparams)], events)
    this.#replace(map(all, toRecord))
  }

  /** Removes all there is. */
  clear(): void {
    this.#forgetWaiting()
    for (const name of eventFilesIn(this.#dir).own) remove(join(this.#dir, name))
    this.#name = undefined
  }

  #head(startTime: number): Buffer[] {
    const version = versionEvent(startTime)
    // A TensorBoard that is open drops what it knows of the run, and that of other writers too.
    return eventFilesIn(this.#dir).hasOthers ? [version] : [version, restartEvent(startTime)]
  }

  #keepUpTo(last: number): void {
    const path = this.#name === undefined ? undefined : join(this.#dir, this.#name)
    if (path === undefined || !existsSync(path)) {
      this.#name = undefined
      return
    }
    const bytes = readFileSync(path)
    let whole = 0
    let start: Buffer | undefined
    let dropped = 0
    const results: Buffer[] = []
    for (const record of readRecords(bytes)) {
      whole += record.whole.length
      const { tag, step } = readEvent(record.data)
      if (tag === START_TAG) start = record.whole
      else if (tag === END_TAG || step > last) dropped += 1
      else if (tag !== undefined) results.push(record.whole)
    }
    if (dropped === 0 && whole === bytes.length) return
    if (start === undefined || results.length === 0) this.clear()
    else this.#replace([...this.#head(Date.now() / 1000).map(toRecord), start, ...results])
  }

  #replace(records: Iterable<Buffer>): void {
    // Its name tells TensorBoard nothing until it is complete.
    const temporary = join(this.#dir, '.attune-events.new')
    const file = openSync(temporary, 'w')
    try {
      for (const record of records) {
        this.#waiting.push(record)
        this.#size += record.length
        if (this.#size > CHUNK) this.#writeTo(file)
      }
      this.#writeTo(file)
    } finally {
      this.#forgetWaiting()
      closeSync(file)
    }
    const { own } = eventFilesIn(this.#dir)
    this.#name = nextName(own.at(-1))
    renameSync(temporary, join(this.#dir, this.#name))
    for (const name of own) remove(join(this.#dir, name))
  }

  #writeTo(file: number): void {
    const bytes = Buffer.concat(this.#waiting)
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    this.#forgetWaiting()
  }

  #forgetWaiting(): void {
    this.#waiting = []
    this.#size = 0
  }
}

function* concat(...parts: Iterable<Buffer>[]): Generator<Buffer, void> {
  for (const part of parts) yield* part
}

function* map(
  events: Iterable<Buffer>,
  toOther: (event: Buffer) => Buffer,
): Generator<Buffer, void> {
  for (const event of events) yield toOther(event)
}
