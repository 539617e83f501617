import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readStudyFile } from '../../src/config/read-study-file.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { ReadStudyFileOptions, StudyFile } from '../../src/config/read-study-file.ts'

/** A trainable that needs no file. */
export const TRAINABLE = 'trainable: { command: [./train, --lr, "{lr}"] }'

/** Writes files into a folder of their own. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder()
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return folder
}

/** Reads the text of a study file, in a folder with some others. */
export function readText(
  text: string,
  options: ReadStudyFileOptions & { readonly files?: Readonly<Record<string, string>> } = {},
): StudyFile {
  const { files = {}, ...others } = options
  const cwd = folderWith({ ...files, 'study.yaml': text })
  return readStudyFile('study.yaml', { env: {}, cwd, ...others })
}

/** Reads a study file with a trainable, and further lines. */
export function readLines(lines: string, options: ReadStudyFileOptions = {}): StudyFile {
  return readText(`${TRAINABLE}\n${lines}\n`, options)
}

/** What reading says is wrong. */
export function refusal(read: () => unknown): { readonly code: string; readonly message: string } {
  try {
    read()
  } catch (error) {
    return error as { readonly code: string; readonly message: string }
  }
  throw new Error('It was read.')
}
