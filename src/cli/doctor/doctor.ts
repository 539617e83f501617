import { palette, wantsColor } from '../../report/palette.ts'
import { EXIT } from '../exit-codes.ts'
import { printJson, printLines } from '../print.ts'
import { storageFolder } from '../study-path.ts'
import { CHECKS } from './checks.ts'
import { runChecks } from './run-checks.ts'
import type { Palette } from '../../report/palette.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Checked } from './run-checks.ts'

export interface DoctorFlags {
  readonly json?: boolean
  /** The interpreter to look at. */
  readonly python?: string
}

/** `attune doctor`: what this machine has, what will not work, and what to do about it. */
export async function examine(cli: Cli, { json = false, python }: DoctorFlags): Promise<ExitCode> {
  const fromEnvironment = cli.env['ATTUNE_PYTHON'] || undefined
  const checked = await runChecks(CHECKS, {
    cli,
    python: python ?? fromEnvironment ?? 'python3',
    isPythonChosen: (python ?? fromEnvironment) !== undefined,
    storage: storageFolder(cli),
  })
  const isWell = checked.every(({ status }) => status !== 'fail')
  if (json) printJson(cli.stdout, { ok: isWell, checks: checked })
  else {
    const colors = palette(wantsColor(cli.env, cli.stdout.isTTY === true))
    printLines(cli.stdout, [
      ...checked.flatMap((one) => linesOf(one, colors)),
      '',
      summary(checked),
    ])
  }
  return isWell ? EXIT.ok : EXIT.failed
}

function linesOf({ status, title, text, advice }: Checked, colors: Palette): readonly string[] {
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red }[status]
  const first = `${paint(status.padEnd(4))}  ${title.padEnd(12)}${text}`
  return advice === undefined ? [first] : [first, `${' '.repeat(18)}-> ${advice}`]
}

function summary(checked: readonly Checked[]): string {
  const count = (wanted: Checked['status']): number =>
    checked.filter(({ status }) => status === wanted).length
  return `${checked.length} checks: ${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed.`
}
