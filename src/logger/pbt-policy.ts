import { join } from 'node:path'
import { toPythonJson } from './python-json.ts'
import { append, remove, replace } from './result-file.ts'
import type { Callback } from './callback.ts'
import type { ExploitRecord } from '../study/exploit-record.ts'

/** What the log needs of a study. */
export interface ExploitedStudy {
  /** Absolute path of the study's folder. */
  readonly dir: string
  /** All so far, oldest first. */
  readonly exploits: readonly ExploitRecord[]
}

/** What a trial went through: its last exploit, and what the trial copied went through before. */
interface Lineage {
  readonly exploit: ExploitRecord
  readonly before: Lineage | undefined
}

/** The file with all exploits of a study, in the order in which they happened. */
export const GLOBAL_FILE = 'pbt_global.txt'

/** The file with the exploits that led to what a trial is. */
export function policyFile(trial: string): string {
  return `pbt_policy_${trial}.txt`
}

/**
 * An exploit as Ray Tune writes it: `[target, clone, target's iteration, clone's iteration, clone's
 * config, new config]`, with Python's words for numbers that JSON lacks.
 */
export function policyLine(exploit: ExploitRecord): string {
  const { trial, from, iteration, fromIteration, oldConfig, newConfig } = exploit
  return toPythonJson([trial, from, iteration, fromIteration, oldConfig, newConfig])
}

/** The text of each file, by its name. */
export function policyFiles(exploits: readonly ExploitRecord[]): ReadonlyMap<string, string> {
  const lineages = new Lineages()
  for (const exploit of exploits) lineages.add(exploit)
  const files = new Map<string, string>()
  if (exploits.length === 0) return files
  files.set(GLOBAL_FILE, `${exploits.map(policyLine).join('\n')}\n`)
  for (const trial of lineages.trials) files.set(policyFile(trial), lineages.text(trial))
  return files
}

/**
 * Writes the exploits of a study to its folder: all to `pbt_global.txt`, and to
 * `pbt_policy_<trial id>.txt` those that led to what the trial is, which
 * `PopulationBasedTrainingReplay` reads.
 */
export class PBTPolicyLogger implements Callback {
  #lineages: Lineages | undefined
  /** How many exploits have been written. */
  #written = 0

  /** Of an earlier session there may be files, whole or not. */
  onStudyStart(study: ExploitedStudy): void {
    this.#rebuild(study)
  }

  /** Called after each exploit. */
  onTrialExploit(study: ExploitedStudy): void {
    if (this.#lineages === undefined) {
      this.#rebuild(study)
      return
    }
    const added = study.exploits.slice(this.#written)
    if (added.length === 0) return
    this.#written += added.length
    for (const exploit of added) this.#lineages.add(exploit)
    append(join(study.dir, GLOBAL_FILE), `${added.map(policyLine).join('\n')}\n`)
    for (const trial of new Set(added.map((exploit) => exploit.trial))) {
      replace(join(study.dir, policyFile(trial)), this.#lineages.text(trial))
    }
  }

  /** Writes all files anew. */
  #rebuild(study: ExploitedStudy): void {
    this.#lineages = new Lineages()
    this.#written = study.exploits.length
    for (const exploit of study.exploits) this.#lineages.add(exploit)
    const files = policyFiles(study.exploits)
    if (files.size === 0) remove(join(study.dir, GLOBAL_FILE))
    for (const [name, text] of files) replace(join(study.dir, name), text)
  }
}

/** Each exploit is kept once, however many copies of copies there are. */
class Lineages {
  readonly #last: Map<string, Lineage> = new Map()

  get trials(): Iterable<string> {
    return this.#last.keys()
  }

  add(exploit: ExploitRecord): void {
    const before = this.#last.get(exploit.from)
    this.#last.set(exploit.trial, { exploit, before })
  }

  text(trial: string): string {
    const lines: string[] = []
    for (let at = this.#last.get(trial); at !== undefined; at = at.before) {
      lines.push(`${policyLine(at.exploit)}\n`)
    }
    return lines.reverse().join('')
  }
}
