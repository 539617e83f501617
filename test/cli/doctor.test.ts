import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { cpuQuota, memoryLimit } from '../../src/cli/doctor/cgroup.ts'
import { gpusCheck } from '../../src/cli/doctor/checks/gpus.ts'
import { variablesCheck } from '../../src/cli/doctor/checks/variables.ts'
import { fileSystemOf, isNetwork } from '../../src/cli/doctor/file-system.ts'
import { runChecks } from '../../src/cli/doctor/run-checks.ts'
import { sizeText } from '../../src/cli/doctor/size-text.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { attune } from '../support/attune-cli.ts'
import { isRunning } from '../support/processes.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { fakeCli } from './fake-cli.ts'
import type { Check, Patient } from '../../src/cli/doctor/check.ts'

interface Report {
  readonly ok: boolean
  readonly checks: readonly {
    readonly id: string
    readonly status: string
    readonly text: string
    readonly advice?: string
    readonly facts?: Readonly<Record<string, unknown>>
  }[]
}

type Env = Readonly<Record<string, string | undefined>>

async function doctor(
  args: readonly string[] = [],
  env: Env = {},
): Promise<{ readonly code: number; readonly report: Report; readonly cwd: string }> {
  const cwd = tempFolder()
  const fake = fakeCli({ cwd, env: { ...process.env, ...env } })
  const code = await runCli(['doctor', '--json', ...args], fake.cli)
  return { code, report: fake.json() as Report, cwd }
}

function patient(env: Env = {}): Patient {
  const cwd = tempFolder()
  const { cli } = fakeCli({ cwd, env: { ...process.env, ...env } })
  return { cli, python: 'python3', isPythonChosen: false, storage: join(cwd, 'attune_results') }
}

/** A program of this name that comes first in PATH. */
function program(name: string, script: string): { readonly folder: string; readonly env: Env } {
  const folder = tempFolder()
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
  return { folder, env: { PATH: `${folder}:${process.env['PATH']}` } }
}

test('every check says something of this machine, and leaves nothing behind', async () => {
  const { code, report, cwd } = await doctor()
  expect(report.checks.map(({ id }) => id).join(' ')).toBe(
    'attune node tsx sqlite python torch gpus cpus memory storage sockets files port clock terminal variables',
  )
  const failed = report.checks.filter(({ status }) => status === 'fail')
  expect({ code, ok: report.ok, failed }).toEqual({ code: 0, ok: true, failed: [] })
  const facts = (id: string): unknown => report.checks.find((check) => check.id === id)?.facts
  expect(facts('node')).toMatchObject({ version: process.versions.node })
  expect(facts('sqlite')).toMatchObject({ version: expect.stringMatching(/^3\.\d+/) as string })
  expect(facts('python')).toMatchObject({ version: expect.stringMatching(/^3\.\d+/) as string })
  expect(facts('storage')).toMatchObject({ path: join(cwd, 'attune_results') })
  expect(readdirSync(cwd)).toEqual([])
})

test('as lines: a pipe gets no colours, and what is to be done stands below', async () => {
  const cwd = tempFolder()
  const { code, stdout } = await attune(['doctor'], { cwd, env: { ATTUNE_PYTON: 'x' } })
  expect(code).toBe(0)
  expect(stdout).not.toContain('\u001b')
  expect(stdout).toMatch(/^ok {4}Node {8}\d+\./m)
  expect(stdout).toMatch(
    /^warn {2}Variables {3}.*ATTUNE_PYTON=x.*\n {18}-> Did you mean ATTUNE_PYTHON by ATTUNE_PYTON\?$/m,
  )
  expect(stdout).toMatch(/16 checks: \d+ ok, \d+ to look at, 0 failed\.\n$/)
})

describe('Python', () => {
  test('one that is named and is not there fails', async () => {
    const { code, report } = await doctor(['--python', '/nowhere/python'])
    expect(code).toBe(4)
    expect(report.ok).toBe(false)
    const found = report.checks.find(({ id }) => id === 'python')
    expect(found).toMatchObject({
      status: 'fail',
      text: expect.stringContaining('/nowhere/python') as string,
    })
  })

  test('one that is too old fails, and what torch sees is asked of the same one', async () => {
    const old = program(
      'old',
      'case "$2" in *version_info*) echo \'[[3, 7, 1], "/old", "/"]\';; *) echo \'{"torch": "9.9", "lightning": "8.8", "cuda": "99.1", "isAvailable": true, "devices": ["A", "A"]}\';; esac',
    )
    const { report } = await doctor([], { ATTUNE_PYTHON: join(old.folder, 'old') })
    expect(report.checks.find(({ id }) => id === 'python')).toMatchObject({
      status: 'fail',
      text: '3.7.1, /old: too old',
    })
    expect(report.checks.find(({ id }) => id === 'torch')).toMatchObject({
      status: 'ok',
      text: '9.9, Lightning 8.8, CUDA 99.1 with 2 GPUs: A',
    })
  })
})

