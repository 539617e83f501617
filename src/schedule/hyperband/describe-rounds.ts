import type { Bracket } from './bracket.ts'

/** How many rounds the status line has room for. */
const SHOWN = 2

/** What is going on in each round, in a few words; of many rounds, the first. */
export function describeRounds(rounds: ReadonlyMap<number, readonly Bracket[]>): readonly string[] {
  const shown = [...rounds].slice(0, SHOWN).map(([number, brackets]) => {
    return `Round #${number}: ${brackets.map(describeBracket).join(' | ')}`
  })
  const more = rounds.size - shown.length
  return more === 0 ? shown : [...shown, `${more} more ${more === 1 ? 'round' : 'rounds'}`]
}

function describeBracket(bracket: Bracket): string {
  const { capacity, milestone, climbing, size } = bracket
  const done = (bracket.completion * 100).toFixed(1)
  const there = `${size - climbing} of ${size} there`
  return `Bracket(n=${capacity}, r=${milestone}, completed=${done}%): ${there}`
}
