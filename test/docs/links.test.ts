import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { pages, root } from './pages.ts'

interface Link {
  readonly target: string
  /** Path of the file, or of the folder, from the repository's root. */
  readonly file: string
  readonly anchor: string | undefined
}

function linksOf({ name, prose }: (typeof pages)[number]): Link[] {
  const withoutCode = prose.replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '))
  return Array.from(withoutCode.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? name : relative(root, resolve(root, dirname(name), path))
      return { target, file, anchor }
    })
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/^```[^]*?^```$/gm, '')
  const seen = new Map<string, number>()
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) => {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
}

it.each(pages)('every link of $name leads somewhere', (page) => {
  const dead = linksOf(page).filter(({ file, anchor }) => {
    if (!existsSync(join(root, file))) return true
    if (anchor === undefined) return false
    return extname(file) !== '.md' || !anchorsOf(file).includes(anchor)
  })
  expect(dead.map(({ target }) => target)).toEqual([])
})

it("the README's index has every page of docs", () => {
  const [readme, ...docs] = pages
  const linked = readme ? linksOf(readme).map(({ file }) => file) : []
  expect(docs.length).toBeGreaterThan(10)
  expect(docs.map(({ name }) => name).filter((name) => !linked.includes(name))).toEqual([])
})
