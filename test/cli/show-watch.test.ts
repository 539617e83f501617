import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hasTuner } from '../../src/cli/table/open-study.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { attuneCommand } from '../support/attune-cli.ts'
import { openPty } from '../support/pty.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

it('attune show --watch shows a study anew while it runs, and leaves its end behind', async () => {
  const root = tempFolder()
  const dir = join(root, 'watched')
  let report = (): void => {}
  let end = (): void => {}
  const finished = new Tuner(
    async (_config: object, trial) => {
      await new Promise<void>((resolve) => (report = resolve))
      await trial.report({ loss: 0.75 })
      await new Promise<void>((resolve) => (end = resolve))
    },
    {
      tuneConfig: { metric: 'loss', mode: 'min', maxConcurrentTrials: 1 },
      runConfig: { storagePath: root, name: 'watched', verbose: 0 },
    },
  ).fit()
  await waitUntil(() => hasTuner(dir))
  const [file, args] = attuneCommand(['show', dir, '--watch'])
  const terminal = openPty(file, args, { cwd: process.cwd(), cols: 100, rows: 12 })
  await terminal.waitFor((screen) => screen.some((line) => /^Running for \d+s$/.test(line)))
  expect(terminal.cursorIsVisible()).toBe(false)
  report()
  await terminal.waitFor((screen) =>
    screen.some((line) => /^Current best trial: .*loss=0.75/.test(line)),
  )
  end()
  await finished
  expect(await terminal.exit).toEqual({ code: 0, signal: 0 })
  const text = terminal.screen().join('\n')
  expect(text).toMatch(/Number of trials: 1\/1 \(1 TERMINATED\)\nFinished/)
  // What was redrawn is not there twice.
  expect(terminal.everything().filter((line) => line.startsWith('Study '))).toHaveLength(1)
  expect(terminal.cursorIsVisible()).toBe(true)
})
