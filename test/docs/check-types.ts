import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './pages.ts'

const compilerOptions = {
  strict: true,
  noEmit: true,
  module: 'NodeNext',
  target: 'ES2022',
  types: ['node'],
}

/**
 * What the compiler says about files of a project that has installed the built package, by file; what
 * it says about none of them is under the empty name.
 */
export function checkTypes(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const project = mkdtempSync(join(tmpdir(), 'attune-docs-'))
  try {
    mkdirSync(join(project, 'node_modules'))
    symlinkSync(root, join(project, 'node_modules', 'attune'))
    symlinkSync(join(root, 'node_modules', '@types'), join(project, 'node_modules', '@types'))
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    for (const [name, code] of files) writeFileSync(join(project, name), code)
    return compile(project, files)
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

function compile(project: string, files: ReadonlyMap<string, string>): Map<string, string[]> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '--pretty', 'false'], {
    cwd: project,
    encoding: 'utf8',
  })
  const problems = new Map<string, string[]>()
  const lines = stdout.split('\n').filter((line) => /^\S.*error TS/.test(line))
  for (const line of lines) {
    const [, name = ''] = /^([^\s(]+)\(/.exec(line) ?? []
    const file = files.has(name) ? name : ''
    problems.set(file, [...(problems.get(file) ?? []), line])
  }
  if (status !== 0 && lines.length === 0) throw new Error(`tsc failed: ${stdout}${stderr}`)
  return problems
}
