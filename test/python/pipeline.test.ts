import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, TORCH } from '../../scripts/venv.mjs'

const source = fileURLToPath(new URL('../../python', import.meta.url))
const tests = fileURLToPath(new URL('./pipeline_itwinai.py', import.meta.url))

let python: string
beforeAll(async () => {
  python = await ensureVenv(TORCH)
}, 1_800_000)

describe('attune.pipeline', () => {
  it('runs what was written for itwinai, with a real PyTorch', async () => {
    // unittest writes to standard error, and fails with an exit code.
    const { stderr } = await promisify(execFile)(python, [tests], {
      env: {
        ...process.env,
        PYTHONPATH: source,
        PYTHONDONTWRITEBYTECODE: '1',
        OMP_NUM_THREADS: '1',
      },
    })
    expect(stderr).toMatch(/Ran \d tests[^]*\nOK\n$/)
  }, 300_000)
})
