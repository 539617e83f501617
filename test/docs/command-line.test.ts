import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { makeProgram } from '../../src/cli/program.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { fakeCli } from '../cli/fake-cli.ts'
import { finishedStudy, FINISHED, storeStudy, writeLog } from '../cli/stored-studies.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { pages, tableRows } from './pages.ts'
import type { Command, Option } from 'commander'
import type { Page } from './pages.ts'

const page = pages.find(({ name }) => name === 'docs/command-line.md')
const program = makeProgram(fakeCli({ cwd: '/' }).cli)
/** Without those that are hidden. */
const commands = program.createHelp().visibleCommands(program)

/** The part of the page under a heading, as a page. */
function section(heading: string): Page {
  const [, rest = ''] = `${page?.text ?? ''}\n## `.split(`\n## ${heading}\n`)
  const [text = ''] = rest.split('\n## ')
  return { name: heading, text, blocks: [], prose: text, codeSpans: [] }
}

function usage(command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`
    return argument.required ? `<${name}>` : `[${name}]`
  })
  return ['attune', command.name(), ...args].join(' ')
}

/** Every command has this one, and the page says so once. */
const isOwn = ({ long }: Option): boolean => long !== '--json'

describe('docs/command-line.md', () => {
  it('has a part for each command, and for no other', () => {
    const headings = Array.from((page?.text ?? '').matchAll(/^## (attune \S+)$/gm), ([, h]) => h)
    expect(headings).toEqual(commands.map((command) => `attune ${command.name()}`))
    expect(commands.length).toBeGreaterThan(15)
  })

  it.each(commands.map((command) => [command.name(), command] as const))(
    'has the arguments and options of %s, and no others',
    (name, command) => {
      const { text, ...rest } = section(`attune ${name}`)
      expect(text).toContain(`\`${usage(command)}\``)
      const rows = tableRows({ text, ...rest }, 'flag')
      expect(rows.map(([flags]) => flags)).toEqual(
        command.options.filter(isOwn).map(({ flags }) => `\`${flags}\``),
      )
      expect(command.options.filter(isOwn).length).toBe(command.options.length - 1)
      for (const [i, { defaultValue, argChoices = [] }] of command.options
        .filter(isOwn)
        .entries()) {
        const [, meaning = '', standard = ''] = rows[i] ?? []
        for (const choice of argChoices) expect(meaning).toContain(`\`${choice}\``)
        if (typeof defaultValue === 'string') expect(standard).toContain(`\`${defaultValue}\``)
      }
    },
  )

  it('has every exit code, and no other', () => {
    const codes = tableRows(section('Exit codes'), 'code').map(([code]) => Number(code))
    expect(codes).toEqual(Object.values(EXIT))
  })

  it('has a row of keys for each command that prints a document', () => {
    const named = tableRows(section('For programs'), 'command').map(([cell = '']) => cell)
    const events = new Set(['run', 'resume'])
    expect(named).toEqual(
      commands
        .map((command) => command.name())
        .filter((name) => !events.has(name))
        .map((name) => `\`${name}\``),
    )
  })
})

describe('the examples of all pages', () => {
  const lines = pages.flatMap(({ name, blocks }) =>
    blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code }) => code.split('\n'))
      .flatMap((line) => Array.from(line.matchAll(/\battune ([a-z]\w*)\b([^|)#&]*)/g)))
      .map(([call, command = '', rest = '']) => ({ name, call, command, rest })),
  )

  it('are many', () => {
    expect(lines.length).toBeGreaterThan(20)
  })

  it.each(lines)('$name: $call', ({ command: name, rest }) => {
    const command = commands.find((each) => each.name() === name)
    expect(command, `attune ${name} is a command`).toBeDefined()
    const known = command?.options.flatMap(({ long, short }) => [long, short]) ?? []
    const flags = rest.replaceAll(/'[^']*'|"[^"]*"/g, '').match(/(?<=\s)--?[a-z][\w-]*/g) ?? []
    expect([...known, '--help']).toEqual(expect.arrayContaining(flags))
  })
})

describe('the keys of documents', () => {
  const root = tempFolder()
  const dir = storeStudy(root, 'digits', [...finishedStudy().log, FINISHED])
  writeLog(dir, 't0', 'stdout', 'a line\n')
  writeFileSync(
    join(root, 'study.yaml'),
    'trainable: ./train --lr {lr}\nmetric: loss\nmode: min\nscheduler: asha\n' +
      'space: { lr: { type: uniform, min: 0, max: 1 } }\n',
  )

  /** The keys that the page has for a command, a set for each object that it names, in any order. */
  function documented(command: string): string[] {
    const rows = tableRows(section('For programs'), 'command')
    const [, cell = ''] = rows.find(([name]) => name === `\`${command}\``) ?? []
    return Array.from(cell.matchAll(/`(\w+)`/g), ([, key = '']) => key)
  }

  async function document(...args: string[]): Promise<Record<string, unknown>> {
    const { cli, json, stderr } = fakeCli({ cwd: root, env: { ATTUNE_STORAGE: root } })
    const code = await runCli([...args, '--json'], cli)
    expect({ code, stderr: code === EXIT.ok ? '' : stderr() }).toEqual({
      code: EXIT.ok,
      stderr: '',
    })
    return json() as Record<string, unknown>
  }

  it.each([
    ['ls', []],
    ['show', ['digits']],
    ['trial', ['digits', '0']],
    ['best', ['digits']],
    ['best', ['digits', '--pareto', '--metric', 'loss', '--mode', 'min']],
    ['logs', ['digits', '0']],
    ['plan', ['study.yaml', '--trial-time', '1m']],
    ['init', ['--command', 'true {lr}', '--metric', 'loss', '--mode', 'min', '--out', 'new.yaml']],
    ['simulate', ['digits', '--scheduler', 'asha']],
    ['export', ['digits', '--to', 'csv', '--out', 'digits.csv']],
    ['export', ['digits', '--to', 'optuna', '--out', 'digits.db']],
    ['import', ['digits.db', '--name', 'back']],
    ['completion', ['bash']],
  ] as const)('of %s are in the page', async (command, args) => {
    const { trials, studies, simulations, ...top } = await document(command, ...args)
    const parts = [studies, simulations, command === 'logs' ? trials : undefined]
    const inner = parts.flatMap((part) =>
      Array.isArray(part) ? (part as object[]).slice(0, 1) : [],
    )
    const keys = [top, ...inner].flatMap((part) => Object.keys(part))
    const ofTrial = section('For programs').text.split('A trial has')[1] ?? ''
    const trialKeys = Array.from(ofTrial.matchAll(/`(\w+)`/g), ([, key = '']) => key)
    const known = [...documented(command), ...(command === 'trial' ? trialKeys : [])]
    expect(keys.filter((key) => !known.includes(key))).toEqual([])
  })

  it('of a trial are in the page, and no others', async () => {
    const { trials } = (await document('show', 'digits')) as { readonly trials: readonly object[] }
    const [, after = ''] = section('For programs').text.split('A trial has')
    const known = Array.from(after.matchAll(/`(\w+)`/g), ([, key = '']) => key)
    expect([...new Set(trials.flatMap((trial) => Object.keys(trial)))].toSorted()).toEqual(
      known.toSorted(),
    )
  })
})
