import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { ensureVenv, TENSORBOARD } from '../../../scripts/venv.mjs'
import { scalarsEvent } from '../../../src/logger/tensorboard/event.ts'
import { toRecord } from '../../../src/logger/tensorboard/records.ts'
import { TensorBoardLogger } from '../../../src/logger/tensorboard/tensorboard-logger.ts'
import { newStudy, newTrial } from '../trial-files.ts'
import { eventFiles } from './event-reader.ts'
import type { Result } from '../../../src/math/score.ts'

let python: string
beforeAll(async () => {
  python = await ensureVenv(TENSORBOARD)
}, 600_000)

/** What TensorBoard's own readers make of a folder: scalars by run and tag, and the HPARAMS page. */
const PROGRAM = `
import glob, json, math, os, sys
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.context import RequestContext
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups
from tensorboard.data import provider
from google.protobuf import json_format

def plain(x):
    return x if math.isfinite(x) else repr(x)

root = sys.argv[1]
multiplexer = EventMultiplexer(tensor_size_guidance={"scalars": 0}).AddRunsFromDirectory(root).Reload()
data = MultiplexerDataProvider(multiplexer, root)
request = RequestContext()
everything = data.read_scalars(request, experiment_id="", plugin_name="scalars", downsample=10**6)
scalars = {run: {tag: [[d.step, plain(d.value)] for d in points] for tag, points in tags.items()}
           for run, tags in everything.items()}
hparams = backend_context.Context(TBContext(data_provider=data, multiplexer=multiplexer))
meta = hparams.hparams_metadata(request, "")
experiment = hparams.experiment_from_metadata(request, "", True, meta, [])
asked = api_pb2.ListSessionGroupsRequest(
    experiment_name="", start_index=0, slice_size=100, aggregation_type=api_pb2.AGGREGATION_AVG,
    allowed_statuses=[api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE],
    col_params=[api_pb2.ColParams(hparam=info.name) for info in experiment.hparam_infos]
             + [api_pb2.ColParams(metric=info.name) for info in experiment.metric_infos])
groups = list_session_groups.Handler(request, hparams, "", asked).run().session_groups
print(json.dumps({
    "scalars": scalars,
    "columns": {info.name: api_pb2.DataType.Name(info.type) for info in experiment.hparam_infos},
    "sessions": {group.name: {
        "hparams": {name: json_format.MessageToDict(value) for name, value in group.hparams.items()},
        "status": [api_pb2.Status.Name(session.status) for session in group.sessions],
        "metrics": {value.name.tag: [plain(value.value), value.training_step]
                    for value in group.metric_values}} for group in groups}}))
`

async function readBack(dir: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, ['-c', PROGRAM, dir])
  return JSON.parse(stdout)
}

