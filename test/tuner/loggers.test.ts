import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { uniform } from '../../src/space/uniform.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { scalarsOf } from '../logger/tensorboard/event-reader.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { RunConfig } from '../../src/tuner/options.ts'

const objective = ({ x }: { x: number }): { loss: number } => ({ loss: x })

function tune(runConfig: RunConfig) {
  return new Tuner(objective, {
    paramSpace: { x: uniform(0, 1) },
    tuneConfig: { metric: 'loss', mode: 'min' },
    runConfig: { storagePath: tempFolder(), name: 'logged', verbose: 0, ...runConfig },
  })
}

const filesOf = (dir: string): string[] => readdirSync(dir).sort()

describe('runConfig.loggers', () => {
  it('writes what is named, where the usual ones are not wanted', async () => {
    const results = await tune({ defaultLoggers: false, loggers: ['csv'] }).fit()
    const files = filesOf(results.at(0)?.path ?? '')
    expect(files).toContain('progress.csv')
    expect(files).not.toContain('result.json')
  })

  it('takes the place of the usual logger of that name', async () => {
    const results = await tune({ loggers: [{ name: 'TensorBoard', prefix: 'mine/' }] }).fit()
    const dir = results.at(0)?.path ?? ''
    const events = filesOf(dir).filter((name) => name.includes('tfevents'))
    expect(events).toHaveLength(1)
    expect(existsSync(join(dir, 'result.json'))).toBe(true)
    const tags = Object.keys(scalarsOf(dir))
    expect(tags).toContain('mine/loss')
    expect(tags).not.toContain('ray/tune/loss')
  })

  it('is refused before anything has begun where there is no such logger or option', () => {
    expect(() => tune({ loggers: ['tensorbord'] })).toThrow('Did you mean tensorboard?')
    expect(() => tune({ loggers: [{ name: 'tensorboard', prefx: '' }] })).toThrow('prefix')
    expect(() => tune({ loggers: [7] as never })).toThrow('names of loggers')
  })

  it('is remembered by a study that is restored', async () => {
    const first = await tune({ defaultLoggers: false, loggers: ['csv'] }).fit()
    const more = await Tuner.restore(first.experimentPath, objective, {
      tuneConfig: { numSamples: 2 },
    }).fit()
    expect(filesOf(more.at(1)?.path ?? '')).toContain('progress.csv')
    expect(filesOf(more.at(1)?.path ?? '')).not.toContain('result.json')
  })
})
