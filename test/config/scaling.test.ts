import { describe, expect, it } from 'vitest'
import { changes } from '../../src/cli/resume/changes.ts'
import { locate } from '../../src/config/locate.ts'
import { Tuner } from '../../src/index.ts'
import { readLines, refusal } from './study-text.ts'

const SPACE = 'space: { lr: 1 }'

function problemOf(lines: string): { readonly code: string; readonly message: string } {
  const file = readLines(`${SPACE}\n${lines}`)
  return refusal(() => {
    try {
      return new Tuner(file.trainable, file.options)
    } catch (error) {
      throw locate(error, file)
    }
  })
}

describe('scaling in a study file', () => {
  it.each([
    'scaling: { num_workers: 2, use_gpu: yes, resources_per_worker: { cpu: 3, gpu: 1 }, placement: spread }',
    'scaling_config:\n  num_workers: "2"\n  use_gpu: true\n  resources_per_worker: { cpu: 3, gpu: 1 }\n  placement_strategy: SPREAD',
    'scalingConfig: { numWorkers: 2, useGpu: true, resourcesPerWorker: { cpu: 3, gpu: 1 }, placement: Spread }',
    'ray_scaling_config:\n  _target_: ray.train.ScalingConfig\n  num_workers: 2\n  use_gpu: true\n  resources_per_worker: { cpu: 3, gpu: 1 }\n  placement: SPREAD',
  ])('%s', (text) => {
    expect(readLines(text).options.scalingConfig).toEqual({
      numWorkers: 2,
      useGpu: true,
      resourcesPerWorker: { cpu: 3, gpu: 1 },
      placement: 'SPREAD',
    })
  })

  it('may name resources as Ray does, and is absent where it is not said', () => {
    const text = 'scaling: { num_workers: 2, resources_per_worker: { CPU: 2, GPU: 0 } }'
    const { trainable, options } = readLines(`${SPACE}\ncapacity: { cpu: 4, gpu: 0 }\n${text}`)
    expect(() => new Tuner(trainable, options)).not.toThrow()
    expect(readLines('').options).not.toHaveProperty('scalingConfig')
  })

  it.each([
    [
      'scaling: { num_workers: 0 }',
      '2:25: scaling.num_workers is 0. Give a whole number of at least 1.',
    ],
    ['scaling: { placement: near }', 'Give PACK, STRICT_PACK, SPREAD or STRICT_SPREAD.'],
    ['scaling: { num_worker: 2 }', 'scaling has no key "num_worker". Did you mean num_workers?'],
    ['scaling: 2', 'Give a map with num_workers, use_gpu, resources_per_worker.'],
  ])('%s is refused', (text, message) => {
    expect(refusal(() => readLines(text)).message).toContain(message)
  })

  it.each([
    [
      'scaling: { num_workers: 2, placement: STRICT_SPREAD }',
      'INVALID_SCALING',
      'study.yaml:3:28: scaling.placement is "STRICT_SPREAD".',
    ],
    [
      'scaling: { resources_per_worker: { gpu: 1 } }',
      'INVALID_SCALING',
      'study.yaml:3:36: scaling.resources_per_worker.gpu is 1. use_gpu is not set',
    ],
    [
      'capacity: { cpu: 2 }\nscaling: { num_workers: 3 }',
      'INFEASIBLE_RESOURCES',
      'study.yaml:4:1: A trial asks for 3 cpu',
    ],
    ['resources: { cpu: 1 }\nscaling: {}', 'RESOURCES_STATED_TWICE', 'study.yaml:4:1: '],
  ])('%s is told with its place', (text, code, message) => {
    const problem = problemOf(text)
    expect(problem.code).toBe(code)
    expect(problem.message).toContain(message)
  })

  it('stays as it was when a study is resumed', () => {
    const [two, four] = [2, 4].map((numWorkers) => ({ scalingConfig: { numWorkers } }))
    expect(changes(two, { ...two })).toEqual({ tuneConfig: {}, runConfig: {} })
    expect(refusal(() => changes(two, four ?? {}))).toMatchObject({
      code: 'SCALING_CHANGED',
      message: expect.stringContaining('another than when the study began'),
    })
    expect(refusal(() => changes(two, {})).code).toBe('SCALING_CHANGED')
  })
})
