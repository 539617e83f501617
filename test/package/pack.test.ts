import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

function run(cwd: string, program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The first TypeScript block of the README. */
function readmeExample(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  return /```ts\n([^]*?)```/.exec(readme)?.[1] ?? ''
}

/** The part that needs nothing of Node. */
const SEARCH_ALONE = `
import { createSearch, uniform } from 'attune/search'
const search = createSearch({ x: uniform(0, 1) }, { mode: 'min', algorithm: 'tpe' })
for (let i = 0; i < 20; i++) {
  const { id, config } = search.ask()
  search.tell(id, config.x)
}
console.log('best:', search.best.config.x)
`

const WITHOUT_TSX = `
import { Tuner } from 'attune'
try {
  new Tuner('./readme.ts')
  console.log('made')
} catch (error) {
  console.log(error.code)
}
`

describe('the packed package', () => {
  const folder = tempFolder()

  it('installs into an empty project, without scripts, and runs the README example there', () => {
    const [{ filename, files }] = JSON.parse(
      run(root, 'npm', 'pack', '--json', '--pack-destination', folder),
    ) as [{ filename: string; files: { path: string }[] }]
    const paths = files.map((file) => file.path)
    expect(paths).toContain('dist/index.d.ts')
    expect(paths).toContain('python/attune/__init__.py')
    expect(paths).toContain('LICENSE')
    expect(paths.filter((path) => /(^|\/)(test|bench|examples|__pycache__)\//.test(path))).toEqual(
      [],
    )

    const project = join(folder, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
    run(
      project,
      'npm',
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      join('..', filename),
    )
    writeFileSync(join(project, 'readme.ts'), readmeExample())

    // As users of Node 20 run TypeScript, with the tsx of this repository.
    const tsx = join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')
    const output = run(project, process.execPath, '--import', tsx, 'readme.ts')
    expect(output).toContain('Number of trials: 20/20 (20 TERMINATED)')
    expect(output).toMatch(/best: \{ lr: 0\.\d+, layers: \d \}/)

    writeFileSync(join(project, 'search.mjs'), SEARCH_ALONE)
    expect(run(project, process.execPath, 'search.mjs')).toMatch(/^best: 0\.\d+\n$/)

    // There is no tsx: that is said before any trial has begun, unless Node runs TypeScript itself.
    writeFileSync(join(project, 'without-tsx.mjs'), WITHOUT_TSX)
    const strips = 'typescript' in process.features && process.features.typescript !== false
    expect(run(project, process.execPath, 'without-tsx.mjs')).toBe(
      strips ? 'made\n' : 'TSX_NOT_FOUND\n',
    )

    const types = join(project, 'tsconfig.json')
    writeFileSync(
      types,
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'NodeNext',
          target: 'ES2022',
          types: [],
        },
        files: ['readme.ts'],
      }),
    )
    writeFileSync(
      join(project, 'readme.ts'),
      `declare const console: { log(...args: unknown[]): void }\n${readmeExample()}`,
    )
    run(
      project,
      process.execPath,
      join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
      '-p',
      types,
    )
  }, 120_000)

  it('is the example that the repository has', () => {
    expect(readmeExample()).toBe(readFileSync(join(root, 'examples/quickstart.ts'), 'utf8'))
  })
})
