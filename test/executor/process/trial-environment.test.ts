import { describe, expect, it } from 'vitest'
import { PYTHON_FOLDER, trialEnvironment } from '../../../src/executor/process/trial-environment.ts'

const facts = {
  trial: '63ecc_00000',
  attempt: 2,
  trialName: 'train_63ecc_00000',
  studyName: 'digits',
  dir: '/study/trial',
  iteration: 3,
  resources: { cpu: 2.5, gpu: 0.5, licence: 1 },
  gpus: [],
}

describe('trialEnvironment', () => {
  it('tells a trial about itself', () => {
    expect(
      trialEnvironment({ ...facts, checkpoint: '/study/trial/c' }, {}, { HOME: '/h' }),
    ).toEqual({
      HOME: '/h',
      OMP_NUM_THREADS: '2',
      MKL_NUM_THREADS: '2',
      OPENBLAS_NUM_THREADS: '2',
      OMP_WAIT_POLICY: 'PASSIVE',
      PYTHONUNBUFFERED: '1',
      PYTHONPATH: PYTHON_FOLDER,
      CUDA_VISIBLE_DEVICES: '',
      ATTUNE_TRIAL_ID: '63ecc_00000',
      ATTUNE_TRIAL_NAME: 'train_63ecc_00000',
      ATTUNE_TRIAL_DIR: '/study/trial',
      ATTUNE_STUDY_NAME: 'digits',
      ATTUNE_ATTEMPT: '2',
      ATTUNE_ITERATION: '3',
      ATTUNE_CHECKPOINT: '/study/trial/c',
      ATTUNE_RESOURCES: '{"cpu":2.5,"gpu":0.5,"licence":1}',
    })
  })

  it.each([
    [{ cpu: 0.5 }, '1'],
    [{}, '1'],
    [{ cpu: 8 }, '8'],
  ])('gives numerical libraries the threads of the trial: %o', (resources, threads) => {
    const environment = trialEnvironment({ ...facts, resources }, {}, {})
    expect(environment['OMP_NUM_THREADS']).toBe(threads)
  })

  it("keeps the user's own thread settings", () => {
    const base = { OMP_NUM_THREADS: '7', OMP_WAIT_POLICY: 'ACTIVE', PYTHONUNBUFFERED: '' }
    expect(trialEnvironment(facts, { MKL_NUM_THREADS: '9' }, base)).toMatchObject({
      ...base,
      MKL_NUM_THREADS: '9',
      OPENBLAS_NUM_THREADS: '2',
    })
  })

  it("hides the rank that the tuner's own launcher gave to the tuner", () => {
    const ranks = [
      'RANK LOCAL_RANK WORLD_SIZE LOCAL_WORLD_SIZE GROUP_RANK NODE_RANK MASTER_ADDR MASTER_PORT',
      'TORCHELASTIC_RUN_ID SLURM_PROCID SLURM_LOCALID SLURM_NODEID SLURM_NTASKS SLURM_NPROCS',
      'SLURM_NTASKS_PER_NODE SLURM_STEP_ID OMPI_COMM_WORLD_RANK OMPI_COMM_WORLD_SIZE PMI_RANK',
      'PMIX_RANK MV2_COMM_WORLD_RANK',
    ].flatMap((line) => line.split(' '))
    const kept = { SLURM_JOB_ID: '17', RANKING: 'x', MY_RANK: 'y', ATTUNE_PYTHON: 'python3.12' }
    const base = { ...Object.fromEntries(ranks.map((name) => [name, '1'])), ...kept }
    const environment = trialEnvironment(facts, {}, base)
    expect(Object.keys(environment).filter((name) => ranks.includes(name))).toEqual([])
    expect(environment).toMatchObject(kept)
  })

  it('does not hand on what belongs to an outer trial, except to be overwritten', () => {
    const base = {
      ATTUNE_FD: '3',
      ATTUNE_SOCKET: '/s',
      ATTUNE_CONFIG: '{}',
      ATTUNE_PARAM_LR: '1',
      ATTUNE_CHECKPOINT: '/outer',
      ATTUNE_TRIAL_ID: 'outer',
    }
    const environment = trialEnvironment(facts, {}, base)
    expect(environment['ATTUNE_TRIAL_ID']).toBe('63ecc_00000')
    for (const name of Object.keys(base).filter((name) => name !== 'ATTUNE_TRIAL_ID')) {
      expect(environment).not.toHaveProperty(name)
    }
  })

  it.each([
    [[], undefined, ''],
    [[], '2,3', ''],
    [[0], undefined, '0'],
    [[0, 2], '', '0,2'],
    [[1], '4, 6', '6'],
    [[0, 1], 'GPU-8f2a,MIG-77', 'GPU-8f2a,MIG-77'],
  ])('shows the granted GPUs %o of a tuner that sees %o as %o', (gpus, visible, expected) => {
    const base = visible === undefined ? {} : { CUDA_VISIBLE_DEVICES: visible }
    expect(trialEnvironment({ ...facts, gpus }, {}, base)['CUDA_VISIBLE_DEVICES']).toBe(expected)
  })

  it('removes what the user takes away', () => {
    const environment = trialEnvironment(
      facts,
      { A: null, OMP_NUM_THREADS: null },
      { A: '1', B: '2' },
    )
    expect(environment).toMatchObject({ B: '2' })
    expect(Object.keys(environment)).not.toContain('A')
    expect(Object.keys(environment)).not.toContain('OMP_NUM_THREADS')
  })

  it("puts the Python client before the user's own path", () => {
    const path = trialEnvironment(facts, { PYTHONPATH: '/mine' }, { PYTHONPATH: '/base' })
    expect(path['PYTHONPATH']).toBe(`${PYTHON_FOLDER}:/mine`)
  })
})
