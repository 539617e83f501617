import { beforeEach, describe, expect, it } from 'vitest'
import { UnreadParams } from '../../src/tuner/unread-params.ts'

const params = { lr: 0.1, 'model/depth': 2, 'model/width': 8, 'layers/0': 3 }
const trial = { name: 'train_63ecc_00000', attempt: 1, params }

let told: string[]
beforeEach(() => {
  told = []
})

function unreadParams(handed?: readonly string[]): UnreadParams {
  return new UnreadParams((line) => told.push(line), handed)
}

describe('UnreadParams', () => {
  it('names what is sampled and was not read, and nothing else', () => {
    unreadParams().judge(trial, {
      cause: 'completed',
      unread: ['epochs', 'model/width', 'layers', 'l'],
    })
    expect(told).toEqual([
      'Warning: train_63ecc_00000 ended without having read model/width, layers/0, which the study ' +
        'samples. Are they spelled as in the space?',
    ])
  })

  it('names all that is inside an object which was not read', () => {
    unreadParams().judge(trial, { cause: 'completed', unread: ['model'] })
    expect(told).toEqual([expect.stringContaining('read model/depth, model/width, which')])
  })

  it('tells each name once, and none that an earlier trial has read', () => {
    const judge = unreadParams()
    judge.judge(trial, { cause: 'completed', unread: ['lr'] })
    judge.judge(trial, { cause: 'completed', unread: ['lr', 'model'] })
    expect(told).toEqual([
      expect.stringMatching(/read lr, which the study samples\. Is it spelled/),
    ])
    // Another option of the space has parameters of its own.
    judge.judge(
      { ...trial, params: { lr: 1, momentum: 0.9 } },
      { cause: 'completed', unread: ['lr', 'momentum'] },
    )
    expect(told[1]).toContain('read momentum, which')
  })

  it('takes three that were stopped for one that came to its end, unless one has read it', () => {
    const judge = unreadParams()
    judge.judge(trial, { cause: 'stopped', unread: ['lr', 'model'] })
    judge.judge(trial, { cause: 'stopped', unread: ['lr'] })
    expect(told).toEqual([])
    judge.judge(trial, { cause: 'stopped', unread: ['lr', 'model'] })
    expect(told).toEqual([expect.stringContaining('read lr, which')])
    judge.judge(trial, { cause: 'stopped', unread: ['lr', 'model'] })
    judge.judge(trial, { cause: 'stopped', unread: ['model'] })
    expect(told).toHaveLength(1)
  })

  it.each([
    ['was paused', 1, { cause: 'paused', unread: ['lr'] }],
    ['failed', 1, { cause: 'error', unread: ['lr'] }],
    ['went on from a checkpoint', 2, { cause: 'completed', unread: ['lr'] }],
    ['says nothing of it', 1, { cause: 'completed' }],
  ] as const)('takes no trial for a witness that %s', (_, attempt, ended) => {
    const judge = unreadParams()
    judge.judge({ ...trial, attempt }, ended)
    expect(told).toEqual([])
    judge.judge(trial, { cause: 'completed', unread: ['lr'] })
    expect(told).toHaveLength(1)
  })

  it('does not miss what the trial was given on its command line', () => {
    unreadParams(['lr', 'model.depth']).judge(trial, {
      cause: 'completed',
      unread: ['lr', 'model'],
    })
    expect(told).toEqual([expect.stringContaining('read model/width, which')])
  })
})
