import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCallback } from '../../../src/cli/run/callbacks.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import type { StudyView } from '../../../src/study/view.ts'

const folder = tempFolder()
const view = { name: 'told' } as StudyView

function moduleOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('a callback module', () => {
  it.each([
    ['object.mjs', 'export default { onStudyStart(study) { study.heard = "object" } }'],
    ['class.mjs', 'export default class A { onStudyStart(study) { study.heard = "class" } }'],
    ['function.mjs', 'export default () => ({ onStudyStart(study) { study.heard = "function" } })'],
    ['later.mjs', 'export default async () => ({ onStudyStart(study) { study.heard = "later" } })'],
    [
      'typescript.ts',
      'enum E { A = "typescript" }\nexport default class C { onStudyStart(s: { heard?: E }): void { s.heard = E.A } }',
    ],
  ])('%s', async (name, text) => {
    const callback = await loadCallback(moduleOf(name, text))
    const told = { ...view } as StudyView & { heard?: string }
    await callback.onStudyStart?.(told)
    expect(told.heard).toBe(name.split('.')[0])
  })

  it.each([
    ['none.mjs', 'export const onStudyStart = 1', 'INVALID_CALLBACK'],
    ['typo.mjs', 'export default { onStudyStarted() {} }', 'INVALID_CALLBACK'],
    ['nothing.mjs', 'export default () => undefined', 'INVALID_CALLBACK'],
    ['broken.mjs', 'export default {', 'CALLBACK_NOT_LOADABLE'],
    ['throws.mjs', 'export default () => { throw new Error("no token") }', 'CALLBACK_NOT_LOADABLE'],
  ])('%s is refused', async (name, text, code) => {
    await expect(loadCallback(moduleOf(name, text))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(name) as unknown,
    })
  })

  it('that is not there is refused', async () => {
    const path = join(folder, 'missing.mjs')
    await expect(loadCallback(path)).rejects.toMatchObject({ code: 'CALLBACK_NOT_LOADABLE' })
  })
})
