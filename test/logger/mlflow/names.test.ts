import { describe, expect, it } from 'vitest'
import { NameBook } from '../../../src/logger/mlflow/names.ts'

/** What MLflow itself asks of a name (`mlflow/utils/validation.py`). */
function isAllowed(name: string): boolean {
  const isNormal = name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  return /^[/\p{L}\p{N}_.\- :]*$/u.test(name) && isNormal && Array.from(name).length <= 250
}

describe('a name on the server', () => {
  it.each(['loss', 'val/loss', 'lr-Adam.v2', 'top 5: acc', 'größe', '損失', 'x'.repeat(250)])(
    '%s stays as it is',
    (name) => {
      expect(isAllowed(name)).toBe(true)
      expect(new NameBook().nameOf(name)).toBe(name)
    },
  )

  it.each([
    ['mAP@50', 'mAP_50'],
    ['metrics/mAP50(B)', 'metrics/mAP50_B_'],
    ['/a//b/', 'a/b'],
    ['../a/./b', '__/a/_/b'],
    ['', '_'],
    ['///', '_'],
    ['a\nb', 'a_b'],
  ])('%j becomes %j', (name, given) => {
    expect(isAllowed(given)).toBe(true)
    expect(new NameBook().nameOf(name)).toBe(given)
  })

  it('is nobody else’s, and stays the same', () => {
    const names = [
      'a@b',
      'a#b',
      'a_b',
      'a$b',
      `${'x'.repeat(300)}1`,
      `${'x'.repeat(300)}2`,
      '😀'.repeat(260),
    ]
    const book = new NameBook()
    const given = names.map((name) => book.nameOf(name))
    expect(new Set(given).size).toBe(names.length)
    expect(given.every(isAllowed)).toBe(true)
    expect(given[0]).toBe('a_b')
    const later = new NameBook(JSON.parse(JSON.stringify(book)) as Record<string, string>)
    const inAnotherOrder = names.toReversed().map((name) => later.nameOf(name))
    expect(inAnotherOrder.reverse()).toEqual(given)
  })
})
