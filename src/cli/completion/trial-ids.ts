import { readStudy } from '../../tuner/stored-study.ts'
import { studyPath } from '../study-path.ts'
import type { Cli } from '../cli.ts'
import type { Suggestion } from './suggestion.ts'

/** The trials of a study, with what has become of them. */
export function trialIds(cli: Cli, study: string | undefined): readonly Suggestion[] {
  if (study === undefined) return []
  const stored = readStudy(studyPath(cli, study))
  try {
    return stored.view.trials.map(({ id, status }) => ({ word: id, description: status }))
  } finally {
    stored.close()
  }
}
