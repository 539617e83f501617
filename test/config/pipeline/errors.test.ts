import { describe, expect, it } from 'vitest'
import { readText, refusal } from '../study-text.ts'

function refused(text: string, overrides: readonly string[] = []): string {
  return refusal(() => readText(text, { overrides })).message
}

/** A pipeline with one step, whose arguments are given. */
function pipeline(args: string, key = 'training_pipeline'): string {
  return `${key}:\n  _target_: itwinai.pipeline.Pipeline\n  steps:\n    - { _target_: a.Trainer, ${args} }\n`
}

describe('the YAML of the tutorial', () => {
  const printed = `ray_training_pipeline:
class_path: itwinai.pipeline.Pipeline
init_args:
    steps:
    - class_path: data.FashionMNISTGetter
    - class_path: data.FashionMNISTSplitter
        init_args:
          train_proportion: 0.9
          validation_proportion: 0.1
`

  it('is refused with the line, the column and the indentation', () => {
    expect(refused(printed)).toBe(
      'study.yaml:6:19: This is text and keys at once. Line 7 indents init_args by 8 spaces, and class_path ' +
        'above it by 6: indent them alike.',
    )
  })

  it('is refused again once that is put right, for its first line', () => {
    expect(refused(printed.replace('        init_args', '      init_args'))).toBe(
      'study.yaml:1:1: ray_training_pipeline has nothing below it: class_path and init_args stand beside it. ' +
        'Indent them by two spaces, with all that is below them.',
    )
  })
})

describe('which pipeline is meant', () => {
  const two = `${pipeline('epochs: 1', 'one')}${pipeline('epochs: 2', 'two')}`
  const nested = `all:\n  first:\n    _target_: my.OwnPipeline\n    steps: [{ _target_: a.B }]\n`

  it('is said where there are several', () => {
    expect(refused(two)).toBe(
      'study.yaml:1:1: There are several pipelines: one, two. Say which is meant with --pipe-key one.',
    )
    expect(refused(two, ['pipe_key=tow'])).toBe(
      '-o pipe_key=tow: There is no pipeline "tow". Did you mean two? There are: one, two.',
    )
    expect(readText(two, { overrides: ['pipe_key=two'] }).trainable).toMatchObject({
      parameters: { pipeline: { steps: [{ epochs: 2 }] } },
    })
    expect(readText(`pipe_key: two\n${two}`).trainable).toMatchObject({
      parameters: { pipeline: { steps: [{ epochs: 2 }] } },
    })
  })

  it('is training_pipeline, or the only one with a search', () => {
    const usual = pipeline('epochs: 3')
    expect(readText(`${two}${usual}`).trainable).toMatchObject({
      parameters: { pipeline: { steps: [{ epochs: 3 }] } },
    })
    const tuned = pipeline('epochs: 4, ray_search_space: { a: 1 }', 'mine')
    expect(readText(`${two}${usual}${tuned}`).trainable).toMatchObject({
      parameters: { pipeline: { steps: [{ epochs: 4 }] } },
    })
  })

  it('may lie one level below, or be all there is', () => {
    expect(readText(nested).trainable).toMatchObject({
      parameters: { pipeline: { steps: [{ _target_: 'a.B' }] } },
    })
    expect(
      readText(`${nested}${two}`, { overrides: ['pipe_key=all.first'] }).trainable,
    ).toMatchObject({
      parameters: { pipeline: { steps: [{ _target_: 'a.B' }] } },
    })
    expect(readText('_target_: x.Pipeline\nsteps: [{ _target_: a.B }]\n').trainable).toMatchObject({
      parameters: { pipeline: { steps: [{ _target_: 'a.B' }] } },
    })
  })

  it('has steps, of which some may be left out', () => {
    expect(refused('p: { _target_: x.Pipeline, steps: [] }')).toContain(
      'study.yaml:1:4: p has no steps.',
    )
    const text = `p: { _target_: x.Pipeline, steps: { a: { _target_: m.A }, b: { _target_: m.B }, c: { _target_: m.C } } }`
    expect(readText(text, { overrides: ['pipe_steps=[a, c]'] }).trainable).toMatchObject({
      parameters: { pipeline: { steps: { a: {}, c: {} } } },
    })
    expect(readText(text, { overrides: ['pipe_steps=null'] }).trainable).toMatchObject({
      parameters: { pipeline: { steps: { a: {}, b: {}, c: {} } } },
    })
    expect(refused(text, ['pipe_steps=[a, d]'])).toContain(
      '-o pipe_steps=[a, d]: pipe_steps names "d". There are: a, b, c.',
    )
  })
})

describe('what is wrong in a pipeline file', () => {
  it.each([
    [
      pipeline('ray_search_space: { lr: { type: unifrom, lower: 0, upper: 1 } }'),
      '4:62: ray_search_space.lr: there is no domain "unifrom". Did you mean uniform?',
    ],
    [
      pipeline('ray_search_space: { lr: { type: uniform, lower: 0 } }'),
      '4:54: ray_search_space.lr: uniform needs max. Give it a number.',
    ],
    [
      pipeline('ray_tune_config: { scheduler: { name: asha, max_tt: 3 } }'),
      '4:74: ray_tune_config.scheduler has no key "max_tt". Did you mean max_t?',
    ],
    [
      pipeline('ray_tune_config: { search_alg: { name: sigopt } }'),
      '4:69: There is no searcher "sigopt". The nearest is gp. There are:',
    ],
    [
      pipeline('ray_tune_config: { search_alg: { _target_: ray.tune.search.flaml.BlendSearch } }'),
      'The nearest is auto.',
    ],
    [
      pipeline('tune_config: { num_samples: 1 }, ray_tune_config: { num_samples: 2 }'),
      'ray_tune_config.num_samples says the same as tune_config.num_samples, which is there too.',
    ],
    [
      `${pipeline('ray_search_space: { a: 1 }')}    - { _target_: b.Trainer, ray_search_space: { b: 1 } }\n`,
      '5:7: steps[1] (Trainer) says how to tune, and so does steps[0] (Trainer). Leave one out.',
    ],
    [
      `${pipeline('a: 1')}scheduler: asha\nnum_samples: 5\n`,
      '5:1: scheduler belongs to a study file, and this is a file of pipelines. Put it below a key attune.\n' +
        'study.yaml:6:1: num_samples belongs',
    ],
    [`${pipeline('a: 1')}attune: 5\n`, '5:1: attune is 5. Put keys below it.'],
    [
      `${pipeline('a: 1')}attune: { trails: 5 }\n`,
      'A study file has no key "trails". Did you mean trials?',
    ],
    [
      `${pipeline('a: 1')}attune: { parameters: { a: 1 } }\n`,
      'parameters cannot be handed to a pipeline.',
    ],
  ])('%s', (text, message) => {
    expect(refused(text)).toContain(message)
  })

  it('is an option that is neither of the file nor of a study', () => {
    expect(refused(`learning_rate: 1\n${pipeline('a: 1')}`, ['learning_rte=2'])).toContain(
      '-o learning_rte=2: "learning_rte" is a key neither of this file nor of a study. Did you mean learning_rate? ' +
        'The file has: learning_rate, training_pipeline, pipe_key, pipe_steps, attune.',
    )
  })
})
