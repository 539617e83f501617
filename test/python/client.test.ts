import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const python = process.env['ATTUNE_PYTHON'] || 'python3'
const source = fileURLToPath(new URL('../../python', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'attune-client-'))

afterAll(() => rmSync(scratch, { recursive: true }))

describe('the Python client', () => {
  it('passes its own tests', async () => {
    // unittest writes to standard error, and fails with an exit code.
    const { stderr } = await run(python, ['-m', 'unittest', 'discover', '-s', 'tests'], {
      cwd: source,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    })
    expect(stderr).toMatch(/Ran \d{2,} tests[^]*\nOK\n$/)
  })

  it('can be installed, and needs nothing else', async () => {
    // pip builds in the folder that it installs from.
    const copy = join(scratch, 'source')
    cpSync(source, copy, {
      recursive: true,
      filter: (path) => !/__pycache__|\.egg-info|\/build$/.test(path),
    })
    const venv = join(scratch, 'venv')
    await run(python, ['-m', 'venv', venv])
    await run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', copy])
    const { PYTHONPATH: _, ...env } = process.env
    const code =
      'import attune, json, os; attune.report({"loss": 1.0}); ' +
      'print(json.dumps([attune.__version__, os.path.dirname(attune.__file__)]))'
    const { stdout } = await run(join(venv, 'bin', 'python'), ['-c', code], { env, cwd: scratch })
    const [version, location] = JSON.parse(stdout) as [string, string]
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(location.startsWith(venv)).toBe(true)
    const { stdout: installed } = await run(join(venv, 'bin', 'pip'), ['list', '--format=json'])
    const names = (JSON.parse(installed) as { name: string }[]).map(({ name }) => name)
    expect(names.filter((name) => !['pip', 'setuptools'].includes(name))).toEqual(['attune'])
  })
})
