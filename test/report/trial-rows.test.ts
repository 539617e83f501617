import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrialStatus } from '../../src/study/events.ts'
import { countsText, selectRows } from '../../src/report/trial-rows.ts'
import type { RowOptions } from '../../src/report/trial-rows.ts'
import { HandMadeStudy } from './hand-made-study.ts'

const ANYHOW = { sortBy: undefined, best: undefined }

function studyOf(statuses: readonly TrialStatus[]): HandMadeStudy {
  const study = new HandMadeStudy()
  for (const status of statuses) study.add({ status })
  return study
}

function rows(study: HandMadeStudy, options: Partial<RowOptions> & { limit: number }): string[] {
  return selectRows(study, { ...ANYHOW, ...options }).shown.map(
    ({ status, number }) => `${status} ${number}`,
  )
}

describe('selectRows', () => {
  it('shows all in the order of their statuses', () => {
    const study = studyOf(['TERMINATED', 'ERROR', 'PENDING', 'RUNNING', 'PAUSED', 'RUNNING'])
    expect(rows(study, { limit: 6 })).toEqual([
      'RUNNING 3',
      'RUNNING 5',
      'TERMINATED 0',
      'PAUSED 4',
      'PENDING 2',
      'ERROR 1',
    ])
  })

  it('shares the rows fairly, and says what it hides', () => {
    const study = studyOf([
      ...Array<TrialStatus>(30).fill('TERMINATED'),
      'RUNNING',
      ...Array<TrialStatus>(12).fill('PENDING'),
    ])
    const { shown, hidden } = selectRows(study, { ...ANYHOW, limit: 10 })
    expect(shown.map(({ number }) => number)).toEqual([
      // The one that runs, the last five that ended, the next four to come.
      30, 25, 26, 27, 28, 29, 31, 32, 33, 34,
    ])
    expect(countsText(hidden)).toBe('25 TERMINATED, 8 PENDING')
  })

  it('keeps the best trial among the rows', () => {
    const study = studyOf(Array<TrialStatus>(30).fill('TERMINATED'))
    const best = study.trials[2]
    expect(rows(study, { limit: 3, best })).toEqual([
      'TERMINATED 2',
      'TERMINATED 28',
      'TERMINATED 29',
    ])
  })

  it('orders by the metric, NaN and missing values last', () => {
    const study = new HandMadeStudy()
    for (const loss of [3, Number.NaN, 1, undefined, 2, Number.NEGATIVE_INFINITY, 1]) {
      study.add({ status: 'TERMINATED', ...(loss === undefined ? {} : { result: { loss } }) })
    }
    const sortBy = { metric: 'loss', mode: 'min' } as const
    expect(rows(study, { limit: 5, sortBy })).toEqual([
      'TERMINATED 5',
      'TERMINATED 2',
      'TERMINATED 6',
      'TERMINATED 4',
      'TERMINATED 0',
    ])
    const worstFirst = rows(study, { limit: 2, sortBy: { metric: 'loss', mode: 'max' } })
    expect(worstFirst).toEqual(['TERMINATED 0', 'TERMINATED 4'])
  })

  const statuses = fc.array(
    fc.constantFrom<TrialStatus>('RUNNING', 'TERMINATED', 'PAUSED', 'PENDING', 'ERROR'),
    { maxLength: 60 },
  )
  it('fills the limit, without doubles, and counts the rest', () => {
    fc.assert(
      fc.property(statuses, fc.integer({ min: 0, max: 40 }), fc.boolean(), (all, limit, sorts) => {
        const study = studyOf(all)
        const sortBy = sorts ? ({ metric: 'loss', mode: 'min' } as const) : undefined
        const best = study.trials[0]
        const { shown, hidden } = selectRows(study, { limit, sortBy, best })
        expect(shown.length).toBe(Math.min(limit, all.length))
        expect(new Set(shown).size).toBe(shown.length)
        const rest = [...hidden.values()].reduce((sum, count) => sum + count, 0)
        expect(shown.length + rest).toBe(all.length)
      }),
    )
  })

  it('picks the same few of very many as a full sort', () => {
    const score = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(fc.array(score, { minLength: 300, maxLength: 400 }), (scores) => {
        const study = new HandMadeStudy()
        for (const loss of scores) study.add({ status: 'TERMINATED', result: { loss } })
        const sorted = scores
          .map((loss, number) => ({ loss, number }))
          .sort((a, b) => a.loss - b.loss || a.number - b.number)
        const sortBy = { metric: 'loss', mode: 'min' } as const
        expect(rows(study, { limit: 7, sortBy })).toEqual(
          sorted.slice(0, 7).map(({ number }) => `TERMINATED ${number}`),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('does not look at more trials than it needs', () => {
    const study = studyOf(Array<TrialStatus>(1000).fill('TERMINATED'))
    let looks = 0
    const watched = new Proxy(study.trials, {
      get(trials, key) {
        if (typeof key === 'string' && /^\d+$/u.test(key)) looks += 1
        return Reflect.get(trials, key) as unknown
      },
    })
    const { counts } = study
    selectRows(Object.create(study, { trials: { value: watched }, counts: { value: counts } }), {
      ...ANYHOW,
      limit: 20,
    })
    expect(looks).toBe(20)
  })
})
