import { beforeAll, expect, it } from 'vitest'
import { checkTypes } from './check-types.ts'
import { pages } from './pages.ts'

/** What examples take for granted, so that each is about one thing. */
const PRELUDE = `
import type { Domain, ResultGrid, Trial, Tuner } from 'attune'
import type { AskTell } from 'attune/search'
declare global {
  /** A trainable, and its space. */
  function train(config: { lr: number }, trial: Trial): Promise<void>
  const paramSpace: { lr: Domain<number> }
  const tuner: Tuner<{ lr: number; layers: 1 | 2 | 3 }>
  const results: ResultGrid<{ lr: number; layers: 1 | 2 | 3 }>
  const search: AskTell<{ lr: number }>
  /** Where a study lies. */
  const folder: string
}
`

const IMPORT = /^import (type )?\{([^}]*)\} from '([^']+)'$/gm

/** A page's blocks as modules; what an earlier block has imported need not be imported again. */
function modulesOf({ name, blocks }: (typeof pages)[number]): Map<string, string> {
  const modules = new Map<string, string>()
  const imported = new Map<string, string>()
  for (const { language, code, line, isFragment } of blocks) {
    if (language !== 'ts' || isFragment) continue
    const own = new Set<string>()
    for (const [, type = '', names = '', from = ''] of code.matchAll(IMPORT)) {
      for (const entry of names.split(',').map((each) => each.trim())) {
        own.add(entry)
        imported.set(entry, `import ${type}{ ${entry} } from '${from}'`)
      }
    }
    // On one line, so that an error's line is that of the block.
    const earlier = [...imported].filter(([entry]) => !own.has(entry)).map(([, text]) => text)
    const file = `${name.replaceAll(/\W/g, '_')}_${line}.ts`
    modules.set(file, `${earlier.join('; ')}; export {}; ${code}`)
  }
  return modules
}

const examples = pages.map((page) => ({ name: page.name, modules: modulesOf(page) }))
let problems: ReadonlyMap<string, readonly string[]>

beforeAll(() => {
  const files = examples.flatMap(({ modules }) => [...modules])
  problems = checkTypes(new Map([...files, ['prelude.d.ts', PRELUDE]]))
})

it.each(examples.filter(({ modules }) => modules.size > 0))(
  'the examples of $name type-check against the built package',
  ({ modules }) => {
    expect([...modules.keys()].flatMap((file) => problems.get(file) ?? [])).toEqual([])
  },
)

it('nothing else is wrong with them', () => {
  expect(problems.get('') ?? []).toEqual([])
  expect(problems.get('prelude.d.ts') ?? []).toEqual([])
})

it('they are many, and few of them are fragments', () => {
  const blocks = pages.flatMap((page) => page.blocks).filter(({ language }) => language === 'ts')
  expect(blocks.length).toBeGreaterThan(25)
  expect(blocks.filter(({ isFragment }) => isFragment).length).toBeLessThan(3)
})
