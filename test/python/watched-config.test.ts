import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { ensureVenv, LIGHTNING } from '../../scripts/venv.mjs'

const run = promisify(execFile)
const source = fileURLToPath(new URL('../../python', import.meta.url))
const tests = fileURLToPath(new URL('./watched_config.py', import.meta.url))

let python: string
beforeAll(async () => {
  python = await ensureVenv(LIGHTNING)
}, 1_800_000)

it('frameworks take the config of a Python trial for the dict that it is', async () => {
  // unittest writes to standard error, and fails with an exit code.
  const { stderr } = await run(python, [tests], {
    env: {
      ...process.env,
      PYTHONPATH: source,
      PYTHONDONTWRITEBYTECODE: '1',
      OMP_NUM_THREADS: '1',
    },
  })
  expect(stderr).toMatch(/Ran \d+ tests[^]*\nOK\n$/)
}, 120_000)
