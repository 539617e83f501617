import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openPty } from '../support/pty.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Pty } from '../support/pty.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = tempFolder()
const ENV = { LANG: 'C.UTF-8', LC_ALL: '', ATTUNE_OUTPUT: '', NO_COLOR: '', PS1: 'prompt> ' }

const scene = new URL('./scene.ts', import.meta.url)
const keysStudy = new URL('./keys-study.ts', import.meta.url)

/** A command line that runs one of this folder's scripts. */
function commandOf(url: URL, args: readonly string[]): string {
  const script = fileURLToPath(url)
  return [process.execPath, '--import', 'tsx', script, ...args].map((arg) => `'${arg}'`).join(' ')
}

/** A shell that runs the command, and says whether the terminal is as it was, and how it ended. */
function around(command: string, size = {}): Pty {
  const script = `
    trap 'echo the shell got it, too' INT QUIT
    before=$(stty -g)
    ${command}
    code=$?
    if [ "$before" = "$(stty -g)" ]; then echo "as it was, $code"; else stty -a; fi`
  return openPty('bash', ['-c', script], { cwd: root, env: ENV, ...size })
}

const has =
  (text: string) =>
  (screen: readonly string[]): boolean =>
    screen.some((line) => line.includes(text))

async function pidOf(pty: Pty): Promise<number> {
  await pty.waitFor(has('Number of trials: 26/40'))
  return Number(/process (\d+)\r/u.exec(pty.raw())?.[1])
}

describe('keys', () => {
  it('stop a trial when that is confirmed, pause one, and end the study', async () => {
    const pty = around(commandOf(scene, ['keys']))
    await pty.waitFor(has('j/k select'))
    await pty.waitFor(has('Number of trials: 26/40'))
    pty.write('j')
    await pty.waitFor(has('> 63ecc_00011'))
    // An arrow that arrives in parts.
    for (const part of ['\u001b', '[', 'B']) pty.write(part)
    await pty.waitFor(has('> 63ecc_00012'))
    pty.write('x')
    await pty.waitFor(has('Stop trial 63ecc_00012 for good? (y/n)'))
    pty.write('n')
    await pty.waitFor(has('j/k select'))
    pty.write('x')
    await pty.waitFor(has('(y/n)'))
    pty.write('y')
    await pty.waitFor(has('63ecc_00012 stops at its next report.'))
    await pty.waitFor(has('Number of trials: 26/40 (2 RUNNING, 12 PENDING, 11 TERMINATED'))
    pty.write('\u001b[A')
    await pty.waitFor(has('> 63ecc_00008'))
    pty.write('k')
    await pty.waitFor(has('> 63ecc_00013'))
    pty.write('p')
    await pty.waitFor(has('1 RUNNING, 1 PAUSED'))
    pty.write('p')
    await pty.waitFor(has('2 RUNNING, 12 PENDING'))
    // Pasted text is nothing that anybody has pressed.
    pty.write('\u001b[200~qy\u001b[201~')
    pty.write('q')
    await pty.waitFor(has('End the study?'))
    pty.write('y')
    const screen = await pty.waitFor(has('ending: ended in the terminal'))
    expect(screen.some((line) => line.startsWith('Stopped 11: '))).toBe(true)
  })

  it('are not taken from anybody where they are not wanted', async () => {
    const pty = around(commandOf(scene, []))
    await pty.waitFor(has('Number of trials: 26/40'))
    pty.write('q')
    pty.write('hello')
    // The terminal itself shows them.
    await pty.waitFor((screen) => screen.join('').includes('qhello'))
    expect(pty.screen().join('\n')).not.toContain('? help')
  })
})

describe('whatever ends it, the terminal is as it was', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    // An error that nobody catches.
    ['SIGUSR2', 1],
  ] as const)('by %s', async (signal, code) => {
    const pty = around(commandOf(scene, ['keys', 'pid']))
    process.kill(await pidOf(pty), signal)
    await pty.exit
    expect(pty.everything()).toContain(`as it was, ${code}`)
    expect(pty.cursorIsVisible()).toBe(true)
    const lastMark = /.*\[\?2004([hl])/su.exec(pty.raw())?.[1]
    expect(lastMark).toBe('l')
  })

  it.each([
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-\\', '\u001c', 131],
  ])('by %s, of which the whole group hears', async (_name, key, code) => {
    const pty = around(commandOf(scene, ['keys']))
    await pty.waitFor(has('Number of trials: 26/40'))
    pty.write(key)
    await pty.exit
    const lines = pty.everything().join('\n')
    expect(lines).toContain(`as it was, ${code}`)
    expect(lines).toContain('the shell got it, too')
    expect(pty.cursorIsVisible()).toBe(true)
  })
})

