import { readdirSync } from 'node:fs'

export interface StudyFolder {
  /** Folder name inside the storage folder. */
  readonly name: string
  /** Whether a study lies there already. */
  readonly exists: boolean
}

/**
 * The first of `<base>`, `<base>-2`, `<base>-3`, … that is free, so that no study meets another's
 * files; with `resume` the last one that is there, if any is.
 */
export function studyFolder(
  storage: string,
  base: string,
  { resume }: { readonly resume: boolean },
): StudyFolder {
  const numbers = entries(storage).map((entry) => {
    if (entry === base) return 1
    const number = entry.startsWith(`${base}-`) ? Number(entry.slice(base.length + 1)) : 0
    return Number.isInteger(number) && number > 1 ? number : 0
  })
  const last = Math.max(0, ...numbers)
  const exists = resume && last > 0
  const number = exists ? last : last + 1
  return { name: number === 1 ? base : `${base}-${number}`, exists }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
