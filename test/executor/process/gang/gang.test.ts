import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asleep, left, openCommand, openGang, TWO } from './gang-fixture.ts'

/** Nobody would wait so long: what ends before has not been waited for. */
const NEVER = { graceMs: 100_000 }

describe('a gang', () => {
  it("has torchrun's environment in each rank, and the threads of its share", async () => {
    const harness = await openGang(`
leave(f"env.{rank}", json.dumps(dict(os.environ)))
attune.report({"a": 1})`)
    const spec = harness.launch(
      {},
      { workers: 2, resources: { cpu: 6, gpu: 4 }, gpus: [0, 2, 3, 5] },
    )
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    const [zero, one] = await environments(spec)
    const common = {
      MASTER_ADDR: '127.0.0.1',
      MASTER_PORT: expect.stringMatching(/^2\d{4}$/),
      WORLD_SIZE: '2',
      LOCAL_WORLD_SIZE: '2',
      ROLE_WORLD_SIZE: '2',
      GROUP_WORLD_SIZE: '1',
      GROUP_RANK: '0',
      NODE_RANK: '0',
      ROLE_NAME: 'default',
      TORCHELASTIC_RUN_ID: `${spec.trial}_1`,
      TORCHELASTIC_RESTART_COUNT: '0',
      TORCH_NCCL_ASYNC_ERROR_HANDLING: '1',
      OMP_NUM_THREADS: '3',
      CUDA_VISIBLE_DEVICES: '0,2,3,5',
      ATTUNE_RESOURCES: '{"cpu":6,"gpu":4}',
    }
    expect(zero).toMatchObject({ ...common, RANK: '0', LOCAL_RANK: '0', ROLE_RANK: '0' })
    expect(one).toMatchObject({ ...common, RANK: '1', LOCAL_RANK: '1', ROLE_RANK: '1' })
    expect(zero?.['MASTER_PORT']).toBe(one?.['MASTER_PORT'])
    const internal = networkInterfaces()[zero?.['GLOO_SOCKET_IFNAME'] ?? ''] ?? []
    expect(internal.map((address) => address.internal)).toContain(true)
    for (const environment of [zero, one]) {
      expect(environment).not.toHaveProperty('TORCHELASTIC_USE_AGENT_STORE')
      expect(environment).not.toHaveProperty('ATTUNE_FD')
    }
  })

  it('may be of one rank, which finds itself alone', async () => {
    const harness = await openGang('attune.report({"world": os.environ["WORLD_SIZE"]})')
    await harness.run({}, { workers: 1 })
    expect(harness.reports()).toEqual([{ world: '1' }])
    const failing = await openGang('raise ValueError("alone")')
    const { error } = await failing.run({}, { workers: 1 })
    expect(error).toMatchObject({ name: 'ValueError', message: 'alone' })
  })

  it('gives all ranks the config and the checkpoint, and only rank 0 reports', async () => {
    const harness = await openGang(`
leave(f"seen.{rank}", json.dumps([config, attune.get_config(), attune.get_checkpoint().path]))
for step in range(3):
    attune.report({"rank": rank, "step": step})`)
    const spec = harness.launch({ lr: 0.5 }, { ...TWO, checkpoint: harness.studyDir })
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([0, 1, 2].map((step) => ({ rank: 0, step })))
    const seen = [{ lr: 0.5 }, { lr: 0.5 }, harness.studyDir]
    for (const rank of [0, 1]) expect(JSON.parse(await left(spec, `seen.${rank}`))).toEqual(seen)
  })

  it('keeps the output of each rank in files of its own', async () => {
    const harness = await openGang(
      'print("out", rank); print("err", rank, file=sys.stderr); attune.report({"a": 1})',
      { logToFile: { stdout: 'log', stderr: 'log' } },
    )
    const together = await harness.run({}, TWO)
    expect(together).toMatchObject({ cause: 'completed' })
    const dir = join(harness.studyDir, `trial_${together.trial}`)
    expect(readFileSync(join(dir, 'log'), 'utf8')).toBe('out 0\nerr 0\n')
    expect(readFileSync(join(dir, 'log.rank1'), 'utf8')).toBe('out 1\nerr 1\n')
  })

  it('meets at another port than any gang that runs, and than the attempt before', async () => {
    const harness = await openGang('leave("port", os.environ["MASTER_PORT"])\nsleep()')
    const first = harness.launch({}, TWO)
    const second = harness.launch({}, TWO)
    const ports = [await left(first, 'port'), await left(second, 'port')]
    harness.executor.stop(first, 'kill')
    await harness.ended(first)
    const again = harness.launch({}, { ...TWO, attempt: 2 })
    ports.push(await left(again, 'port'))
    expect(new Set(ports).size).toBe(3)
  })

  it('is stopped as a whole at a report', async () => {
    const harness = await openGang(
      `
if rank == 0:
    wait_for("asleep.1")
    attune.report({"a": 1})
    attune.report({"a": 2})
sleep()`,
      NEVER,
    )
    harness.decide = () => 'pause'
    const spec = harness.launch({}, TWO)
    const isAnyAwake = await asleep(spec, [1])
    expect(await harness.ended(spec)).toMatchObject({ cause: 'paused' })
    expect(harness.reports()).toEqual([{ a: 1 }])
    expect(isAnyAwake()).toBe(false)
  })

  it.each([
    ['asked', 'ask', 'stopped'],
    ['killed', 'kill', 'killed'],
  ] as const)('ends as a whole when it is %s', async (_name, how, cause) => {
    const harness = await openGang('sleep()', { graceMs: 200 })
    const spec = harness.launch({}, { workers: 3, resources: { cpu: 3 } })
    const isAnyAwake = await asleep(spec, [0, 1, 2])
    harness.executor.stop(spec, how)
    expect(await harness.ended(spec)).toMatchObject({ cause })
    expect(isAnyAwake()).toBe(false)
  })

  it('that is stopped before it has started ends', async () => {
    const harness = await openGang('sleep()', NEVER)
    const spec = harness.launch({}, TWO)
    harness.executor.stop(spec, 'kill')
    expect(await harness.ended(spec)).toMatchObject({ cause: 'killed' })
  })

  it('does not wait for ranks for ever when rank 0 is done', async () => {
    const harness = await openGang(
      'if rank == 0: wait_for("asleep.1"); attune.report({"a": 1}); return\nsleep()',
      { graceMs: 50 },
    )
    const spec = harness.launch({}, TWO)
    const isAnyAwake = await asleep(spec, [1])
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    expect(isAnyAwake()).toBe(false)
  })

  it('may be of commands, of which rank 0 is listened to', async () => {
    const line = '{{\\"rank\\": $RANK, \\"of\\": $WORLD_SIZE, \\"lr\\": {lr}}}'
    const harness = await openCommand(`echo "${line}"; echo err >&2`, { shell: true })
    const spec = harness.launch({ lr: 0.5 }, TWO)
    expect(await harness.ended(spec)).toMatchObject({ cause: 'completed' })
    expect(harness.reports()).toEqual([{ rank: 0, of: 2, lr: 0.5 }])
    expect(readFileSync(join(spec.dir, 'stdout.rank1'), 'utf8')).toBe(
      '{"rank": 1, "of": 2, "lr": 0.5}\n',
    )
    expect(readFileSync(join(spec.dir, 'stderr.rank1'), 'utf8')).toBe('err\n')
    expect(existsSync(join(spec.dir, 'stdout.rank0'))).toBe(false)
  })
})

async function environments(
  spec: Parameters<typeof left>[0],
): Promise<readonly Readonly<Record<string, string>>[]> {
  const texts = [await left(spec, 'env.0'), await left(spec, 'env.1')]
  return texts.map((text) => JSON.parse(text) as Record<string, string>)
}
