import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An event as TensorBoard's own protocol says, read without any of the writer's code. */
export interface ReadEvent {
  readonly wallTime: number
  readonly step: number
  readonly fileVersion?: string
  /** 1 is START. */
  readonly sessionLog?: number
  readonly scalars: Record<string, number>
  readonly start?: { readonly time: number; readonly hparams: Record<string, unknown> }
  readonly end?: { readonly time: number; readonly status: number }
  /** Names of the columns that it declares: hyperparameters with their types, metrics. */
  readonly experiment?: {
    readonly params: readonly (readonly [name: string, type: number])[]
    readonly metrics: readonly (readonly [tag: string, displayName: string])[]
  }
}

/** The event files of a folder that are not empty, in the order in which TensorBoard reads them. */
export function eventFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.includes('tfevents'))
    .toSorted()
    .map((name) => join(dir, name))
    .filter((path) => readFileSync(path).length > 0)
}

/** All events of a folder, in order. Throws unless every byte belongs to a sound record. */
export function readEvents(dir: string): ReadEvent[] {
  return eventFiles(dir).flatMap((path) => recordsOf(readFileSync(path)).map(toEvent))
}

/** Values by tag and step, of all files of a folder, as `[step, value]`. */
export function scalarsOf(dir: string): Record<string, [number, number][]> {
  const byTag: Record<string, [number, number][]> = {}
  for (const { step, scalars } of readEvents(dir)) {
    for (const [tag, value] of Object.entries(scalars)) (byTag[tag] ??= []).push([step, value])
  }
  return byTag
}

export function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    const length = Number(bytes.readBigUInt64LE(at))
    expectMask(bytes.subarray(at, at + 8), bytes.readUInt32LE(at + 8))
    const data = bytes.subarray(at + 12, at + 12 + length)
    expectMask(data, bytes.readUInt32LE(at + 12 + length))
    records.push(data)
    at += 16 + length
  }
  return records
}

function expectMask(bytes: Buffer, stored: number): void {
  // Bit by bit, as the definition has it.
  let crc = 0xffffffffn
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let i = 0; i < 8; i++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n
  }
  crc ^= 0xffffffffn
  const masked = (((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn
  if (masked !== BigInt(stored)) throw new Error(`A checksum is ${stored} instead of ${masked}`)
}

type Fields = Map<number, (bigint | Buffer)[]>

function fieldsOf(message: Buffer): Fields {
  const fields: Fields = new Map()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++)
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const bytes = (size: number): Buffer => {
    if (at + size > message.length) throw new Error('A field is longer than its message')
    at += size
    return message.subarray(at - size, at)
  }
  while (at < message.length) {
    const key = Number(varint())
    const types: Record<number, () => bigint | Buffer> = {
      0: varint,
      1: () => bytes(8),
      2: () => bytes(Number(varint())),
      5: () => bytes(4),
    }
    const value = types[key & 7]?.()
    if (value === undefined) throw new Error(`Field ${key >> 3} has type ${key & 7}`)
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value])
  }
  return fields
}

/** A field that occurs at most once. */
function only(fields: Fields, field: number): bigint | Buffer | undefined {
  const values = fields.get(field) ?? []
  if (values.length > 1) throw new Error(`Field ${field} occurs ${values.length} times`)
  return values[0]
}

function inner(fields: Fields, ...path: number[]): Fields | undefined {
  let found: Fields | undefined = fields
  for (const field of path) {
    const value: bigint | Buffer | undefined = found && only(found, field)
    found = value instanceof Buffer ? fieldsOf(value) : undefined
  }
  return found
}

function double(fields: Fields, field: number): number {
  const value = only(fields, field)
  return value instanceof Buffer ? value.readDoubleLE() : 0
}

function text(fields: Fields, field: number): string | undefined {
  return only(fields, field)?.toString()
}

function toEvent(data: Buffer): ReadEvent {
  const event = fieldsOf(data)
  const version = text(event, 3)
  const sessionLog = inner(event, 7)
  const scalars: [tag: string, value: number][] = []
  let start: ReadEvent['start']
  let end: ReadEvent['end']
  let experiment: ReadEvent['experiment']
  for (const bytes of inner(event, 5)?.get(1) ?? []) {
    const value = fieldsOf(bytes as Buffer)
    const tag = text(value, 1) ?? ''
    const simple = only(value, 2)
    if (simple instanceof Buffer) scalars.push([tag, simple.readFloatLE()])
    const plugin = inner(value, 9, 1)
    if (plugin === undefined) continue
    if (text(plugin, 1) !== 'hparams') throw new Error(`${tag} is of plugin ${text(plugin, 1)}`)
    if (inner(value, 8, 2, 2)?.size !== 1) throw new Error(`${tag} has no tensor of no numbers`)
    const startInfo = inner(plugin, 2, 3)
    const endInfo = inner(plugin, 2, 4)
    if (startInfo) start = { time: double(startInfo, 5), hparams: hparamsOf(startInfo) }
    if (endInfo) end = { time: double(endInfo, 2), status: Number(only(endInfo, 1)) }
    const experimentInfo = inner(plugin, 2, 2)
    if (experimentInfo) experiment = columnsOf(experimentInfo)
    const part = startInfo ? 'session_start_info' : endInfo ? 'session_end_info' : 'experiment'
    const wanted = `_hparams_/${part}`
    if (tag !== wanted) throw new Error(`${tag} should be ${wanted}`)
  }
  return {
    wallTime: double(event, 1),
    step: Number(only(event, 2) ?? 0n),
    scalars: Object.fromEntries(scalars),
    ...(version === undefined ? {} : { fileVersion: version }),
    ...(sessionLog === undefined ? {} : { sessionLog: Number(only(sessionLog, 1)) }),
    ...(start ? { start } : {}),
    ...(end ? { end } : {}),
    ...(experiment ? { experiment } : {}),
  }
}

function columnsOf(info: Fields): NonNullable<ReadEvent['experiment']> {
  const messages = (field: number): Fields[] =>
    (info.get(field) ?? []).map((bytes) => fieldsOf(bytes as Buffer))
  return {
    params: messages(4).map((param) => [text(param, 1) ?? '', Number(only(param, 4) ?? 0n)]),
    metrics: messages(5).map((metric) => [
      text(inner(metric, 1) ?? new Map(), 2) ?? '',
      text(metric, 3) ?? '',
    ]),
  }
}

function hparamsOf(startInfo: Fields): Record<string, unknown> {
  const hparams: Record<string, unknown> = {}
  for (const bytes of startInfo.get(1) ?? []) {
    const entry = fieldsOf(bytes as Buffer)
    const value = inner(entry, 2)
    if (value === undefined) continue
    const key = text(entry, 1) ?? ''
    if (value.has(2)) hparams[key] = double(value, 2)
    if (value.has(3)) hparams[key] = text(value, 3)
    if (value.has(4)) hparams[key] = only(value, 4) === 1n
  }
  return hparams
}
