import { printLines } from '../print.ts'
import { complete } from './complete.ts'
import { NOTHING } from './suggestion.ts'
import type { Suggestion, Suggestions } from './suggestion.ts'
import type { Question } from './complete.ts'

/** `attune __complete`: never fails, because nobody would see why. */
export function answerShell(question: Question): void {
  let suggestions: Suggestions
  try {
    suggestions = complete(question)
  } catch {
    suggestions = NOTHING
  }
  const { files, words: found } = suggestions
  printLines(question.cli.stdout, [files ? 'files' : 'words', ...found.map(lineOf)])
}

/** One line, whatever is in the description. */
function lineOf({ word, description }: Suggestion): string {
  return description === undefined ? word : `${word}\t${description.replaceAll(/\s+/g, ' ')}`
}