describe('a study that runs', () => {
  const study = (name: string, trials = 8, stepMs = 50): string =>
    commandOf(keysStudy, [`${folder}/${name}`, String(trials), String(stepMs)])

  it('ends by itself, and leaves its table', async () => {
    const pty = around(study('whole', 4, 10))
    await pty.exit
    const lines = pty.everything()
    expect(lines).toContain('Number of trials: 4/4 (4 TERMINATED)')
    expect(lines.filter((line) => line.startsWith('Study keys in '))).toHaveLength(1)
    expect(lines.slice(-20).join('\n')).toMatch(/the study is over\nas it was, 0/u)
    expect(pty.cursorIsVisible()).toBe(true)
  })

  it('ends gracefully at the first Ctrl-C', async () => {
    const pty = around(study('once'))
    await pty.waitFor(has('Stopped '))
    pty.write('\u0003')
    await pty.exit
    const lines = pty.everything().join('\n')
    expect(lines).toContain('interrupted by SIGINT')
    expect(lines).toContain('the study is over')
    expect(lines).toContain('as it was, 0')
  })

  it('is killed by the second', async () => {
    const pty = around(study('twice', 8, 3000))
    await pty.waitFor(has('2 RUNNING'))
    pty.write('\u0003')
    await pty.waitFor(has('Once more to kill'))
    pty.write('\u0003')
    await pty.exit
    const lines = pty.everything().join('\n')
    expect(lines).toContain('as it was, 130')
    expect(lines).not.toContain('the study is over')
  })

  it('does what the keys say: stops a trial, and ends gracefully', async () => {
    const pty = around(study('by-key', 8, 200))
    await pty.waitFor(has('2 RUNNING'))
    pty.write('j')
    await pty.waitFor((screen) => screen.some((line) => line.startsWith('> ')))
    pty.write('x')
    await pty.waitFor(has('for good? (y/n)'))
    pty.write('y')
    await pty.waitFor(has('stopped in the terminal (1)'))
    pty.write('q')
    await pty.waitFor(has('End the study?'))
    pty.write('y')
    await pty.exit
    const lines = pty.everything().join('\n')
    expect(lines).toMatch(/Ended early after .*: ended in the terminal/u)
    expect(lines).toContain('as it was, 0')
  })
})

/** `fg`, on an empty screen, so that what is on it afterwards is new. */
async function foreground(pty: Pty): Promise<void> {
  pty.write('clear\r')
  await pty.waitFor((screen) => screen.every((line) => line === '' || line.startsWith('prompt>')))
  pty.write('fg\r')
  await pty.waitFor(has('j/k select'))
}

describe('in a shell', () => {
  it('stops by Ctrl-Z, leaves the shell alone in the background, and comes back by fg', async () => {
    const pty = openPty('bash', ['--norc', '-i'], { cwd: root, env: ENV, cols: 100, rows: 30 })
    await pty.waitFor(has('prompt>'))
    pty.write(`${commandOf(scene, ['keys'])}\r`)
    await pty.waitFor(has('j/k select'))
    await pty.waitFor(has('Number of trials: 26/40'))
    pty.write('\u001a')
    await pty.waitFor(has('Stopped  '))
    expect(pty.cursorIsVisible()).toBe(true)
    pty.write('clear; stty -a | tr " ;" "\\n\\n" | grep -xE -e "-?(icanon|echo|isig)"; bg\r')
    await pty.waitFor((screen) => ['isig', 'icanon', 'echo'].every((mode) => has(mode)(screen)))
    expect(has('-icanon')(pty.screen())).toBe(false)
    // What is typed reaches the shell, and the block does not come in between.
    pty.write('jobs | grep -o Running\r')
    await pty.waitFor((screen) => screen.includes('Running'))
    expect(has('Number of trials')(pty.screen())).toBe(false)
    await foreground(pty)
    pty.write('j')
    await pty.waitFor(has('> 63ecc_00011'))
    pty.write('\u001a')
    await pty.waitFor(has('Stopped  '))
    await foreground(pty)
    pty.write('\u0003')
    await pty.waitFor((screen) => screen.some((line) => line.trim() === 'prompt>'))
    pty.write('echo $((1000 + 130)) $?\r')
    await pty.waitFor(has('1130 130'))
  })

  it('ends in the background, too, after it had keys', async () => {
    const pty = openPty('bash', ['--norc', '-i'], { cwd: root, env: ENV, cols: 100, rows: 40 })
    await pty.waitFor(has('prompt>'))
    pty.write(`${commandOf(keysStudy, [`${folder}/put-off`, '2', '150'])}\r`)
    await pty.waitFor(has('j/k select'))
    pty.write('\u001a')
    await pty.waitFor(has('Stopped  '))
    pty.write('bg; wait\r')
    await pty.waitFor(has('the study is over'))
    const screen = await pty.waitFor(has('Done  '))
    expect(has('tty output')(screen)).toBe(false)
  })

  it('started in the background, does not touch the terminal, and ends', async () => {
    const pty = openPty('bash', ['--norc', '-i'], { cwd: root, env: ENV, cols: 100, rows: 40 })
    await pty.waitFor(has('prompt>'))
    pty.write(`${commandOf(keysStudy, [`${folder}/background`, '2', '10'])} &\r`)
    await pty.waitFor(has('the study is over'))
    pty.write('wait\r')
    await pty.waitFor(has('Done  '))
    expect(pty.everything().join('\n')).not.toContain('Resources:')
  })
})

describe('a window that changes its size', () => {
  it('shows one whole block at any size', async () => {
    const pty = around(commandOf(scene, ['keys']), { cols: 100, rows: 30 })
    await pty.waitFor(has('Number of trials: 26/40'))
    const isWhole = (screen: readonly string[]): boolean =>
      screen.filter((line) => line.startsWith('Number of trials')).length === 1 &&
      screen.filter((line) => line.startsWith('[') && line.includes('running for')).length <= 1
    for (const [cols, rows] of [
      [60, 20],
      [140, 40],
      [81, 12],
      [200, 50],
      [80, 24],
    ] as const) {
      pty.resize(cols, rows)
      // A key in the middle of it.
      pty.write('j')
      const screen = await pty.waitFor(
        (lines) => isWhole(lines) && (rows < 20 || lines.some((line) => line.startsWith('> '))),
      )
      // Nothing was broken in two: every row of the table ends where its frame does.
      const frames = screen.filter((line) => line.startsWith('+-'))
      expect(new Set(frames.map((line) => line.length)).size).toBeLessThanOrEqual(1)
    }
  })
})
