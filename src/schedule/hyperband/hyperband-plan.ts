import { tablesInOrder } from './bracket-tables.ts'
import type { PlannedBracket, SchedulePlan } from '../plan.ts'
import type { BracketTable } from './bracket-tables.ts'
import type { HyperBandRules } from './hyperband-options.ts'

/** Rounds beyond these are counted, but not listed: they are like those before. */
const LISTED_ROUNDS = 1000

/** What becomes of so many trials if they pause and go on from checkpoints. */
export function planHyperBand(rules: HyperBandRules, trials: number): SchedulePlan {
  const tables = tablesInOrder(rules)
  const round = tables.map((table) => fill(table, table[0]?.trials ?? 0))
  const perRound = sum(round.map((bracket) => bracket.trials))
  const isEndless = trials === Number.POSITIVE_INFINITY
  const count = isEndless ? perRound : trials
  const rounds = Math.floor(count / perRound)
  const rest = fillInTurn(tables, count % perRound)
  const listed = Array.from({ length: Math.min(rounds, LISTED_ROUNDS) }, () => round).flat()
  const total = (of: (bracket: PlannedBracket) => number): number =>
    rounds * sum(round.map(of)) + sum(rest.map(of))
  const cost = total(resumedCost)
  const fullCost = count * rules.maxT
  return {
    timeAttr: rules.timeAttr,
    brackets: [...listed, ...rest],
    cost: rules.stopLastTrials ? cost : undefined,
    fullCost: rules.stopLastTrials ? fullCost : undefined,
    notes: [
      ...(isEndless ? [`This is one round of ${count} trials; then the next one begins.`] : []),
      ...(rounds > LISTED_ROUNDS
        ? [`Only the first ${LISTED_ROUNDS} of ${rounds} full rounds are listed.`]
        : []),
      ...notesOn(rules, rounds > 0 ? tables : tables.slice(0, rest.length)),
      ...notesOnFilling(tables, rest),
      ...(rules.stopLastTrials && total(restartedCost) > cost
        ? [
            'Trials pause at milestones and go on from their checkpoints: without checkpoints they ' +
              `begin again each time, and the cost is ${total(restartedCost).toLocaleString('en-US')}.`,
          ]
        : []),
    ],
  }
}

function fillInTurn(tables: readonly BracketTable[], trials: number): readonly PlannedBracket[] {
  const brackets: PlannedBracket[] = []
  let left = trials
  for (const table of tables) {
    if (left <= 0) break
    const bracket = fill(table, Math.min(left, table[0]?.trials ?? 0))
    brackets.push(bracket)
    left -= bracket.trials
  }
  return brackets
}

function fill(table: BracketTable, trials: number): PlannedBracket {
  return {
    trials,
    rungs: table.map((rung) => ({
      milestone: rung.milestone,
      trials: Math.min(rung.trials, trials),
    })),
  }
}

function notesOn(rules: HyperBandRules, tables: readonly BracketTable[]): readonly string[] {
  const { maxT, stopLastTrials, waitUntilFull } = rules
  const last = tables.map((table) => table.at(-1)?.milestone ?? maxT)
  const short = [...new Set(last.filter((milestone) => milestone < maxT))]
  const notes: string[] = []
  if (short.length > 0) {
    notes.push(
      `Milestones are whole numbers, so that the best go as far as ${short.join(' or ')} ` +
        `and not ${maxT} where that is the last one.`,
    )
  }
  if (!stopLastTrials) {
    notes.push('Trials that pass the last milestone but one run to their own end.')
  }
  if (!waitUntilFull) {
    notes.push(
      'A bracket is halved with the trials that it has by then: these numbers hold if all of them ' +
        'come before the first of them is at its milestone.',
    )
  }
  return notes
}

function notesOnFilling(
  tables: readonly BracketTable[],
  rest: readonly PlannedBracket[],
): readonly string[] {
  const last = rest.at(-1)
  const room = tables[rest.length - 1]?.[0]?.trials
  if (last === undefined || room === undefined || last.trials === room) return []
  return [
    `The last bracket has ${last.trials} of ${room} trials: as many go on from each milestone as if ` +
      'it were full, so that fewer are stopped.',
  ]
}

/** Each trial is trained once as far as it goes. */
function resumedCost({ rungs }: PlannedBracket): number {
  return sum(
    rungs.map((rung, k) => rung.trials * (rung.milestone - (rungs[k - 1]?.milestone ?? 0))),
  )
}

/** Each trial begins again after each milestone. */
function restartedCost({ rungs }: PlannedBracket): number {
  return sum(rungs.map(({ trials, milestone }) => trials * milestone))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
