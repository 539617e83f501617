import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensureVenv } from '../../scripts/venv.mjs'

let venvs: string
let lines: string[]
const log = (line: string): void => {
  lines.push(line)
}

beforeEach(async () => {
  venvs = await mkdtemp(join(tmpdir(), 'attune-venvs-'))
  lines = []
  vi.stubEnv('ATTUNE_VENVS', venvs)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(venvs, { recursive: true, force: true })
})

/** Something that answers as a Python of this version and then exits with `status`. */
async function fakePython(version: string, status: number): Promise<void> {
  const file = join(venvs, 'fake-python')
  await writeFile(file, `#!/bin/sh\necho ${version}\nexit ${status}\n`)
  await chmod(file, 0o755)
  vi.stubEnv('ATTUNE_PYTHON', file)
}

// Each makes an environment or two, which takes its time where the machine is busy.
describe('ensureVenv', { timeout: 240_000 }, () => {
  it('makes an environment once, for all who ask at once, and says so first', async () => {
    // A lock of a process that is gone holds nobody up.
    await writeFile(join(venvs, 'one.lock'), '4194305')
    const options = { name: 'one', requirements: [], size: 'tiny', log }
    const [a, b] = await Promise.all([ensureVenv(options), ensureVenv(options)])
    expect(a).toBe(b)
    expect(a.startsWith(join(venvs, 'one'))).toBe(true)
    expect(lines.filter((line) => line.startsWith('Making'))).toEqual([
      expect.stringContaining(join(venvs, 'one')),
    ])
    expect(lines.filter((line) => line.startsWith('Waiting'))).toHaveLength(1)
    expect(lines.join('\n')).toContain('nothing (tiny)')
    expect(await readdir(venvs)).toEqual(['one'])

    lines = []
    expect(await ensureVenv({ name: 'one', requirements: [], log })).toBe(a)
    expect(lines).toEqual([])
  })

  it('starts from scratch when other things are asked for, or when pip failed', async () => {
    const missing = join(venvs, 'missing.whl')
    const failing = ensureVenv({ name: 'one', requirements: [missing], log })
    await expect(failing).rejects.toThrow(`pip could not install ${missing}`)
    await writeFile(join(venvs, 'one', 'stale'), '')
    lines = []
    // pip is in every environment already: nothing is fetched for it.
    await ensureVenv({ name: 'one', requirements: ['pip'], log })
    expect(lines[1]).toContain('pip')
    expect(existsSync(join(venvs, 'one', 'stale'))).toBe(false)
  })

  it('leaves a folder alone that is no environment', async () => {
    await mkdir(join(venvs, 'mine'))
    await writeFile(join(venvs, 'mine', 'thesis.txt'), '')
    const making = ensureVenv({ name: 'mine', requirements: [], log })
    await expect(making).rejects.toThrow('is no virtual environment')
    expect(existsSync(join(venvs, 'mine', 'thesis.txt'))).toBe(true)
  })

  it('tells what to do when Python is missing, too old, or cannot make environments', async () => {
    const make = (): Promise<string> =>
      ensureVenv({ name: 'one', requirements: [], minPython: [3, 10], log })
    vi.stubEnv('ATTUNE_PYTHON', join(venvs, 'nowhere'))
    await expect(make()).rejects.toThrow(/No Python was found at .*nowhere.*Install Python 3\.10/)
    await fakePython('3 9', 0)
    await expect(make()).rejects.toThrow(/is Python 3\.9, which is too old\. Install Python 3\.10/)
    await fakePython('3 12', 1)
    await expect(make()).rejects.toThrow('sudo apt install python3.12-venv')
    expect(await readdir(venvs)).toEqual(['fake-python'])
  })
})
