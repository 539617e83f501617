import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PythonExecutor } from '../../../src/executor/python/python-executor.ts'
import { python } from '../../../src/executor/python/python.ts'
import { Harness } from '../process/harness.ts'
import { folder, script } from './python-fixture.ts'

async function opening(executor: PythonExecutor): Promise<void> {
  const harness = new Harness(executor)
  try {
    await harness.open()
  } finally {
    await harness.close()
  }
}

describe('opening', () => {
  it('says that an interpreter is missing, not executable, too old or broken', async () => {
    const path = script('')
    const fake = (name: string, text: string, mode: number): string => {
      const file = join(folder, name)
      writeFileSync(file, text, { mode })
      return file
    }
    for (const [interpreter, code, message] of [
      ['/nowhere/python', 'PYTHON_NOT_FOUND', 'no such program'],
      ['no-such-python', 'PYTHON_NOT_FOUND', 'ATTUNE_PYTHON'],
      [fake('plain', '', 0o644), 'PYTHON_NOT_FOUND', 'not executable'],
      [
        fake('broken', '#!/bin/sh\necho went wrong >&2; exit 1', 0o755),
        'PYTHON_NOT_FOUND',
        'went wrong',
      ],
      [fake('old', '#!/bin/sh\necho 3.8; echo /usr/bin/python3.8', 0o755), 'PYTHON_TOO_OLD', '3.8'],
    ] as const) {
      const executor = new PythonExecutor(python(path, { python: interpreter }))
      await expect(opening(executor)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      })
    }
  })

  it('refuses constants that Python cannot get', async () => {
    const trainable = python(script(''), { function: 'train' })
    await expect(
      opening(new PythonExecutor(trainable, { a: { b: [() => 1] } })),
    ).rejects.toMatchObject({
      code: 'PARAMETERS_NOT_JSON',
      message: expect.stringContaining('a/b/0'),
    })
    await expect(opening(new PythonExecutor(python(script('')), { a: 1 }))).rejects.toMatchObject({
      code: 'PARAMETERS_WITHOUT_FUNCTION',
    })
  })
})

describe('python()', () => {
  it('describes a trainable as frozen plain data', () => {
    const path = script('')
    const trainable = python(path, {
      function: 'train',
      args: ['a'],
      python: 'py',
      env: { A: 'b', C: undefined },
    })
    expect(trainable).toEqual({
      kind: 'python',
      script: path,
      function: 'train',
      python: 'py',
      args: ['a'],
      spread: false,
      isModule: false,
      warm: true,
      cwd: undefined,
      env: { A: 'b', C: null },
    })
    expect(JSON.parse(JSON.stringify(trainable))).toEqual({ ...trainable, cwd: undefined })
    expect(Object.isFrozen(trainable)).toBe(true)
    expect(python(new URL(`file://${path}`)).script).toBe(path)
  })

  it('refuses what cannot work', () => {
    expect(() => python('nowhere/train.py')).toThrow(
      /There is no Python script .*nowhere\/train\.py/,
    )
    const path = script('')
    for (const options of [{ function: 'a.b' }, { function: '' }, { spread: true }]) {
      expect(() => python(path, options)).toThrow(
        expect.objectContaining({ code: 'INVALID_PYTHON_OPTION' }),
      )
    }
  })
})
