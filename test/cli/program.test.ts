import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { makeProgram } from '../../src/cli/program.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { packageVersion } from '../../src/package-files.ts'
import { fakeCli } from './fake-cli.ts'
import type { FakeCli } from './fake-cli.ts'

async function call(...args: string[]): Promise<FakeCli & { readonly code: number }> {
  const fake = fakeCli({ cwd: process.cwd() })
  return { ...fake, code: await runCli(args, fake.cli) }
}

const names = makeProgram(fakeCli({ cwd: '/' }).cli).commands.map((command) => command.name())

describe('attune', () => {
  it('has the commands of its help, in the order in which they are needed', async () => {
    const { code, stdout, stderr } = await call('--help')
    expect({ code, stderr: stderr() }).toEqual({ code: 0, stderr: '' })
    const listed = [...stdout().matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name)
    expect(listed.slice(0, 3)).toEqual(['init', 'run', 'resume'])
    expect(listed.filter((name) => names.includes(name ?? ''))).toEqual(
      names.filter((name) => !name.startsWith('__')),
    )
  })

  it.each(names.filter((name) => !name.startsWith('__')))(
    '%s has a short help with an example',
    async (name) => {
      const { code, stdout } = await call(name, '--help')
      expect(code).toBe(0)
      const lines = stdout().trimEnd().split('\n')
      expect(lines.length).toBeLessThanOrEqual(40)
      expect(stdout()).toMatch(new RegExp(`Example:\\n {2}(attune ${name}|.*attune )`))
      expect(stdout()).toContain('--json')
    },
  )

  it('says its version', async () => {
    const { code, stdout } = await call('--version')
    expect({ code, stdout: stdout() }).toEqual({ code: 0, stdout: `${packageVersion()}\n` })
  })

  it('prints its help and ends with 1 when nothing is asked of it', async () => {
    const { code, stderr, stdout } = await call()
    expect({ code, stdout: stdout() }).toEqual({ code: 1, stdout: '' })
    expect(stderr()).toContain('Usage: attune')
  })

  it.each([
    [['rum'], 'run'],
    [['resumee', 'x'], 'resume'],
    [['run', '--trails', '3'], '--trials'],
    [['plan', '--trial-tim', '3'], '--trial-time'],
  ])('%j is refused with the nearest word', async (args, word) => {
    const { code, stderr } = await call(...args)
    expect(code).toBe(1)
    expect(stderr()).toContain(`Did you mean ${word}?`)
  })

  it('tells programs as well', async () => {
    const { code, json } = await call('plan', '--nonsense', '--json')
    expect(code).toBe(1)
    expect(json()).toEqual({ error: { code: 'USAGE', message: "unknown option '--nonsense'" } })
  })

  it('loads next to nothing for its help', async () => {
    const { metafile } = await build({
      entryPoints: [fileURLToPath(new URL('../../src/cli/run-cli.ts', import.meta.url))],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outdir: 'dist',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    const entry = Object.keys(metafile.outputs).find((name) =>
      metafile.outputs[name]?.entryPoint?.endsWith('run-cli.ts'),
    )
    const loaded = new Set([entry ?? ''])
    const external = new Set<string>()
    for (const name of loaded) {
      for (const { path, kind, external: isExternal } of metafile.outputs[name]?.imports ?? []) {
        if (kind !== 'import-statement') continue
        if (isExternal) external.add(path)
        else loaded.add(path)
      }
    }
    const sources = [...loaded].flatMap((name) => Object.keys(metafile.outputs[name]?.inputs ?? {}))
    const heavy = sources.filter(
      (name) => !/^src\/(cli\/|protocol\/json|errors|package-files)/.test(name),
    )
    expect(heavy).toEqual([])
    expect([...external].filter((name) => !name.startsWith('node:'))).toEqual(['commander'])
  })
})
