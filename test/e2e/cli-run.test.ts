import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { attune, attuneCommand } from '../support/attune-cli.ts'
import { upTo } from '../support/stored-study.ts'
import { iterations, userFolder } from './cli-folder.ts'

describe('attune run', () => {
  const cwd = userFolder()

  it.each(['python', 'module', 'command'])('runs a study of a %s', async (kind) => {
    const { code, signal, stdout, stderr } = await attune(['run', `${kind}.yaml`], { cwd })
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
    expect(stdout).toContain('Number of trials: 3/3 (3 TERMINATED)')
    expect(stdout).toMatch(/Best trial: \w+_00000 with loss=0.25 and parameters=\{x: 1\}/)
    // A pipe gets plain text.
    expect(stdout).not.toContain('\u001b')
    const dir = join(cwd, 'attune_results', kind)
    expect(iterations(dir)).toEqual([upTo(4), upTo(4), upTo(4)])
    expect(readFileSync(join(dir, 'study.yaml'), 'utf8')).toBe(
      readFileSync(join(cwd, `${kind}.yaml`), 'utf8'),
    )
  })

  it('ends with 2 when trials failed; they can be tried again', async () => {
    const args = ['run', 'module.yaml', '--name', 'some fail', '-o', 'space.fails=2']
    const failed = await attune(args, { cwd })
    expect(failed.code).toBe(2)
    expect(failed.stderr).toBe(
      "1 trial failed. To try again: attune resume 'some fail' --errored\n",
    )
    const again = await attune(['resume', 'some fail', '--restart-errored'], { cwd })
    expect(again.code).toBe(2)
    const trials = JSON.stringify(iterations(join(cwd, 'attune_results', 'some fail')))
    expect(trials).toBe(JSON.stringify([upTo(4), [], upTo(4)]))
  })

  it('takes what the command line says over what the file says', async () => {
    const storage = join(cwd, 'elsewhere')
    const args = ['--storage', 'elsewhere', '--name', '7', '--trials', '2', '-o', 'space.steps=1']
    const { code, stdout } = await attune(['run', 'command.yaml', ...args, '-q'], { cwd })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(iterations(join(storage, '7'))).toEqual(Array(6).fill(upTo(1)))
    // What was said then holds for what comes later, wherever that is called.
    const more = await attune(['resume', join(storage, '7'), '--trials', '3'], { cwd: storage })
    expect(more).toMatchObject({ code: 0, stderr: '' })
    // Only how much is told was meant for that once.
    expect(more.stdout).toContain('Number of trials: 9/9')
    expect(iterations(join(storage, '7'))).toEqual(Array(9).fill(upTo(1)))
  })

  it('prints an event a line with --json, and nothing else', async () => {
    const args = ['run', 'command.yaml', '--name', 'lines', '--json']
    const { code, stdout, stderr } = await attune(args, { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    const events = lines.map((line) => JSON.parse(line) as { event: string; study?: string })
    expect(events[0]).toMatchObject({ event: 'study-start', study: 'lines', trials: 0 })
    expect(events.at(-1)).toMatchObject({
      event: 'study-end',
      counts: { TERMINATED: 3 },
      best: { config: { x: 1 }, result: { loss: 0.25 } },
    })
    expect(events.filter(({ event }) => event === 'trial-result')).toHaveLength(12)
  })

  it('goes on unseen when the reader of its output has gone', async () => {
    const [file, args] = attuneCommand(['run', 'module.yaml', '--name', 'unseen'])
    const script = 'set -o pipefail; "$@" | head -1'
    const pipe = spawnSync('bash', ['-c', script, 'bash', file, ...args], { cwd, encoding: 'utf8' })
    expect(pipe).toMatchObject({ status: 0, stderr: '' })
    expect(pipe.stdout.split('\n')).toHaveLength(2)
    expect(iterations(join(cwd, 'attune_results', 'unseen'))).toEqual(Array(3).fill(upTo(4)))
  })

  it('checks and plans without starting anything, with --dry-run', async () => {
    const args = ['run', 'module.yaml', '--name', 'dry', '--dry-run']
    const { code, stdout } = await attune(args, { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('dry: 3 trials')
    expect(stdout).toContain('3 different configs')
    expect(existsSync(join(cwd, 'attune_results', 'dry'))).toBe(false)
    const wrong = await attune([...args, '-o', 'scheduler=ashaa', '--json'], { cwd })
    expect(wrong.code).toBe(1)
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      error: { message: expect.stringContaining('asha') as unknown },
    })
  })

  it('says what to do when there is a study of that name, and --resume does it', async () => {
    const args = ['run', 'command.yaml', '--name', 'twice', '-q']
    expect((await attune(args, { cwd })).code).toBe(0)
    const again = await attune(args, { cwd })
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('attune resume twice')
    const more = await attune([...args, '--resume', '--trials', '2'], { cwd })
    expect(more).toMatchObject({ code: 0, stderr: '' })
    expect(iterations(join(cwd, 'attune_results', 'twice'))).toHaveLength(6)
  })
})
