import { resolve } from 'node:path'
import { readSource } from '../exchange/read-source.ts'
import { writeStudy } from '../exchange/write-study.ts'
import { ConfigurationError, show } from '../errors.ts'
import { readStudy } from '../tuner/stored-study.ts'
import { printJson, printLines } from './print.ts'
import type { ImportedStudy } from '../exchange/imported-study.ts'
import type { Mode } from '../math/score.ts'
import type { Cli } from './cli.ts'

export interface ImportFlags {
  readonly study?: string
  readonly name?: string
  readonly storage?: string
  readonly metric?: string
  readonly mode?: string
  readonly trainable?: string
  readonly copyCheckpoints?: boolean
  readonly json?: boolean
}

/** Does `attune import`. */
export async function importStudy(cli: Cli, source: string, flags: ImportFlags): Promise<void> {
  const path = resolve(cli.cwd, source.replace(/^sqlite:\/\/\//, ''))
  const { kind, study } = readSource(path, {
    study: flags.study,
    metric: flags.metric,
    mode: modeOf(flags.mode),
    withCheckpoints: flags.copyCheckpoints === true,
  })
  const root = resolve(cli.cwd, flags.storage ?? cli.env['ATTUNE_STORAGE'] ?? 'attune_results')
  const dir = await writeStudy(withSafeIds(study), {
    root,
    name: nameOf('--name', flags.name) ?? safe(study.name),
    trainableName: nameOf('--trainable', flags.trainable) ?? safe(study.trainableName),
  })
  printLines(
    cli.stderr,
    study.remarks.map((remark) => `note: ${remark}`),
  )
  const stored = readStudy(dir)
  try {
    const { view, record } = stored
    const { counts, best } = view
    if (flags.json === true) {
      printJson(cli.stdout, {
        study: view.name,
        dir,
        source: { kind, path, study: study.name },
        trainable: record.trainableName,
        objectives: view.objectives,
        trials: view.trials.length,
        counts,
        best: best?.id ?? null,
        remarks: study.remarks,
      })
      return
    }
    const states = Object.entries(counts).filter(([, count]) => count > 0)
    printLines(cli.stdout, [
      `${view.trials.length} trials imported: ${states.map(([state, count]) => `${count} ${state}`).join(', ')}`,
      ...(best ? [`Best: ${best.name}`] : []),
      `Study: ${dir}`,
    ])
  } finally {
    stored.close()
  }
}

function modeOf(mode: string | undefined): Mode | undefined {
  if (mode === undefined || mode === 'min' || mode === 'max') return mode
  throw new ConfigurationError('INVALID_OPTION', `--mode is ${show(mode)}. Give min or max.`)
}

function nameOf(flag: string, wanted: string | undefined): string | undefined {
  if (wanted === undefined || /^(?!\.{1,2}$)[^/\\\0]+$/.test(wanted)) return wanted
  throw new ConfigurationError(
    'INVALID_OPTION',
    `${flag} is ${show(wanted)}. It becomes part of a folder's name: give one without slashes.`,
  )
}

/** Ids become parts of folder names; those that should not are made anew. */
function withSafeIds(study: ImportedStudy): ImportedStudy {
  const ids = study.trials.map(({ id }) => id)
  const areUnique = new Set(ids).size === ids.length
  const isSafe = (id: string | undefined): boolean => id === undefined || /^[\w=,.-]+$/.test(id)
  if (areUnique && ids.every(isSafe)) return study
  const trials = study.trials.map((trial) => {
    const { id: _, ...rest } = trial
    return rest
  })
  return { ...study, trials }
}

/** A name that can be a folder's. */
function safe(name: string): string {
  const clean = name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '_')
  return /^\.*$/.test(clean) ? 'imported' : clean
}
