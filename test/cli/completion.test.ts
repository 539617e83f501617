import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeProgram } from '../../src/cli/program.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { complete } from '../../src/cli/completion/complete.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { attuneCommand } from '../support/attune-cli.ts'
import { openPty } from '../support/pty.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fakeCli } from './fake-cli.ts'
import type { Pty } from '../support/pty.ts'
import type { Shell } from '../../src/cli/completion/shell.ts'

const cwd = tempFolder()
const storagePath = join(cwd, 'attune_results')
let trialIds: readonly string[] = []

beforeAll(async () => {
  for (const name of ['digits', 'diabetes', 'other']) {
    const runConfig = { name, storagePath, verbose: 0 as const }
    const tuner = new Tuner(() => ({ loss: 1 }), { runConfig, tuneConfig: { numSamples: 2 } })
    const results = await tuner.fit()
    if (name === 'digits') trialIds = [...results].map(({ trialId }) => trialId)
  }
  mkdirSync(join(storagePath, 'no-study'))
  writeFileSync(join(cwd, 'study.yaml'), '')
  writeFileSync(join(cwd, 'strange name.yaml'), '')
})

function answer(line: readonly string[], shell: Shell = 'zsh') {
  const { cli } = fakeCli({ cwd })
  const { words, files } = complete({ program: makeProgram(cli), cli, shell, words: line })
  return { words: words.map(({ word }) => word), files }
}

const words = (...line: string[]): readonly string[] => answer(line).words

describe('what is suggested', () => {
  test('commands, but not those that are hidden', () => {
    const names = makeProgram(fakeCli({ cwd }).cli).commands.map((command) => command.name())
    expect(names).toContain('__complete')
    expect(words('')).toEqual(names.filter((name) => name !== '__complete'))
    expect(words('comp')).toEqual(['completion'])
  })

  test('options of the command, each once', () => {
    expect(words('init', '--mo')).toEqual(['--module', '--mode'])
    expect(words('init', 'x.py', '--mode', 'min', '--mo')).toEqual(['--module'])
    expect(words('--ver')).toEqual(['--version'])
    expect(words('doctor', '--h')).toEqual(['--help'])
    expect(words('doctor', '')).toContain('--json')
  })

  test('the values of an option that has a few', () => {
    expect(words('init', '--mode', '')).toEqual(['min', 'max'])
    expect(words('init', '--mode', 'mi')).toEqual(['min'])
    expect(words('init', '--mode=mi')).toEqual(['--mode=min'])
    expect(answer(['init', '--mode', '=', 'mi'], 'bash').words).toEqual(['min'])
    expect(answer(['init', '--mode', '='], 'bash').words).toEqual(['min', 'max'])
    expect(words('completion', '')).toEqual(['bash', 'zsh', 'fish'])
    expect(words('init', '--metric', '')).toEqual([])
  })

  test('studies under the folder for studies, and their trials', () => {
    expect(answer(['show', ''])).toEqual({ words: ['diabetes', 'digits', 'other'], files: false })
    expect(words('show', 'di')).toEqual(['diabetes', 'digits'])
    expect(trialIds).toHaveLength(2)
    expect(words('trial', 'digits', '')).toEqual(trialIds)
    expect(words('pause', 'digits', trialIds[0] ?? '', '')).toEqual(trialIds)
    expect(words('trial', storagePath + '/digits', '')).toEqual(trialIds)
  })

  test('paths where they belong', () => {
    expect(answer(['show', './'])).toEqual({ words: [], files: true })
    expect(answer(['init', ''])).toEqual({ words: [], files: true })
    expect(answer(['init', '--out', ''])).toEqual({ words: [], files: true })
    expect(answer(['plan', 'di'])).toEqual({ words: ['diabetes', 'digits'], files: true })
  })

  test('nothing, and no error, where nothing is known', async () => {
    const fake = fakeCli({ cwd })
    const line = ['trial', 'nowhere', '']
    expect(await runCli(['__complete', 'bash', '--', ...line], fake.cli)).toBe(0)
    expect({ out: fake.stdout(), err: fake.stderr() }).toEqual({ out: 'words\n', err: '' })
  })
})

