import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readKeptFile, StudyFileKeeper } from '../../../src/cli/run/kept-file.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import type { StudyView } from '../../../src/study/view.ts'

const kept = {
  text: '# mine\nname: "ü"\n',
  path: '/home/me/study.yaml',
  cwd: '/home/me',
  overrides: ['trials=3', 'name="7"'],
}

describe('a study file that is kept', () => {
  it('is found again as it was, and leaves nothing else', () => {
    const dir = tempFolder()
    expect(readKeptFile(dir)).toBeUndefined()
    new StudyFileKeeper(kept).onStudyStart({ dir } as StudyView)
    expect(readKeptFile(dir)).toEqual(kept)
    const later = { ...kept, overrides: [...kept.overrides, 'trials=9'] }
    new StudyFileKeeper(later).onStudyStart({ dir } as StudyView)
    expect(readKeptFile(dir)).toEqual(later)
    expect(readdirSync(dir).toSorted()).toEqual(['study-origin.json', 'study.yaml'])
  })

  it('that is damaged is an error, and not forgotten', () => {
    const dir = tempFolder()
    new StudyFileKeeper(kept).onStudyStart({ dir } as StudyView)
    writeFileSync(join(dir, 'study-origin.json'), '{')
    expect(() => readKeptFile(dir)).toThrow(
      expect.objectContaining({ code: 'KEPT_FILE_UNREADABLE' }),
    )
    new StudyFileKeeper(kept).onStudyStart({ dir } as StudyView)
    rmSync(join(dir, 'study.yaml'))
    expect(() => readKeptFile(dir)).toThrow('Remove study-origin.json')
  })
})
