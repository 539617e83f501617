import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from '../support/temp-folder.ts'
import type { StudyView, TrialView } from '../../src/study/view.ts'

const root = tempFolder()

/** A study in a new folder, as a logger sees it. */
export function newStudy(): StudyView {
  return {
    name: 'study',
    dir: mkdtempSync(join(root, 'study-')),
    metric: 'loss',
    mode: 'min',
    total: 1,
    trials: [],
    counts: { PENDING: 0, RUNNING: 1, PAUSED: 0, TERMINATED: 0, ERROR: 0 },
    usage: { capacity: { cpu: 1, gpu: 0, custom: {} }, cpu: 1, gpu: 0, custom: {} },
    best: undefined,
    exploits: [],
    sessionStartedAt: 0,
    objectives: [],
    searchLine: '',
    schedulerLine: '',
    stopReason: undefined,
  }
}

/** A trial of the study, as a logger sees it; its folder is there. */
export function newTrial(study: StudyView, parts: Partial<TrialView> = {}): TrialView {
  const id = parts.id ?? '63ecc_00000'
  const trial: TrialView = {
    id,
    number: 0,
    name: `train_${id}`,
    config: { lr: 0.1, epochs: 10 },
    params: { lr: 0.1 },
    status: 'RUNNING',
    attempt: 1,
    iteration: 0,
    lastResult: undefined,
    checkpoints: [],
    failures: 0,
    error: undefined,
    reason: undefined,
    resources: { cpu: 1 },
    startedAt: 0,
    timeTotalS: 0,
    pid: undefined,
    ...parts,
  }
  mkdirSync(join(study.dir, trial.name), { recursive: true })
  return trial
}

export function pathOf(study: StudyView, trial: TrialView, name: string): string {
  return join(study.dir, trial.name, name)
}

/** A file's content; undefined if there is none. */
export function contentOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** What Python's own csv module makes of a file: a list of records by column name. */
export function pythonCsv(path: string): Record<string, string>[] {
  return python(
    'import csv; print(json.dumps(list(csv.DictReader(open(path, newline=""), strict=True))))',
    path,
  ) as Record<string, string>[]
}

/** The columns of a CSV file as floats, NaN and infinities as `repr` gives them, missing as null. */
export function pythonFloats(path: string, column: string): (string | null)[] {
  const program = `import csv
rows = csv.DictReader(open(path, newline=""), strict=True)
print(json.dumps([repr(float(row["${column}"])) if row["${column}"] else None for row in rows]))`
  return python(program, path) as (string | null)[]
}

/** What Python's own json module makes of a file of JSON lines; floats JSON lacks come as `repr`. */
export function pythonJsonLines(path: string): unknown[] {
  const program = `import math
def plain(x):
    if isinstance(x, float) and not math.isfinite(x): return repr(x)
    if isinstance(x, list): return [plain(y) for y in x]
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
    return x
print(json.dumps([plain(json.loads(line)) for line in open(path, encoding="utf-8")]))`
  return python(program, path) as unknown[]
}

function python(program: string, path: string): unknown {
  const prelude = 'import json, sys\npath = sys.argv[1]\n'
  const output = execFileSync('python3', ['-X', 'utf8', '-c', prelude + program, path])
  return JSON.parse(output.toString()) as unknown
}
