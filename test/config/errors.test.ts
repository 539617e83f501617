import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/index.ts'
import { readLines, readText, refusal } from './study-text.ts'

describe('what is wrong with a study file', () => {
  it('is told all at once, from top to bottom, with what was probably meant', () => {
    const { code, message } = refusal(() =>
      readText(`nam: digits
trainable: { command: ./train, metrcs: json }
mode: minn
trials: 1.5
search: atuo
scheduler: { name: asha, max_tt: 20, grace_period: xx }
stop: { val_accuracy: { maxx: 0.99 } }
time_budget: 1 fortnight
`),
    )
    expect(code).toBe('STUDY_FILE_INVALID')
    const lines = message.split('\n').map((line) => line.replace(/ There are: .*/, ''))
    expect(lines).toEqual([
      'study.yaml:1:1: A study file has no key "nam". Did you mean name?',
      'study.yaml:2:32: trainable has no key "metrcs". Did you mean metrics?',
      'study.yaml:3:7: mode is "minn". Give min or max, or one of them for each metric.',
      'study.yaml:4:9: trials is 1.5. Give a whole number of at least 1, or -1 for no end.',
      'study.yaml:5:9: There is no searcher "atuo". Did you mean auto?',
      'study.yaml:6:26: scheduler has no key "max_tt". Did you mean max_t?',
      'study.yaml:6:52: scheduler.grace_period is "xx". Give a number above 0.',
      'study.yaml:7:25: stop.val_accuracy has no key "maxx". Did you mean max?',
      'study.yaml:8:14: time_budget is "1 fortnight". Give a number of seconds above 0, or a time such as 90s, 1h30m or 2d.',
    ])
  })

  it('may be a key that every object has', () => {
    const lines = 'constructor: 1\nsearch: { name: gp, constructor: 1 }\n'
    const { message } = refusal(() => readLines(lines))
    expect(message).toContain('study.yaml:2:1: A study file has no key "constructor".')
    expect(message).toContain('study.yaml:3:21: search has no key "constructor".')
  })

  it('is told ten times at most', () => {
    const lines = Array.from({ length: 13 }, (_, i) => `zz${i}: 1`).join('\n')
    const { message } = refusal(() => readLines(lines))
    expect(message.split('\n')).toHaveLength(11)
    expect(message).toMatch(/… and 3 more\.$/)
  })

  it('is an error of the configuration, with a path', () => {
    const error = refusal(() => readLines('scheduler: { name: asha, max_t: x }'))
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toMatchObject({ path: ['scheduler', 'max_t'] })
  })

  it.each([
    ['scheduler: { max_t: 5 }', '2:12: The scheduler has no name. Give it one, e.g. name: fifo.'],
    ['scheduler: [asha]', '2:12: scheduler is ["asha"].'],
    ['scheduler: pb2', '2:12: scheduler.hyperparam_bounds is missing.'],
    [
      'scheduler: { name: asha, grace_period: 30, max_t: 20 }',
      '2:40: scheduler.grace_period is 30. Give at most max_t, which is 20.',
    ],
    [
      'scheduler: { name: resource_changing, base_scheduler: { name: asha, max_t: 1, grace_period: 2 } }',
      '2:93: scheduler.base_scheduler.grace_period is 2.',
    ],
    ['search: { name: cqr, quantiles: 4 }', '2:33: search.quantiles is 4. Give an odd number'],
    [
      'search: { name: repeat, searcher: { name: tpe, gamma: 2 } }',
      '2:55: search.searcher.gamma is 2.',
    ],
    ['search: { name: gp, n_random_steps: 0 }', '2:37: search.n_random_steps is 0.'],
    ['tune_config: 5', '2:14: tune_config is 5. Put keys below it.'],
    ['tune_config: { num_samples: 0 }', '2:29: tune_config.num_samples is 0.'],
    ['stop: 5', '2:7: stop is 5. Give thresholds'],
    ['stop: [{ name: timeout }]', '2:8: stop[0].seconds is missing. Give a number of seconds'],
    ['stop: { name: timeot, seconds: 5 }', 'There is no stopper "timeot". Did you mean timeout?'],
    [
      'stop: { loss: much }',
      '2:15: stop.loss is "much". Give a number, { max: number } or { min: number }.',
    ],
    [
      'stop: { name: trial_plateau, metric: a, metric_threshold: 1 }',
      '2:1: stop.mode is undefined',
    ],
    [
      'loggers: [csv, { name: mlflow, urii: x }]',
      '2:32: loggers[1] has no key "urii". Did you mean uri?',
    ],
    ['checkpoints: 5', '2:14: checkpoints is 5. Give a map with keep, score, order.'],
    [
      'checkpoints: { keep: -1 }',
      '2:22: checkpoints.keep is -1. Give a whole number of at least 0.',
    ],
    ['columns: { max_column_length: 2 }', '2:31: columns.max_column_length is 2.'],
    ['reuse: maybe', '2:8: reuse is "maybe". Give true or false.'],
    ['verbose: 7', '2:10: verbose is 7. Give a whole number of at least 0 and of at most 3.'],
    ['resources: { cpu: some }', '2:19: resources.cpu is "some". Give a number of at least 0.'],
    ['resources: { gpu: 1.5 }', '2:1: A trial asks for 1.5 GPUs.'],
    ['seed: [1]', '2:7: seed is [1]. Give a number or text.'],
    ['parameters: 5', '2:13: parameters is 5. Give constants by name.'],
    ['metric: []', '2:9: metric is [].'],
    ['callbacks: { a: b }', '2:12: callbacks is {"a":"b"}. Give paths of modules'],
  ])('%s', (lines, message) => {
    expect(refusal(() => readLines(lines)).message).toContain(message)
  })

  it('is that there is nothing to try', () => {
    expect(refusal(() => readText('trials: 5')).message).toMatch(
      /^study\.yaml:1:1: trainable is missing\. Give \{ python/,
    )
    expect(refusal(() => readText('trainable:')).message).toMatch(
      /^study\.yaml:1:11: trainable is missing\. Give/,
    )
  })
})
