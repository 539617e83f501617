const LENGTHS = new Set(['epochs', 'epoch', 'steps', 'iterations', 'iters', 'rounds', 'episodes'])
const NOT_LENGTHS = new Set(
  'warmup log eval save decay every accumulation accumulate start lr step size scheduler freeze'.split(
    ' ',
  ),
)

/** Whether words name how long a trial trains. */
export function isLength(words: readonly string[]): boolean {
  return words.some((word) => LENGTHS.has(word)) && !words.some((word) => NOT_LENGTHS.has(word))
}

/** Whether words name a moment or a distance in time, such as every how many steps something is done. */
export function isMoment(words: readonly string[]): boolean {
  return words.some((word) => LENGTHS.has(word) || word === 'step' || word === 'milestones')
}
