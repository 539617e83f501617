import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, LIGHTNING, READERS } from '../../scripts/venv.mjs'

const run = promisify(execFile)
const source = fileURLToPath(new URL('../../python', import.meta.url))

const PASSED = /Ran \d+ tests[^]*\nOK\n$/
const PATIENCE = 300_000

/** What a file of Python tests says; unittest writes to standard error, and fails with an exit code. */
async function test(python: string, file: string): Promise<string> {
  const { stderr } = await run(python, [fileURLToPath(new URL(file, import.meta.url))], {
    env: {
      ...process.env,
      PYTHONPATH: source,
      PYTHONDONTWRITEBYTECODE: '1',
      OMP_NUM_THREADS: '1',
    },
  })
  return stderr
}

describe('attune.torch', () => {
  let python: string
  beforeAll(async () => {
    python = await ensureVenv(LIGHTNING)
  }, 1_800_000)

  it(
    'trains in two ranks that meet by gloo',
    async () => expect(await test(python, './torch_ranks.py')).toMatch(PASSED),
    PATIENCE,
  )

  it(
    'trains in one process, and logs',
    async () => expect(await test(python, './torch_trainer.py')).toMatch(PASSED),
    PATIENCE,
  )

  it('imports no framework before it is needed', async () => {
    const code = [
      'import sys, attune.loggers, attune.torch',
      'assert set(attune.torch.__all__) <= set(dir(attune.torch))',
      'print([name for name in ("torch", "numpy", "mlflow", "tensorboard") if name in sys.modules])',
      'print([name for name in attune.torch.__all__ if getattr(attune.torch, name) is None])',
      'print("torch" in sys.modules, hasattr(attune.torch, "no_such_name"))',
    ]
    const { stdout } = await run(python, ['-c', code.join('\n')], {
      env: { ...process.env, PYTHONPATH: source },
    })
    expect(stdout).toBe('[]\n[]\nTrue False\n')
  })
})

describe('attune.loggers', () => {
  let python: string
  beforeAll(async () => {
    python = await ensureVenv(READERS)
  }, 1_800_000)

  it(
    'logs to a real MLflow',
    async () => expect(await test(python, './mlflow_logger.py')).toMatch(PASSED),
    PATIENCE,
  )
})
