import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureVenv, LIGHTNING } from '../../scripts/venv.mjs'

const run = promisify(execFile)
const source = fileURLToPath(new URL('../../python', import.meta.url))
const tests = fileURLToPath(new URL('./lightning_callbacks', import.meta.url))

let python: string
beforeAll(async () => {
  python = await ensureVenv(LIGHTNING)
}, 1_800_000)

describe('attune.lightning', () => {
  it('passes its tests with a real Lightning', async () => {
    // unittest writes to standard error, and fails with an exit code.
    const { stderr } = await run(python, ['-m', 'unittest', 'discover', '-s', tests], {
      env: {
        ...process.env,
        PYTHONPATH: [source, join(source, 'tests')].join(delimiter),
        PYTHONDONTWRITEBYTECODE: '1',
        OMP_NUM_THREADS: '1',
      },
    })
    expect(stderr).toMatch(/Ran \d{2} tests[^]*\nOK\n$/)
    // Three processes import Lightning, one after the other.
  }, 300_000)

  it('does not import Lightning before it is needed', async () => {
    const code = [
      'import sys, attune.lightning as al',
      'names = [al.fit.__name__, al.checkpoint_path(), al.trainer_defaults()]',
      'heavy = {"torch", "lightning", "pytorch_lightning"} & set(sys.modules)',
      'print(*names, sorted(heavy), al.TuneReportCallback.__mro__[1].__module__)',
    ]
    const { stdout } = await run(python, ['-c', code.join('\n')], {
      env: { ...process.env, PYTHONPATH: source },
    })
    expect(stdout).toMatch(/^fit None \{\} \[\] lightning\.pytorch\./)
  })

  it('says what to install where there is none', async () => {
    // Without its site packages, the environment has neither.
    const code = 'from attune.lightning import TuneReportCallback'
    const failed = run(python, ['-S', '-c', code], { env: { ...process.env, PYTHONPATH: source } })
    await expect(failed).rejects.toThrow(
      /ImportError: .*neither lightning nor pytorch_lightning: .*pip install lightning/,
    )
  })
})
