import type { Palette } from '../palette.ts'
import type { TrialBrowser } from './trial-browser.ts'

const HELP = [
  'j/k, arrows  select a trial   Enter  open it   Esc  go back   g/G  first, last',
  's/S  sort by the next column, reverse   x  stop the trial   p  pause, resume it',
  'q  end the study, which can be resumed; Ctrl-C does the same      ?  hide this',
]

/** The lines about keys below the block: the question asked, what came of a key, or what there are. */
export function keyLines(browser: TrialBrowser, palette: Palette): string[] {
  const { question, message, sortText, wantsHelp, opened } = browser
  const help = wantsHelp ? HELP.map((line) => palette.dim(line)) : []
  if (question !== undefined) return [...help, palette.bold(palette.magenta(question))]
  if (message !== undefined) return [...help, message]
  if (wantsHelp) return help
  if (opened !== undefined) {
    return [
      palette.dim('Esc back | j/k next trial | x stop | p pause, resume | q end study | ? help'),
    ]
  }
  const sort = sortText === undefined ? 's sort' : `s sort (${sortText})`
  return [palette.dim(`j/k select | Enter open | ${sort} | q end study | ? help`)]
}
