import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { studyFolder } from '../../examples/support/study-folder.ts'

let storage: string
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'attune-folders-'))
})
afterEach(() => rm(storage, { recursive: true, force: true }))

async function make(...names: string[]): Promise<void> {
  for (const name of names) await mkdir(join(storage, name))
}

describe('studyFolder', () => {
  it('takes the plain name in a storage folder that is empty or not there', () => {
    const plain = { name: 'digits', exists: false }
    expect(studyFolder(storage, 'digits', { resume: false })).toEqual(plain)
    expect(studyFolder(join(storage, 'none'), 'digits', { resume: true })).toEqual(plain)
  })

  it('counts on from the studies that are there', async () => {
    await make(
      'digits',
      'digits-9',
      'digits-10',
      'digits-torch',
      'digits-1',
      'digits-x',
      'other-40',
    )
    expect(studyFolder(storage, 'digits', { resume: false })).toEqual({
      name: 'digits-11',
      exists: false,
    })
  })

  it('resumes the last one', async () => {
    await make('digits', 'digits-9', 'digits-10', 'digits-torch')
    expect(studyFolder(storage, 'digits', { resume: true })).toEqual({
      name: 'digits-10',
      exists: true,
    })
  })
})
