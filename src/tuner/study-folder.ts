import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigurationError, StorageError } from '../errors.ts'
import { openSqliteStorage } from '../storage/sqlite/open.ts'
import type { Storage } from '../storage/storage.ts'
import type { ScalingConfig } from './scaling.ts'

/** The file inside a study's folder that makes it one. */
const DATABASE = 'study.db'
/** Raised when what is stored changes its meaning. */
const FORMAT = 1

/** What is stored of how a study was made. A part that is not plain data is absent. */
export interface StudyRecord {
  readonly format: number
  readonly name: string
  /** First part of the trial ids. */
  readonly idPrefix: string
  readonly seed: number | string
  readonly trainableName: string
  readonly trainable?: unknown
  readonly paramSpace?: unknown
  readonly tuneConfig: Readonly<Record<string, unknown>>
  readonly runConfig: Readonly<Record<string, unknown>>
  readonly scalingConfig?: ScalingConfig | undefined
}

export interface OpenStudy {
  /** Absolute path. */
  readonly dir: string
  readonly record: StudyRecord
  readonly storage: Storage
}

/** Where studies go unless told otherwise. */
export function storageRoot(storagePath: string | undefined): string {
  return resolve(storagePath ?? process.env['ATTUNE_STORAGE'] ?? 'attune_results')
}

/**
 * Makes the folder of a new study and its database.
 * @throws {ConfigurationError} `STUDY_EXISTS` when there is one of this name.
 */
export function createStudy(root: string, record: Omit<StudyRecord, 'format'>): OpenStudy {
  const dir = join(root, record.name)
  if (existsSync(join(dir, DATABASE))) {
    throw new ConfigurationError(
      'STUDY_EXISTS',
      `There is a study in ${dir} already. Continue it with Tuner.restore(${JSON.stringify(dir)}), ` +
        'or choose another runConfig.name.',
    )
  }
  try {
    mkdirSync(dir, { recursive: true })
  } catch (error) {
    throw new StorageError(
      'STUDY_NOT_WRITABLE',
      `The study's folder ${dir} cannot be made. Choose another runConfig.storagePath.`,
      { cause: error },
    )
  }
  const storage = openSqliteStorage(join(dir, DATABASE), { lock: true })
  const stored: StudyRecord = { format: FORMAT, ...record }
  storage.setMeta('study', stored)
  return { dir, record: stored, storage }
}

/**
 * Opens the study in a folder.
 * @throws {StorageError} `STUDY_NOT_FOUND`, `STUDY_TOO_NEW`.
 */
export function openStudy(path: string, options: { readonly lock: boolean }): OpenStudy {
  const dir = resolve(path)
  if (!hasStudy(dir)) {
    throw new StorageError(
      'STUDY_NOT_FOUND',
      `${dir} holds no study: there is no ${DATABASE} in it. Give the folder that fit() has made.`,
    )
  }
  const storage = openSqliteStorage(join(dir, DATABASE), {
    lock: options.lock,
    readOnly: !options.lock,
  })
  const record = storage.getMeta('study') as StudyRecord | undefined
  if (record === undefined || record.format > FORMAT) {
    storage.close()
    throw record === undefined
      ? new StorageError('STUDY_NOT_FOUND', `${dir} was left before its study began.`)
      : new StorageError(
          'STUDY_TOO_NEW',
          `The study in ${dir} was written by a newer version of Attune. Update Attune.`,
        )
  }
  return { dir, record, storage }
}

/** Writes down what is different about a study from now on. */
export function amendStudy({ storage }: OpenStudy, record: Omit<StudyRecord, 'format'>): void {
  storage.setMeta('study', { format: FORMAT, ...record } satisfies StudyRecord)
}

/** Whether a folder holds a study. */
export function hasStudy(path: string): boolean {
  return existsSync(join(resolve(path), DATABASE))
}

/** Removes a study in which nothing has happened yet, so that its name can be used again. */
export function discardUnbegun(dir: string): void {
  if (!hasStudy(dir)) return
  const { storage } = openStudy(dir, { lock: false })
  const [first] = storage.events()
  storage.close()
  if (first) return
  for (const name of readdirSync(dir)) {
    if (name.startsWith(DATABASE)) rmSync(join(dir, name))
  }
  if (readdirSync(dir).length === 0) rmdirSync(dir)
}

/**
 * Watches over the database of an open study: a file that was deleted can still be written to, and
 * all of it would be lost.
 * @returns To be called now and then.
 * @throws {StorageError} `STUDY_FOLDER_GONE`.
 */
export function guardStudy(dir: string): () => void {
  const path = join(dir, DATABASE)
  const { ino } = statSync(path)
  return () => {
    if (statSync(path, { throwIfNoEntry: false })?.ino === ino) return
    throw new StorageError(
      'STUDY_FOLDER_GONE',
      `${path} was deleted or replaced while the study was running. It has been ended: nothing that ` +
        'happens now could be kept.',
    )
  }
}
