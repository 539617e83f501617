import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'

const run = promisify(execFile)
const source = fileURLToPath(new URL('../../python', import.meta.url))
const tests = fileURLToPath(new URL('./apply_hparams.py', import.meta.url))

let python: string
beforeAll(async () => {
  python = await ensureVenv(TORCH)
}, 1_800_000)

describe('attune.torch', () => {
  it('passes its tests with a real PyTorch', async () => {
    // unittest writes to standard error, and fails with an exit code.
    const { stderr } = await run(python, [tests], {
      env: {
        ...process.env,
        PYTHONPATH: source,
        PYTHONDONTWRITEBYTECODE: '1',
        OMP_NUM_THREADS: '1',
      },
    })
    expect(stderr).toMatch(/Ran \d{2} tests[^]*\nOK\n$/)
  })

  it('does not import PyTorch', async () => {
    const code =
      'import sys, attune.torch; print(attune.torch.apply_hparams.__name__, "torch" in sys.modules)'
    const { stdout } = await run(python, ['-c', code], {
      env: { ...process.env, PYTHONPATH: source },
    })
    expect(stdout).toBe('apply_hparams False\n')
  })

  it('is written for Python 3.9, with the rest of the client', async () => {
    const code = [
      'import ast, pathlib, sys',
      'for file in pathlib.Path(sys.argv[1]).rglob("*.py"):',
      '    ast.parse(file.read_text(), str(file), feature_version=(3, 9))',
    ]
    const parse = run(python, ['-c', code.join('\n'), join(source, 'attune')])
    await expect(parse).resolves.toMatchObject({ stderr: '' })
  })
})