it('TensorBoard reads every value back, once, with hyperparameters and outcomes', async () => {
  const study = newStudy()
  const logger = new TensorBoardLogger()
  const result = (i: number, loss: number): Result => ({ training_iteration: i, loss })
  const trial = (id: string, params: Record<string, unknown>): ReturnType<typeof newTrial> =>
    newTrial(study, { id, params })

  const done = trial('done', { lr: 0.1, act: 'relu', bias: true, best: Infinity })
  for (let i = 1; i <= 1200; i++) {
    logger.onTrialResult(study, done, { ...result(i, 1 / i), val: { acc: i } })
  }
  logger.onTrialComplete(study, done)

  const failed = trial('failed', { lr: 0.01, act: 'tänh', bias: false, best: 3 })
  const odd = [Number.NaN, Infinity, -Infinity, 0.5]
  odd.forEach((loss, i) => logger.onTrialResult(study, failed, result(i + 1, loss)))
  logger.onTrialError(study, failed, { name: 'E', message: 'm' }, false)

  // Went back twice, was killed in the middle of a record, and goes on.
  const went = trial('went', { lr: 1 })
  for (let i = 1; i <= 4; i++) logger.onTrialResult(study, went, result(i, i))
  for (const [attempt, from] of [
    [2, 2],
    [3, 0],
  ] as const) {
    logger.onTrialRewound(study, { ...went, attempt }, from)
    for (let i = from + 1; i <= 5; i++) {
      logger.onTrialResult(study, went, result(i, 10 * attempt + i))
    }
  }
  logger.onStudyEnd()
  const [file = ''] = eventFiles(join(study.dir, went.name))
  writeFileSync(file, readFileSync(file).subarray(0, -3))

  // Shares its folder with events of its own, and goes back.
  const shared = trial('shared', {})
  const theirs = join(study.dir, shared.name, 'events.out.tfevents.1700000000.host.1.0')
  const events = [scalarsEvent(1, 100, [['own', 5]]), scalarsEvent(2, 200, [['own', 6]])]
  writeFileSync(theirs, Buffer.concat(events.map(toRecord)))
  logger.onTrialResult(study, shared, result(1, 1))
  logger.onTrialResult(study, shared, result(2, 2))
  logger.onTrialRewound(study, { ...shared, attempt: 2 }, 1)
  logger.onTrialResult(study, shared, result(2, 20))
  logger.onStudyEnd()

  const upTo = (count: number, value: (step: number) => number): [number, number][] =>
    Array.from({ length: count }, (_, i) => [i + 1, Math.fround(value(i + 1))])
  const unknown = { status: ['STATUS_UNKNOWN'] }
  const expected = {
    scalars: {
      train_done: {
        'ray/tune/loss': upTo(1200, (i) => 1 / i),
        'ray/tune/val/acc': upTo(1200, (i) => i),
      },
      train_failed: {
        'ray/tune/loss': [
          [1, 'nan'],
          [2, 'inf'],
          [3, '-inf'],
          [4, 0.5],
        ],
      },
      train_went: { 'ray/tune/loss': upTo(4, (i) => 30 + i) },
      train_shared: {
        own: [
          [100, 5],
          [200, 6],
        ],
        'ray/tune/loss': [
          [1, 1],
          [2, 20],
        ],
      },
    },
    columns: {
      lr: 'DATA_TYPE_FLOAT64',
      act: 'DATA_TYPE_STRING',
      bias: 'DATA_TYPE_BOOL',
      best: 'DATA_TYPE_STRING',
    },
    sessions: {
      train_done: {
        hparams: { lr: 0.1, act: 'relu', bias: true, best: 'Infinity' },
        status: ['STATUS_SUCCESS'],
        metrics: {
          'ray/tune/loss': [Math.fround(1 / 1200), 1200],
          'ray/tune/val/acc': [1200, 1200],
        },
      },
      train_failed: {
        hparams: { lr: 0.01, act: 'tänh', bias: false, best: 3 },
        status: ['STATUS_FAILURE'],
        metrics: { 'ray/tune/loss': [0.5, 4] },
      },
      train_went: { ...unknown, hparams: { lr: 1 }, metrics: { 'ray/tune/loss': [34, 4] } },
      train_shared: {
        ...unknown,
        hparams: {},
        metrics: { own: [6, 200], 'ray/tune/loss': [20, 2] },
      },
    },
  }
  expect(await readBack(study.dir)).toEqual(expected)

  const restored = new TensorBoardLogger()
  restored.rebuild(
    study,
    went,
    Array.from({ length: 5 }, (_, i) => result(i + 1, 31 + i)),
  )
  const end = { ...went, status: 'TERMINATED' as const, attempt: 4, iteration: 5 }
  restored.onTrialStart(study, end)
  restored.onTrialResult(study, end, result(6, 36))
  restored.onTrialComplete(study, end)
  expect(await readBack(study.dir)).toMatchObject({
    scalars: { train_went: { 'ray/tune/loss': upTo(6, (i) => 30 + i) } },
    sessions: { train_went: { status: ['STATUS_SUCCESS'] } },
  })
})