describe('GPUs', () => {
  const signal = new AbortController().signal

  test('those that nvidia-smi lists beyond what is seen are to be stated', async () => {
    const { env } = program(
      'nvidia-smi',
      "echo 'GPU 0: Fast One (UUID: GPU-1)'; echo 'GPU 1: Fast One (UUID: GPU-2)'",
    )
    const found = await gpusCheck.run(patient({ ...env, CUDA_VISIBLE_DEVICES: undefined }), signal)
    expect(found.text).toContain('Fast One')
    expect(found.facts).toMatchObject({ listed: ['Fast One', 'Fast One'] })
    const { devices } = found.facts as { devices: readonly string[] }
    expect(found.status).toBe(devices.length < 2 ? 'warn' : 'ok')
  })

  test('an nvidia-smi that hangs is ended', async () => {
    const folder = tempFolder()
    const pidFile = join(folder, 'pid')
    const { env } = program(
      'nvidia-smi',
      `trap '' TERM; echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; sleep 600`,
    )
    const controller = new AbortController()
    const found = gpusCheck.run(patient(env), controller.signal)
    await waitUntil(() => existsSync(pidFile))
    const pid = Number(readFileSync(pidFile, 'utf8'))
    expect(isRunning(pid)).toBe(true)
    controller.abort()
    await found
    expect(isRunning(pid)).toBe(false)
  })
})

describe('runChecks', () => {
  const check = (run: Check['run'], rest: Partial<Check> = {}): Check => ({
    id: 'x',
    title: 'X',
    run,
    ...rest,
  })
  const well = check(() => ({ status: 'ok', text: 'well' }))

  test('does not wait for one that hangs, and tells it to end', async () => {
    let wasAborted = false
    const hanging = check(
      (_, signal) => {
        signal.addEventListener('abort', () => (wasAborted = true))
        return new Promise(() => {})
      },
      { timeoutMs: 20, onTimeout: 'fail' },
    )
    const found = await runChecks([hanging, well], patient())
    expect(found.map(({ status }) => status)).toEqual(['fail', 'ok'])
    expect(found[0]?.text).toBe('gave no answer within 0.02 s')
    expect(wasAborted).toBe(true)
  })

  test('runs all at once, and takes what is thrown for a failure', async () => {
    const log: string[] = []
    const slow = (name: string): Check =>
      check(async () => {
        log.push(`${name} begins`)
        await sleep(5)
        log.push(`${name} ends`)
        return { status: 'ok', text: name }
      })
    const bad = check(() => {
      throw new Error('no such thing')
    })
    const found = await runChecks([slow('a'), slow('b'), bad], patient())
    expect(log.slice(0, 2)).toEqual(['a begins', 'b begins'])
    expect(found.map(({ text }) => text)).toEqual(['a', 'b', 'no such thing'])
    expect(found[2]?.status).toBe('fail')
  })
})

test('a storage folder that cannot be written fails', async () => {
  // Not even root can write here.
  const { code, report } = await doctor([], { ATTUNE_STORAGE: '/proc/self/attune' })
  expect(code).toBe(4)
  const found = report.checks.find(({ id }) => id === 'storage')
  expect(found).toMatchObject({
    status: 'fail',
    advice: expect.stringContaining('ATTUNE_STORAGE') as string,
  })
})

test('variables: secrets are not shown, slips and trials are told', async () => {
  const signal = new AbortController().signal
  const look = (env: Env) => {
    const { cli } = fakeCli({ cwd: '/', env })
    return variablesCheck.run({ ...patient(), cli }, signal)
  }
  expect(await look({ ATTUNE_TOKEN: 'x', ATTUNE_OUTPUT: 'plain', HOME: '/' })).toEqual({
    status: 'ok',
    text: 'ATTUNE_OUTPUT=plain ATTUNE_TOKEN=(not shown)',
    facts: { ATTUNE_OUTPUT: 'plain', ATTUNE_TOKEN: '(not shown)' },
  })
  expect(await look({ ATTUNE_STORGE: '/x' })).toMatchObject({
    status: 'warn',
    advice: 'Did you mean ATTUNE_STORAGE by ATTUNE_STORGE?',
  })
  expect(await look({ ATTUNE_TRIAL_ID: 'a' })).toMatchObject({ status: 'warn' })
  expect(await look({})).toMatchObject({ status: 'ok', text: 'none of Attune set' })
})

test('limits of a container', () => {
  const files = (all: Readonly<Record<string, string>>) => (path: string) => all[path]
  const root = '/sys/fs/cgroup'
  expect(cpuQuota(files({ [`${root}/cpu.max`]: '150000 100000\n' }))).toBe(1.5)
  expect(cpuQuota(files({ [`${root}/cpu.max`]: 'max 100000\n' }))).toBeUndefined()
  const old = {
    [`${root}/cpu/cpu.cfs_quota_us`]: '400000\n',
    [`${root}/cpu/cpu.cfs_period_us`]: '100000\n',
  }
  expect(cpuQuota(files(old))).toBe(4)
  expect(cpuQuota(files({}))).toBeUndefined()
  expect(memoryLimit(files({ [`${root}/memory.max`]: '1073741824\n' }))).toBe(2 ** 30)
  expect(memoryLimit(files({ [`${root}/memory.max`]: 'max\n' }))).toBeUndefined()
})

test('the file system of a path is that of the longest mount above it', () => {
  const mounts = [
    'overlay / overlay rw 0 0',
    'server:/home /home nfs4 rw 0 0',
    String.raw`/dev/sda /home/my\040data ext4 rw 0 0`,
  ].join('\n')
  expect(fileSystemOf('/tmp/x', mounts)).toBe('overlay')
  expect(fileSystemOf('/home/user', mounts)).toBe('nfs4')
  expect(fileSystemOf('/homely', mounts)).toBe('overlay')
  expect(fileSystemOf('/home/my data/x', mounts)).toBe('ext4')
  expect(['nfs4', 'cifs', 'lustre', 'fuse.sshfs'].every(isNetwork)).toBe(true)
  expect(['ext4', 'overlay', 'tmpfs', 'apfs'].some(isNetwork)).toBe(false)
})

test.each([
  [512, '512 B'],
  [1536, '1.5 KiB'],
  [70 * 1024 ** 3, '70 GiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})
