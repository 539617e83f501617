import { ProtoWriter } from './proto-writer.ts'
import type { Columns } from './columns-option.ts'

// Field numbers of TensorBoard's event.proto and summary.proto.
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 }
const SESSION_LOG = { status: 1 }
const SESSION_LOG_START = 1
const SUMMARY = { value: 1 }
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 }
const METADATA = { pluginData: 1 }
const PLUGIN_DATA = { name: 1, content: 2 }
const TENSOR = { type: 1, shape: 2 }
const TENSOR_FLOAT = 1
const SHAPE = { dim: 2 }
const DIM = { size: 1 }
// Of plugins/hparams/{plugin_data,hparams_api}.proto and google/protobuf/struct.proto.
const HPARAMS = { experiment: 2, sessionStart: 3, sessionEnd: 4 }
const EXPERIMENT = { timeCreated: 3, params: 4, metrics: 5 }
const PARAM = { name: 1, type: 4 }
const PARAM_TYPES = { string: 1, boolean: 2, number: 3 }
const METRIC = { name: 1, displayName: 3 }
const METRIC_NAME = { tag: 2 }
const START = { hparams: 1, startTime: 5 }
const END = { status: 1, endTime: 2 }
const ENTRY = { key: 1, value: 2 }
const DYNAMIC = { number: 2, string: 3, bool: 4 }

export const EXPERIMENT_TAG = '_hparams_/experiment'
export const START_TAG = '_hparams_/session_start_info'
export const END_TAG = '_hparams_/session_end_info'

/** One for all: nothing that is written waits in it. */
const writer = new ProtoWriter()

/** What every file begins with. @param wallTime As everywhere here, in seconds since the epoch. */
export function versionEvent(wallTime: number): Buffer {
  writer.string(EVENT.fileVersion, 'brain.Event:2')
  writer.double(EVENT.wallTime, wallTime)
  return writer.take()
}

/** Says that what was told of the run before is void. */
export function restartEvent(wallTime: number): Buffer {
  const end = writer.length
  writer.int(SESSION_LOG.status, SESSION_LOG_START)
  writer.message(EVENT.sessionLog, end)
  writer.double(EVENT.wallTime, wallTime)
  return writer.take()
}

/**
 * Values at one step, in single precision; TensorBoard knows no other.
 * @param step A whole number, at least 0.
 */
export function scalarsEvent(
  wallTime: number,
  step: number,
  scalars: readonly (readonly [tag: string, value: number])[],
): Buffer {
  const end = writer.length
  for (let i = scalars.length - 1; i >= 0; i--) {
    const [tag, value] = scalars[i] ?? ['', 0]
    const valueEnd = writer.length
    writer.float(VALUE.simpleValue, value)
    writer.string(VALUE.tag, tag)
    writer.message(SUMMARY.value, valueEnd)
  }
  writer.message(EVENT.summary, end)
  writer.int(EVENT.step, step)
  writer.double(EVENT.wallTime, wallTime)
  return writer.take()
}

/**
 * The hyperparameters of a run. TensorBoard knows numbers that are finite, booleans and strings; all
 * else becomes a string.
 */
export function startEvent(wallTime: number, hparams: Readonly<Record<string, unknown>>): Buffer {
  return hparamsEvent(wallTime, START_TAG, () => {
    const end = writer.length
    writer.double(START.startTime, wallTime)
    for (const [name, value] of Object.entries(hparams).reverse()) {
      const entryEnd = writer.length
      dynamicValue(value)
      writer.message(ENTRY.value, entryEnd)
      writer.string(ENTRY.key, name)
      writer.message(START.hparams, entryEnd)
    }
    writer.message(HPARAMS.sessionStart, end)
  })
}

/** The columns that the HPARAMS page has. Without such an event they are those of all runs together. */
export function experimentEvent(wallTime: number, { params, metrics }: Columns): Buffer {
  return hparamsEvent(wallTime, EXPERIMENT_TAG, () => {
    const end = writer.length
    for (const [tag, displayName] of [...metrics].reverse()) {
      const metricEnd = writer.length
      writer.string(METRIC.displayName, displayName)
      const nameEnd = writer.length
      writer.string(METRIC_NAME.tag, tag)
      writer.message(METRIC.name, nameEnd)
      writer.message(EXPERIMENT.metrics, metricEnd)
    }
    for (const [name, value] of [...params].reverse()) {
      const paramEnd = writer.length
      if (value !== undefined) writer.int(PARAM.type, PARAM_TYPES[kindOf(value)])
      writer.string(PARAM.name, name)
      writer.message(EXPERIMENT.params, paramEnd)
    }
    writer.double(EXPERIMENT.timeCreated, wallTime)
    writer.message(HPARAMS.experiment, end)
  })
}

/** How a run ended. */
export function endEvent(wallTime: number, outcome: 'success' | 'failure'): Buffer {
  return hparamsEvent(wallTime, END_TAG, () => {
    const end = writer.length
    writer.double(END.endTime, wallTime)
    writer.int(END.status, outcome === 'success' ? 1 : 2)
    writer.message(HPARAMS.sessionEnd, end)
  })
}

function hparamsEvent(wallTime: number, tag: string, writeContent: () => void): Buffer {
  const end = writer.length
  writeContent()
  writer.message(PLUGIN_DATA.content, end)
  writer.string(PLUGIN_DATA.name, 'hparams')
  writer.message(METADATA.pluginData, end)
  writer.message(VALUE.metadata, end)
  // Older readers drop a value that has none. This one is a list of no numbers.
  const tensorEnd = writer.length
  writer.int(DIM.size, 0)
  writer.message(SHAPE.dim, tensorEnd)
  writer.message(TENSOR.shape, tensorEnd)
  writer.int(TENSOR.type, TENSOR_FLOAT)
  writer.message(VALUE.tensor, tensorEnd)
  writer.string(VALUE.tag, tag)
  writer.message(SUMMARY.value, end)
  writer.message(EVENT.summary, end)
  writer.double(EVENT.wallTime, wallTime)
  return writer.take()
}

function dynamicValue(value: unknown): void {
  const kind = kindOf(value)
  if (kind === 'number') writer.double(DYNAMIC.number, Number(value))
  else if (kind === 'boolean') writer.int(DYNAMIC.bool, value === true ? 1 : 0)
  else writer.string(DYNAMIC.string, textOf(value))
}

function kindOf(value: unknown): keyof typeof PARAM_TYPES {
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'number' && Number.isFinite(value) ? 'number' : 'string'
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : (JSON.stringify(value) ?? 'undefined')
}
