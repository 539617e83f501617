import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openPty } from '../support/pty.ts'
import type { Pty } from '../support/pty.ts'

const script = fileURLToPath(new URL('./scene.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Size {
  readonly cols: number
  readonly rows: number
}

function play(wishes: readonly string[], size: Size, env: Record<string, string> = {}): Pty {
  return openPty(process.execPath, ['--import', 'tsx', script, ...wishes], {
    cwd: root,
    ...size,
    env: { LANG: 'C.UTF-8', LC_ALL: '', ATTUNE_OUTPUT: '', NO_COLOR: '', ...env },
  })
}

const shows =
  (text: string) =>
  (screen: readonly string[]): boolean =>
    screen.some((line) => line.includes(text))

function text(screen: readonly string[]): string {
  const last = screen.findLastIndex((line) => line !== '')
  return `${screen
    .slice(0, last + 1)
    .map((line) => line.replace(/process \d+/u, 'process 4711'))
    .join('\n')}\n`
}

const SIZES: readonly (readonly [string, Size])[] = [
  ['80x24', { cols: 80, rows: 24 }],
  ['200x50', { cols: 200, rows: 50 }],
]

describe.each(SIZES)('on a terminal of %s', (name, size) => {
  it('shows a study in its middle, a trial on its own page, and the keys', async () => {
    const pty = play(['keys'], size)
    const middle = await pty.waitFor(shows('Number of trials: 26/40'))
    await expect(text(middle)).toMatchFileSnapshot(`__snapshots__/middle-${name}.txt`)
    pty.write('jj')
    await pty.waitFor((screen) => screen.some((line) => line.startsWith('> ')))
    pty.write('\r')
    const page = await pty.waitFor(shows('Esc back'))
    await expect(text(page)).toMatchFileSnapshot(`__snapshots__/trial-${name}.txt`)
    pty.write('\u001b')
    await pty.waitFor((screen) => screen.some((line) => line.startsWith('> ')))
    pty.write('?ss')
    const help = await pty.waitFor(shows('?  hide this'))
    await expect(text(help)).toMatchFileSnapshot(`__snapshots__/help-${name}.txt`)
  })

  it('leaves the last table, and the terminal as it was', async () => {
    const pty = play(['keys', 'end'], size)
    expect(await pty.exit).toEqual({ code: 0, signal: 0 })
    const lines = pty.everything()
    await expect(text(lines)).toMatchFileSnapshot(`__snapshots__/end-${name}.txt`)
    expect(pty.cursorIsVisible()).toBe(true)
  })
})