test.each(['bash', 'zsh', 'fish'] as const)('the script for %s, also as JSON', async (shell) => {
  const plain = fakeCli({ cwd })
  expect(await runCli(['completion', shell], plain.cli)).toBe(0)
  const json = fakeCli({ cwd })
  await runCli(['completion', shell, '--json'], json.cli)
  expect(json.json()).toEqual({ shell, script: plain.stdout() })
})

test('another shell is refused, with those that there are', async () => {
  const fake = fakeCli({ cwd })
  expect(await runCli(['completion', 'tcsh'], fake.cli)).toBe(1)
  expect(fake.stderr()).toContain('Allowed choices are bash, zsh, fish')
})

/** `attune` as a program, found in PATH. */
function installed(): NodeJS.ProcessEnv {
  const folder = tempFolder()
  const [file, args] = attuneCommand([])
  const line = [file, ...args].map((word) => `'${word}'`).join(' ')
  writeFileSync(join(folder, 'attune'), `#!/bin/sh\nexec ${line} "$@"\n`)
  chmodSync(join(folder, 'attune'), 0o755)
  return {
    PATH: `${folder}:${process.env['PATH']}`,
    PS1: '> ',
    HOME: folder,
    ATTUNE_STORAGE: undefined,
  }
}

/** How each shell is started without anybody's settings, and set up. */
const SHELLS: Readonly<
  Record<Shell, { readonly args: readonly string[]; readonly setup: string }>
> = {
  bash: { args: ['--norc', '--noprofile', '-i'], setup: 'source <(attune completion bash)' },
  zsh: {
    args: ['-f', '-i'],
    setup: 'PS1="> "; autoload -U compinit && compinit -u && source <(attune completion zsh)',
  },
  fish: {
    args: ['--no-config', '-i'],
    setup: 'function fish_prompt; echo "> "; end; attune completion fish | source',
  },
}

const isThere = (shell: Shell): boolean => spawnSync(shell, ['-c', 'true']).status === 0

describe.each(['bash', 'zsh', 'fish'] as const)('in %s', (shell) => {
  const { args, setup } = SHELLS[shell]

  /** A shell at its prompt that has read the script. */
  async function opened(): Promise<Pty> {
    const pty = openPty(shell, args, { cwd, cols: 120, env: installed() })
    // The word is put together by the shell, so that what was typed does not count.
    pty.write(`${setup}; echo rea''dy\r`)
    await pty.waitFor((screen) => screen.includes('ready'))
    return pty
  }

  /** Types, presses Tab and waits for what the shell makes of it. */
  async function typed(pty: Pty, keys: string, expected: string): Promise<void> {
    pty.write(keys)
    await pty.waitFor((screen) => screen.some((line) => line.trimEnd().endsWith(keys)))
    pty.write('\t')
    const screen = await pty.waitFor((lines) => lines.some((line) => line.includes(expected)))
    expect(screen.join('\n')).toContain(expected)
    // Takes the line back.
    pty.write('\u0015')
  }

  test.skipIf(!isThere(shell))(
    'Tab completes what was begun',
    async () => {
      expect.hasAssertions()
      const pty = await opened()
      await typed(pty, 'attune compl', '> attune completion')
      await typed(pty, 'attune show ot', '> attune show other')
      await typed(pty, 'attune init --mode=mi', '> attune init --mode=min')
      await typed(pty, 'attune init --out stu', '> attune init --out study.yaml')
      const id = trialIds[1] ?? ''
      await typed(pty, `attune trial digits ${id.slice(0, 3)}`, `digits ${id.slice(0, -1)}`)
    },
    180_000,
  )
})
