import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordedBlueprint } from '../../../../src/cli/plan/recorded-blueprint.ts'
import { python } from '../../../../src/executor/python/python.ts'
import { readStudy } from '../../../../src/tuner/stored-study.ts'
import { Tuner } from '../../../../src/tuner/tuner.ts'
import { storedEvents } from '../../../support/stored-study.ts'
import { tempFolder } from '../../../support/temp-folder.ts'
import { gangScript } from './gang-fixture.ts'
import type { TunerOptions } from '../../../../src/tuner/options.ts'

const storagePath = tempFolder()

/** Rank 1 waits for each step of rank 0, and dies in the middle of the second, once. */
const DIES_ONCE = `
checkpoint = attune.get_checkpoint()
first = 1
if checkpoint:
    with open(os.path.join(checkpoint.path, "step")) as file:
        first = int(file.read()) + 1
attempt = os.environ["ATTUNE_ATTEMPT"]
for step in range(first, 5):
    if rank == 1:
        wait_for(f"step.{step}.{attempt}")
        if step == 3 and attempt == "1":
            os.kill(os.getpid(), signal.SIGKILL)
        leave(f"seen.{step}.{attempt}")
        continue
    leave(f"step.{step}.{attempt}")
    wait_for(f"seen.{step}.{attempt}")
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "step"), "w") as file:
            file.write(str(step))
        attune.report(
            {"step": step, "port": os.environ["MASTER_PORT"], "restarts": os.environ["TORCHELASTIC_RESTART_COUNT"]},
            checkpoint=attune.Checkpoint.from_directory(folder),
        )`

function study(name: string, body: string, options: TunerOptions<object> = {}): Tuner<object> {
  const { tuneConfig, runConfig, ...others } = options
  return new Tuner<object>(python(gangScript(body), { function: 'train' }), {
    tuneConfig: { capacity: { cpu: 2, gpu: 0 }, ...tuneConfig },
    runConfig: { name, storagePath, verbose: 0, ...runConfig },
    scalingConfig: { numWorkers: 2 },
    ...others,
  })
}

describe('a study whose trials are gangs', () => {
  it('starts a trial that has lost a rank once more, from its last checkpoint', async () => {
    const results = await study('retried', DIES_ONCE, {
      runConfig: { failureConfig: { maxFailures: 1 } },
    }).fit()
    expect(results.errors).toEqual([])
    const events = storedEvents(join(storagePath, 'retried'))
    const ends = events.filter((event) => event.type === 'ended')
    expect(ends.map(({ cause, error }) => [cause, error?.code, error?.message])).toEqual([
      ['error', 'KILLED_BY_SIGNAL', expect.stringMatching(/^Rank 1 of 2 was killed by SIGKILL/)],
      ['completed', undefined, undefined],
    ])
    const reports = events.flatMap((event) => (event.type === 'reported' ? [event.result] : []))
    expect(reports.map((result) => [result['step'], result['restarts']])).toEqual([
      [1, '0'],
      [2, '0'],
      [3, '1'],
      [4, '1'],
    ])
    expect(reports.map((result) => result['training_iteration'])).toEqual([1, 2, 3, 4])
    const [, before, after] = reports.map((result) => result['port'])
    expect(before).not.toBe(after)
  })

  it('starts as many at once as have room with all their ranks', async () => {
    await study('one-by-one', 'attune.report({"a": 1})', { tuneConfig: { numSamples: 3 } }).fit()
    const turns = storedEvents(join(storagePath, 'one-by-one'))
      .map(({ type }) => type)
      .filter((type) => type === 'started' || type === 'ended')
    expect(turns).toEqual(['started', 'ended', 'started', 'ended', 'started', 'ended'])
  })

  it('is restored, and planned, with its ranks', async () => {
    const body = 'attune.report({"world": os.environ["WORLD_SIZE"]})'
    await study('restored', body).fit()
    const more = { tuneConfig: { numSamples: 2 } }
    const results = await Tuner.restore(join(storagePath, 'restored'), undefined, more).fit()
    expect(results.errors).toEqual([])
    expect([...results].map(({ metrics }) => metrics?.['world'])).toEqual(['2', '2'])
    const stored = readStudy(join(storagePath, 'restored'))
    const { resourcesFor } = recordedBlueprint(stored, { tuneConfig: {}, runConfig: {} })
    stored.close()
    expect(resourcesFor({})).toEqual({ cpu: 2 })
  })
})
