import { describe, expect, it } from 'vitest'
import { locate } from '../../src/config/locate.ts'
import { AttuneError, ConfigurationError, StorageError, Tuner } from '../../src/index.ts'
import { readLines, readText, refusal, TRAINABLE } from './study-text.ts'
import type { StudyFile } from '../../src/config/read-study-file.ts'

/** What making the study of a file says, as one of that file. */
function located(file: StudyFile): unknown {
  try {
    return new Tuner(file.trainable, file.options)
  } catch (error) {
    return locate(error, file)
  }
}

const SPACE = 'space: { lr: 1 }'

describe('locate', () => {
  it.each([
    [
      'metric: loss',
      'MODE_REQUIRED',
      '3:1: The metric is "loss", but not whether it is to be small or large. Set mode',
    ],
    ['scheduler: asha', 'METRIC_REQUIRED', '3:1: '],
    [
      'metric: a\nmode: min\nscheduler: { name: asha, metric: b, mode: min }',
      'METRIC_CONFLICT',
      '5:1: metric is "a"',
    ],
    ['resources: { cpu: 1e6 }', 'INFEASIBLE_RESOURCES', '3:1: '],
    ['capacity: { gpu: 0.5 }', 'INVALID_CAPACITY', '3:1: capacity.gpu is 0.5'],
    [
      'failures: { max: 2, fail_fast: true }',
      'INVALID_OPTION',
      '3:13: failures.max is 2. It must be 0 when fail_fast is set.',
    ],
    ['loggers: [csv, { name: mlflow, uri: "…" }]', 'MLFLOW_URI_NOT_HTTP', '3:32: '],
    ['log_to_file: result.json', 'INVALID_OPTION', '3:1: log_to_file is "result.json"'],
    ['search: { name: random, points_to_evaluate: [{ lrr: 1 }] }', 'UNKNOWN_PARAMETER', '3:'],
  ])('%s', (lines, code, message) => {
    const error = located(readLines(`${SPACE}\n${lines}`)) as ConfigurationError
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error.code).toBe(code)
    expect(error.message).toContain(`study.yaml:${message}`)
    expect(error.cause).toBeInstanceOf(ConfigurationError)
  })

  it('finds what a command names and no config has', () => {
    const error = located(readText('trainable:\n  command: ./train {rate}\nspace: { lr: 1 }'))
    expect(error).toMatchObject({
      code: 'UNKNOWN_PLACEHOLDER',
      message: expect.stringMatching(/^study\.yaml:2:3: The command names \{rate\}/) as unknown,
      path: ['trainable', 'command'],
    })
  })

  it('finds what the arguments of a script name and no config has', () => {
    const text = 'trainable:\n  python: train.py\n  args: [--lr, {rate}]\nspace: { lr: 1 }'
    const error = located(readText(text, { files: { 'train.py': '' } }))
    expect(error).toMatchObject({
      code: 'UNKNOWN_PLACEHOLDER',
      message: expect.stringMatching(/^study\.yaml:3:3: The args name \{rate\}/) as unknown,
      path: ['trainable', 'args'],
    })
  })

  it('finds parameters, as deep as the file has them', () => {
    const file = readText(
      `${TRAINABLE}\nspace:\n  model:\n    depth: { type: choice, options: [{ a: 1 }] }`,
    )
    const at = (...path: string[]) =>
      (
        locate(
          new ConfigurationError('X', 'paramSpace.model.depth is wrong.', { path }),
          file,
        ) as Error
      ).message
    expect(at('paramSpace', 'model', 'depth')).toBe('study.yaml:4:5: space.model.depth is wrong.')
    expect(at('paramSpace', 'model', 'depth', 'a')).toBe(
      'study.yaml:4:5: space.model.depth is wrong.',
    )
    expect(at('paramSpace', 'model', 'none')).toBe('study.yaml:3:3: space.model.depth is wrong.')
    expect(at('paramSpace')).toBe('study.yaml:2:1: space.model.depth is wrong.')
  })

  it('says what the command line has said', () => {
    const file = readLines(SPACE, { overrides: ['metric=loss'] })
    expect((located(file) as Error).message).toMatch(/^-o metric=loss: /)
  })

  it('keeps what is about no part of the file, and what says where already', () => {
    const file = readLines('')
    const errors = [
      new ConfigurationError('X', 'y'),
      new ConfigurationError('X', 'y', { path: ['tuneConfig', 'metric'] }),
      new StorageError('X', 'y', { path: ['runConfig', 'name'] }),
      new AttuneError('X', 'y', { path: ['trainable'] }),
      new TypeError('y'),
      refusal(() => readLines('trials: x')),
    ]
    for (const error of errors) expect(locate(error, file)).toBe(error)
  })
})
