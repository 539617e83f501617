import { describe, expect, it } from 'vitest'
import { HyperBandForBOHB } from '../../src/schedule/hyperband/hyperband-for-bohb.ts'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import type { SchedulePlan } from '../../src/schedule/plan.ts'
import type { HyperBandSchedulerOptions } from '../../src/schedule/hyperband/hyperband.ts'

function plan(trials: number, options: HyperBandSchedulerOptions = { maxT: 9 }): SchedulePlan {
  return new HyperBandScheduler(options).plan(trials)
}

/** As in the papers: `9@1,3@3,1@9`. */
function written({ brackets }: SchedulePlan): readonly string[] {
  return brackets.map(({ rungs }) =>
    rungs.map(({ trials, milestone }) => `${trials}@${milestone}`).join(),
  )
}

describe('plan of HyperBand', () => {
  it('has one round for ever more trials', () => {
    const round = plan(Number.POSITIVE_INFINITY)
    expect(written(round)).toEqual(['9@1,3@3,1@9', '5@3,2@9', '3@9'])
    expect(round.timeAttr).toBe('training_iteration')
    // 9·1 + 3·2 + 1·6, 5·3 + 2·6, 3·9
    expect(round.cost).toBe(21 + 27 + 27)
    expect(round.fullCost).toBe(17 * 9)
    expect(round.notes).toContain('This is one round of 17 trials; then the next one begins.')
    // 9·1 + 3·3 + 1·9, 5·3 + 2·9, 3·9
    expect(round.notes.join()).toContain(
      'without checkpoints they begin again each time, and the cost is 87.',
    )
  })

  it('fills brackets in their order', () => {
    expect(written(plan(11))).toEqual(['9@1,3@3,1@9', '2@3,2@9'])
    expect(plan(11).cost).toBe(21 + 2 * 9)
    expect(written(plan(11, { maxT: 9, firstBracket: 'smallest' }))).toEqual([
      '3@9',
      '5@3,2@9',
      '3@1,3@3,1@9',
    ])
    expect(written(new HyperBandForBOHB({ maxT: 9 }).plan(2))).toEqual(['2@1,2@3,1@9'])
  })

  it('says what becomes of a bracket that is not full', () => {
    expect(plan(11).notes).toContain(
      'The last bracket has 2 of 5 trials: as many go on from each milestone as if it were full, ' +
        'so that fewer are stopped.',
    )
    expect(plan(14).notes.join()).not.toContain('The last bracket')
  })

  it('goes on with the next round', () => {
    const two = plan(17 + 10)
    expect(written(two)).toEqual(['9@1,3@3,1@9', '5@3,2@9', '3@9', '9@1,3@3,1@9', '1@3,1@9'])
    expect(two.cost).toBe(75 + 21 + 9)
    expect(two.fullCost).toBe(27 * 9)
  })

  it('counts very many trials without listing all of them', () => {
    const many = plan(17e6 + 1)
    expect(many.brackets).toHaveLength(3001)
    expect(many.cost).toBe(75e6 + 9)
    expect(many.notes).toContain('Only the first 1000 of 1000000 full rounds are listed.')
  })

  it('says where the best do not go as far as maxT', () => {
    expect(plan(98, { maxT: 100, reductionFactor: 4 }).notes).toContain(
      'Milestones are whole numbers, so that the best go as far as 64 or 96 and not 100 where that ' +
        'is the last one.',
    )
    expect(plan(3, { maxT: 100, reductionFactor: 4, firstBracket: 'smallest' }).notes).toHaveLength(
      1,
    )
    expect(plan(17).notes.join()).not.toContain('whole numbers')
  })

  it('knows no cost where the last ones run on', () => {
    const open = plan(17, { maxT: 9, stopLastTrials: false })
    expect([open.cost, open.fullCost]).toEqual([undefined, undefined])
    expect(open.notes.join()).toContain('run to their own end')
    expect(open.notes.join()).not.toContain('undefined')
  })

  it('is only a guess where brackets do not wait', () => {
    expect(plan(17, { maxT: 9, waitUntilFull: false }).notes.join()).toContain(
      'these numbers hold if all of them come before',
    )
  })

  it('has nothing to say of no trials', () => {
    expect(plan(0)).toEqual({
      timeAttr: 'training_iteration',
      brackets: [],
      cost: 0,
      fullCost: 0,
      notes: [],
    })
  })
})
