import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigurationError, show } from '../errors.ts'
import { toOptuna } from '../exchange/optuna/to-optuna.ts'
import { writeOptunaDatabase } from '../exchange/optuna/write-sqlite.ts'
import { toCsv } from '../exchange/tables/csv.ts'
import { toJsonLines } from '../exchange/tables/jsonl.ts'
import { toTable } from '../exchange/tables/rows.ts'
import { writeTarget } from '../exchange/target-file.ts'
import { printJson, printLines } from './print.ts'
import { openStudyOf } from './table/open-study.ts'
import type { Table } from '../exchange/tables/rows.ts'
import type { Objective } from '../math/score.ts'
import type { StoredStudy } from '../tuner/stored-study.ts'
import type { Cli } from './cli.ts'

export interface ExportFlags {
  readonly to: string
  readonly out?: string
  readonly what: string
  readonly metric?: string
  readonly mode?: string
  readonly force?: boolean
  readonly json?: boolean
}

const FORMATS = ['csv', 'jsonl', 'parquet', 'optuna'] as const
type Format = (typeof FORMATS)[number]

/** Does `attune export`. */
export async function exportStudy(cli: Cli, name: string, flags: ExportFlags): Promise<void> {
  const format = oneOf('--to', flags.to, FORMATS)
  const what = oneOf('--what', flags.what, ['trials', 'results'])
  const isText = format === 'csv' || format === 'jsonl'
  if (flags.out === undefined && (!isText || flags.json === true)) {
    throw new ConfigurationError(
      'EXPORT_OUT_REQUIRED',
      isText
        ? '--json says on stdout what was written, so that the export itself needs a file: give --out.'
        : `--to ${format} writes a file that is not text. Say where with --out.`,
    )
  }
  const study = await openStudyOf(cli, name)
  try {
    const out = flags.out === undefined ? undefined : resolve(cli.cwd, flags.out)
    const written =
      format === 'optuna'
        ? await writeOptuna(study, out ?? '', flags)
        : await writeTable(cli, toTable(study, what), { format, out, force: flags.force === true })
    const { remarks = [], ...summary } = written
    printLines(
      cli.stderr,
      remarks.map((remark) => `note: ${remark}`),
    )
    if (flags.json === true) {
      const { view } = study
      printJson(cli.stdout, {
        study: view.name,
        dir: view.dir,
        to: format,
        out,
        ...summary,
        remarks,
      })
    } else if (out !== undefined) {
      cli.stderr.write(
        `${'rows' in summary ? `${summary.rows} rows` : `${summary.trials} trials`}: ${out}\n`,
      )
    }
  } finally {
    study.close()
  }
}

/** What is told of an export. */
type Written = { readonly remarks?: readonly string[] } & (
  { readonly rows: number; readonly columns: readonly string[] } | { readonly trials: number }
)

async function writeTable(
  cli: Cli,
  table: Table,
  {
    format,
    out,
    force,
  }: {
    readonly format: Exclude<Format, 'optuna'>
    readonly out: string | undefined
    readonly force: boolean
  },
): Promise<Written> {
  const content = await contentOf(table, format)
  if (out === undefined) cli.stdout.write(String(content))
  else await writeTarget(out, { force, write: (path) => writeFileSync(path, content) })
  return { rows: table.rows.length, columns: table.columns }
}

async function contentOf(
  table: Table,
  format: Exclude<Format, 'optuna'>,
): Promise<string | Uint8Array> {
  if (format === 'csv') return toCsv(table)
  if (format === 'jsonl') return toJsonLines(table)
  const { toParquet } = await import('../exchange/tables/parquet.ts')
  return toParquet(table)
}

async function writeOptuna(
  stored: StoredStudy,
  out: string,
  { metric, mode, force = false }: ExportFlags,
): Promise<Written> {
  const { study, remarks } = toOptuna(stored, objectivesOf(stored, metric, mode))
  await writeTarget(out, { force, write: (path) => writeOptunaDatabase(path, study) })
  return { trials: study.trials.length, remarks }
}

function objectivesOf(
  { view }: StoredStudy,
  metric: string | undefined,
  mode: string | undefined,
): readonly Objective[] {
  if (metric === undefined && mode === undefined) return view.objectives
  if (metric !== undefined && mode !== undefined) {
    return [{ metric, mode: oneOf('--mode', mode, ['min', 'max']) }]
  }
  throw new ConfigurationError('METRIC_REQUIRED', 'Give --metric and --mode together, or neither.')
}

function oneOf<const T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found !== undefined) return found
  throw new ConfigurationError(
    'INVALID_OPTION',
    `${flag} is ${show(value)}. Give one of: ${allowed.join(', ')}.`,
  )
}
