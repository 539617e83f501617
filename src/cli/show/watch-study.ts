import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT } from '../exit-codes.ts'
import { LiveScreen } from '../../report/live-screen.ts'
import { cutEnd } from '../../report/display-width.ts'
import { standing } from '../../report/keys/job-control.ts'
import { lookOf } from '../table/look.ts'
import { openStudyOf } from '../table/open-study.ts'
import { studyPage } from './study-page.ts'
import type { ReportStream } from '../../report/output.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { ShowOptions } from './show-options.ts'

const EVERY_MS = 1000

/** Shows a study again every second, in place, until no tuner runs it any more. */
export async function watchStudy(cli: Cli, study: string, options: ShowOptions): Promise<ExitCode> {
  const stream = cli.stdout as unknown as ReportStream
  const { columns, rows } = stream
  const screen = LiveScreen.claim({
    stream,
    neighbours: [],
    columns,
    rows,
    standing,
    now: () => performance.now(),
  })
  let stored = await openStudyOf(cli, study)
  const page = (height: number): string[] => pageOf(cli, stored, options, height)
  try {
    screen?.open((width, height) => page(height).map((line) => cutEnd(line, width, '...')))
    while (stored.state === 'running') {
      await sleep(EVERY_MS)
      const next = await openStudyOf(cli, study)
      stored.close()
      stored = next
      screen?.refresh()
    }
    screen?.settle(page(Infinity))
    return EXIT.ok
  } finally {
    screen?.close()
    stored.close()
  }
}

/** As many trials as fit below the head, at least one. */
function pageOf(cli: Cli, stored: ReadStudy, options: ShowOptions, height: number): string[] {
  const look = lookOf(cli)
  const most = options.limit ?? (Number.isFinite(height) ? height : 20)
  const lines = studyPage(cli, stored, { ...options, limit: most }, look)
  const extra = lines.length - height
  if (extra <= 0) return lines
  // What is hidden is then told in a line of its own.
  const limit = Math.max(1, Math.min(most, stored.view.trials.length) - extra - 1)
  return studyPage(cli, stored, { ...options, limit }, look).slice(0, height)
}
